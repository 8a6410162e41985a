"""The checks of an exercise, without a submission."""

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.judging.collect import collect
from grader.model.errors import CourseError
from grader.model.exercise import Check, Exercise
from grader.model.limits import MIB, OwnLimits
from grader.model.outcome import Visibility


@pytest.fixture
def collected(tmp_path: Path) -> Callable[[str], tuple[Check, ...]]:
    """Collects a text of hidden tests."""

    def run(text: str) -> tuple[Check, ...]:
        path = tmp_path / "hidden_tests.py"
        path.write_text("import pytest\n" + text, encoding="utf-8")
        return collect(Exercise(slug="mlp", title="A perceptron", folder=str(tmp_path)))

    return run


def test_a_check_is_what_its_marks_and_docstring_say(collected: Callable[[str], tuple[Check, ...]]) -> None:
    """Points, visibility, requirements, time limit and description are read from the test."""
    checks = collected('''
@pytest.mark.points(1)
def test_one(submission):
    """One."""

@pytest.mark.points(2.5)
@pytest.mark.visibility("after_published")
@pytest.mark.requires("test_one")
@pytest.mark.time_limit(90)
@pytest.mark.limits(memory_bytes=2**26, threads=2)
def test_two(submission):
    """Two, which
    takes two lines."""
''')
    assert checks == (
        Check(name="test_one", description="One.", points=1),
        Check(
            name="test_two",
            description="Two, which takes two lines.",
            points=2.5,
            visibility=Visibility.AFTER_PUBLISHED,
            requires=("test_one",),
            time_limit_s=90,
            limits=OwnLimits(memory_bytes=64 * MIB, threads=2),
        ),
    )


def test_a_parametrised_test_is_a_check_per_parameter(collected: Callable[[str], tuple[Check, ...]]) -> None:
    """Each parameter's check bears it in its name."""
    checks = collected(
        '@pytest.mark.points(1)\n@pytest.mark.parametrize("k", [1, 3], ids=["one", "three"])\n'
        'def test_k(k):\n    """It."""\n'
    )
    assert [check.name for check in checks] == ["test_k[one]", "test_k[three]"]


def test_an_exercise_with_a_digest_is_collected_once(tmp_path: Path) -> None:
    """The same digest and file give the very checks collected before."""
    path = tmp_path / "hidden_tests.py"
    path.write_text('import pytest\n@pytest.mark.points(1)\ndef test_k():\n    """It."""\n', encoding="utf-8")
    exercise = Exercise(slug="mlp", title="A perceptron", folder=str(tmp_path), digest="abc")
    assert collect(exercise) is collect(exercise)


TEST = '@pytest.mark.points(1)\ndef test_k():\n    """It."""\n'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('def test_k():\n    """It."""\n', "needs pytest.mark.points"),
        (TEST.replace("points(1)", "points(0)"), "takes one number above 0, not 0"),
        (TEST.replace("points(1)", "points(float('nan'))"), "not nan"),
        (TEST.replace("points(1)", "points(True)"), "not True"),
        (TEST.replace("points(1)", "points(1, 2)"), "with one argument"),
        (TEST.replace('"""It."""', "pass"), "needs a docstring"),
        ("@pytest.mark.requires('test_z')\n" + TEST, "requires 'test_z', and no check"),
        ("@pytest.mark.requires('test_k')\n" + TEST, "requires 'test_k', and no check"),
        ("@pytest.mark.visibility('some')\n" + TEST, "no visibility 'some'"),
        (
            f"@pytest.mark.visibility('hidden')\n{TEST}@pytest.mark.requires('test_k')\n"
            + TEST.replace("test_k", "test_l"),
            "test_l: it requires 'test_k'; a visible check cannot require one that students do not see: ",
        ),
        ("@pytest.mark.time_limit(-1)\n" + TEST, "not -1"),
        (
            "@pytest.mark.limits(memory=5)\n" + TEST,
            r"limits takes memory_bytes=….*, not memory=5; wall-clock",
        ),
        (
            "@pytest.mark.limits(call_s=5)\n" + TEST,
            r"not call_s=5; wall-clock time is pytest.mark.time_limit's",
        ),
        ("@pytest.mark.limits(2**30)\n" + TEST, "not 1073741824"),
        ("@pytest.mark.limits(threads=None)\n" + TEST, "not threads=None"),
        ("@pytest.mark.limits\n" + TEST, "not nothing"),
        (
            "@pytest.mark.limits(cpu_s=0.5)\n" + TEST,
            "a limit cpu_s of 0.5 cannot be; it takes a whole number, 1 or",
        ),
        ("@pytest.mark.limits(cpu_s=True)\n" + TEST, "a limit cpu_s of True cannot be"),
        ("@pytest.mark.limits(open_files=-1)\n" + TEST, "a limit open_files of -1 cannot be.*, 16 or more"),
        (
            "@pytest.mark.limits(memory_bytes=1)\n" + TEST,
            "a limit memory_bytes of 1 cannot be.*, 16,777,216 or",
        ),
        ("@pytest.mark.skip\n" + TEST, "cannot be marked skip"),
        ("@pytest.mark.xfail\n" + TEST, "cannot be marked xfail"),
        (
            f"class TestA:\n    @pytest.mark.points(1)\n    def test_k(self):\n        'It.'\n{TEST}",
            "two checks",
        ),
        (TEST + "1 / 0\n", r"hidden_tests.py:5: ZeroDivisionError"),
        ("def test_k(:", "SyntaxError"),
        (TEST + "import sys\nsys.exit(0)\n", r"hidden_tests.py:6: SystemExit\(0\) ends the program"),
        (TEST + "raise SystemExit('done')\n", r"hidden_tests.py:5: SystemExit\('done'\) ends the program"),
        ("pytest.skip('all', allow_module_level=True)", "cannot be skipped"),
        ("", "no checks were found"),
    ],
)
def test_what_is_not_as_it_must_be_is_the_courses_error(
    collected: Callable[[str], tuple[Check, ...]], text: str, reason: str
) -> None:
    """A mistake in hidden tests is told with the file, the check and the reason, before anybody is graded."""
    with pytest.raises(CourseError, match=reason) as caught:
        collected(text)
    assert "hidden_tests.py" in str(caught.value)
