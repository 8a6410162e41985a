"""What a check depends on in its exercise's files."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from grader.catalog.course import open_course
from grader.catalog.parts import Parts, parts_of
from grader.model.errors import CourseError
from grader.model.exercise import Check, Exercise
from grader.model.limits import Limits
from grader.registry import Registry

DOUBLE, NEGATIVE = (
    Check(name=f"test_{name}", description="It.", points=1.0) for name in ("double", "negative")
)
PARAMETER = msgspec.structs.replace(DOUBLE, name="test_double[three]")
FOUND_OTHERWISE = msgspec.structs.replace(DOUBLE, name="test_in_a_class")


@pytest.fixture
def opened(tmp_path: Path, write_exercise: Callable[..., Path]) -> Callable[[], Exercise]:
    """Opens the same exercise again, as its files are by then."""
    write_exercise(tmp_path)
    return lambda: open_course(tmp_path, Registry()).exercises[0]


def bases(parts: Parts) -> list[str]:
    """What the two checks depend on."""
    return [parts.basis(DOUBLE), parts.basis(NEGATIVE)]


def test_each_check_has_its_own(opened: Callable[[], Exercise]) -> None:
    """An edit of one function is one of its check, with all its parameters, and of no other."""
    exercise = opened()
    before = parts_of(exercise)
    path = exercise.tests_path
    path.write_text(path.read_text().replace("submission.double(2)", "submission.double(2.0)"))
    after = parts_of(opened())
    assert before.basis(DOUBLE) != after.basis(DOUBLE)
    assert before.basis(NEGATIVE) == after.basis(NEGATIVE)
    assert after.basis(PARAMETER) == after.basis(DOUBLE)
    assert before.basis(FOUND_OTHERWISE) == after.basis(FOUND_OTHERWISE) == before.rest


@pytest.mark.parametrize("name", ["exercise.py", "reference.py", "data/expected.json"])
def test_what_lies_beside_the_tests_is_everybodys(opened: Callable[[], Exercise], name: str) -> None:
    """A change of any other file that a score may depend on is one of every check."""
    exercise = opened()
    before = parts_of(exercise)
    path = Path(exercise.folder) / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{path.read_text() if path.exists() else ''}\n# more\n")
    assert not set(bases(before)) & set(bases(parts_of(opened())))


@pytest.mark.parametrize("name", ["stub.py", "README.md", "wrong/one.py"])
def test_reading_matter_is_nobodys(opened: Callable[[], Exercise], name: str) -> None:
    """A change of what students read, or of known-wrong submissions, changes no check."""
    exercise = opened()
    before = parts_of(exercise)
    path = Path(exercise.folder) / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("# more\n" + (path.read_text() if path.exists() else ""))
    assert bases(parts_of(opened())) == bases(before)


def test_settings_are_everybodys(opened: Callable[[], Exercise]) -> None:
    """What `exercise.py` comes to counts, wherever it has it from; the folder does not."""
    exercise = opened()
    limited = msgspec.structs.replace(exercise, limits=Limits(call_s=1))
    assert not set(bases(parts_of(exercise))) & set(bases(parts_of(limited)))


def test_tests_that_share_are_one_part(opened: Callable[[], Exercise]) -> None:
    """Where checks may hand something on, or the file is no program, any edit is one of all."""
    exercise = opened()
    path, text = exercise.tests_path, exercise.tests_path.read_text()
    for more in ("import sys\n", "def f(:\n"):
        path.write_text(text + more)
        before = parts_of(opened())
        assert before.basis(DOUBLE) == before.basis(NEGATIVE) == before.rest
        path.write_text(f"{text}{more}# more\n")
        assert parts_of(opened()).rest != before.rest


def test_files_that_have_changed_since(opened: Callable[[], Exercise]) -> None:
    """Of an exercise whose files are not those any more that its digest is of, nothing is said."""
    exercise = opened()
    exercise.tests_path.write_text("# gone\n")
    assert bases(parts_of(exercise)) == ["", ""]
    exercise.tests_path.unlink()
    with pytest.raises(CourseError, match=r"hidden_tests.py cannot be read: No such file"):
        parts_of(exercise)
