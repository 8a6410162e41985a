"""A class that is graded again after the hidden tests were edited, behind a real wall."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from grader.model.outcome import Outcome
from grader.model.result import JobResult
from grader.pipeline import Graded

TESTS = '''
import pytest

TWO = 2


def show(value):
    return f"it was {value}"


@pytest.mark.points(2)
def test_first(submission, record_property):
    """The first."""
    answer = submission.answer("first")
    record_property("feedback", show(answer))
    assert answer == 1 * TWO, show(answer)


@pytest.mark.points(1)
@pytest.mark.requires("test_first")
def test_second(submission, record_property):
    """The second."""
    record_property("accuracy", 0.5)
    assert submission.answer("second") == 2 * TWO


@pytest.mark.points(3)
@pytest.mark.parametrize("word", ["third", "fourth"])
def test_words(submission, word):
    """Words."""
    assert submission.answer(word) == 3


@pytest.mark.points(1)
@pytest.mark.visibility("hidden")
def test_hidden(submission):
    """Nobody sees it."""
    assert submission.answer("hidden") == 5
'''
WORKS = {
    "ada": "WORTH = dict(first=2, second=4, third=3, fourth=3, hidden=5)\n\n\ndef answer(word):\n"
    "    print('asked for', word)\n    return WORTH[word]\n",
    "bob": "def answer(word):\n    if word == 'third':\n        raise ValueError(word)\n    return 2\n",
    "cy": "def answer(word):\n    return 3\n",
}
MORE = """\
@pytest.mark.points(1)
def test_more(submission):
    "More."
    assert submission.answer("fourth") == 3


"""
ALL = ["first", "second", "third", "fourth", "hidden"]


@pytest.fixture(scope="module")
def once(
    tmp_path_factory: pytest.TempPathFactory,
    write_exercise: Callable[..., Path],
    grade_class: Callable[..., Any],
) -> tuple[Path, Any]:
    """The class in a folder, graded into `out`, and what came of it."""
    root = tmp_path_factory.mktemp("once")
    write_exercise(root / "course", tests=TESTS)
    for student, text in WORKS.items():
        (root / "class" / student).mkdir(parents=True)
        (root / "class" / student / "double.py").write_text(text, encoding="utf-8")
    return root, grade_class(root)


@pytest.fixture
def grade_again(
    tmp_path: Path, once: tuple[Path, Any], grade_class: Callable[..., Any]
) -> Callable[..., Any]:
    """Edits the hidden tests and grades the class again; into the same gradebook, unless another is named."""
    root = tmp_path / "copy"
    shutil.copytree(once[0], root)
    tests = root / "course" / "exercises" / "double" / "hidden_tests.py"

    def run(*edits: tuple[str, str], **options: Any) -> Any:
        text = tests.read_text(encoding="utf-8")
        for old, new in edits:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        tests.write_text(text, encoding="utf-8")
        return grade_class(root, **options)

    return run


def told(graded: Graded) -> list[JobResult]:
    """The results, without what a second grading takes and says of itself, and what importing printed."""
    return [
        msgspec.structs.replace(
            result,
            checks=tuple(msgspec.structs.replace(one, duration_s=0.0) for one in result.checks),
            duration_s=0.0,
            kept=0,
        )
        for result in graded.run.results
    ]


@pytest.mark.parametrize(
    ("edits", "asked"),
    [
        pytest.param(
            [('assert submission.answer("hidden") == 5', 'assert submission.answer("hidden") == 3')],
            {"ada": ["hidden"], "bob": ["hidden"], "cy": ["hidden"]},
            id="one hidden test",
        ),
        pytest.param(
            [('answer("second") == 2', 'answer("second") == 1')],
            {"ada": ["second"], "bob": ["second"], "cy": []},
            id="a test that requires another",
        ),
        pytest.param(
            [("1 * TWO", "3")],
            {"ada": ["first"], "bob": ["first"], "cy": ["first", "second"]},
            id="a test that another requires",
        ),
        pytest.param(
            [('    return f"it was {value}"', '    return f"it is {value}"')],
            {"ada": ALL, "bob": ALL, "cy": ["first", *ALL[2:]]},
            id="a helper",
        ),
        pytest.param([("TWO = 2", "TWO = 1")], {one: ["first", *ALL[2:]] for one in WORKS}, id="a constant"),
        pytest.param([("points(3)", "points(4)")], {one: [] for one in WORKS}, id="points"),
        pytest.param([("Nobody sees it.", "Nobody.")], {one: [] for one in WORKS}, id="a docstring"),
        pytest.param(
            [('["third", "fourth"]', '["third", "first"]')],
            {one: ["third", "first"] for one in WORKS},
            id="a parameter",
        ),
        pytest.param(
            [("def test_hidden", "def test_renamed")], {one: ["hidden"] for one in WORKS}, id="a new name"
        ),
        pytest.param(
            [('@pytest.mark.visibility("hidden")\n', "")],
            {one: ["hidden"] for one in WORKS},
            id="a visibility",
        ),
        pytest.param(
            [(TESTS[TESTS.index("@pytest.mark.points(3)") : TESTS.rindex("@pytest.mark.points(1)")], "")],
            {one: [] for one in WORKS},
            id="tests that are taken out",
        ),
        pytest.param(
            [
                (
                    "@pytest.mark.points(3)\n",
                    MORE + "@pytest.mark.points(3)\n",
                )
            ],
            {one: ["fourth"] for one in WORKS},
            id="a test more",
        ),
    ],
)
def test_only_what_changed_is_asked_again(
    once: tuple[Path, Any],
    grade_again: Callable[..., Any],
    edits: list[tuple[str, str]],
    asked: dict[str, list[str]],
) -> None:
    """After an edit workers are asked for what it changes alone, and the results are those from nothing."""
    assert once[1].words == {"ada": ALL, "bob": ALL, "cy": ["first", *ALL[2:]]}
    again = grade_again(*edits)
    assert again.words == asked
    nothing = grade_again(out="nothing")
    assert told(again.graded) == told(nothing.graded)


def test_the_instructor_is_told(grade_again: Callable[..., Any]) -> None:
    """How many checks were not run stands in the notes and on the terminal; no student reads it."""
    again = grade_again(('answer("hidden") == 5', 'answer("hidden") == 3'), always=True)
    said = "checks were not run again: nothing that they depend on has changed"
    assert [one.kept for one in again.graded.run.results] == [4, 4, 3]
    assert again.said == [f"11 {said}"]
    out = again.graded.files[0].parent
    scores = (out / "scores.csv").read_text(encoding="utf-8")
    assert (scores.count(f"4 of 5 {said}"), scores.count(f"3 of 5 {said}")) == (2, 1)
    pages = [path.read_text(encoding="utf-8") for path in (out / "feedback").iterdir()]
    assert len(pages) == 3
    assert not [page for page in pages if "not run again" in page]
    assert not grade_again(out="other").said
    assert not grade_again().words


def test_a_hidden_test_that_is_mended(grade_again: Callable[..., Any]) -> None:
    """After an error of a hidden test itself only that check is run again, and everybody is graded."""
    broken = grade_again(('answer("hidden") == 5', 'answer("hidden") == five'), out="new")
    assert not any(one.graded for one in broken.graded.run.results)
    mended = grade_again(("== five", "== 5"), out="new")
    assert mended.words == {one: ["hidden"] for one in WORKS}
    assert all(one.graded for one in mended.graded.run.results)
    assert mended.graded.run.results[0].outcome is Outcome.PASSED


def test_what_was_printed_in_a_check_goes_with_it(
    once: tuple[Path, Any], grade_again: Callable[..., Any]
) -> None:
    """A student reads what kept checks had printed, and nothing of one that is hidden now."""
    first = once[1].graded.run.results[0]
    assert first.feedback.endswith("asked for first\nasked for second\nasked for third\nasked for fourth")
    assert first.withheld.endswith("\n\nasked for hidden")
    again = grade_again(
        ("@pytest.mark.points(3)\n", "@pytest.mark.points(3)\n@pytest.mark.visibility('hidden')\n")
    )
    last = again.graded.run.results[0]
    assert last.feedback.endswith("asked for first\nasked for second")
    assert last.withheld.endswith("\n\nasked for third\nasked for fourth\nasked for hidden")


def test_twins_share_what_is_kept(grade_again: Callable[..., Any], tmp_path: Path) -> None:
    """Who handed in the same program is asked once again, for the changed check alone."""
    (tmp_path / "copy" / "class" / "dot").mkdir()
    (tmp_path / "copy" / "class" / "dot" / "double.py").write_text(WORKS["ada"] + "# dot\n", encoding="utf-8")
    grade_again(out="new")
    again = grade_again(('answer("hidden") == 5', 'answer("hidden") == 3'), out="new")
    assert again.words == {"": ["hidden"], "bob": ["hidden"], "cy": ["hidden"]}
    ada, _, _, dot = again.graded.run.results
    assert [one.student for one in (ada, dot)] == ["ada", "dot"]
    assert ada.kept == dot.kept == 4
    alone = grade_again(('answer("hidden") == 3', 'answer("hidden") == 4'), out="new", shared=False)
    assert alone.words == {one: ["hidden"] for one in ("ada", "bob", "cy", "dot")}
