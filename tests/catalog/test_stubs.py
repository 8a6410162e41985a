"""Stubs are written once, and drift is reported."""

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.catalog.course import Course, open_course
from grader.catalog.stubs import build_stubs
from grader.model.errors import CourseError
from grader.registry import Registry

AddExercise = Callable[..., Path]


@pytest.fixture
def course(tmp_path: Path, add_exercise: AddExercise) -> Course:
    """A course of two exercises without stubs."""
    add_exercise("ant")
    add_exercise("bee")
    return open_course(tmp_path, Registry(installed=False))


def test_stubs_are_written_once(course: Course) -> None:
    """The first build writes every stub; the second changes nothing."""
    written = build_stubs(course)
    assert [path.parent.name for path in written] == ["ant", "bee"]
    assert "42" not in written[0].read_text()
    assert 'raise NotImplementedError("answer is not written yet")' in written[0].read_text()
    assert build_stubs(course) == []


def test_check_writes_nothing(course: Course) -> None:
    """With `check` missing and drifted stubs are reported and left as they are."""
    assert len(build_stubs(course, check=True)) == 2
    assert not (Path(course.exercises[0].folder) / "stub.py").exists()
    build_stubs(course)
    stub = Path(course.exercises[1].folder) / "stub.py"
    stub.write_text("# edited by hand\n")
    assert build_stubs(course, check=True) == [stub]
    assert stub.read_text() == "# edited by hand\n"


def test_windows_line_ends_are_no_drift(course: Course) -> None:
    """A stub checked out with CRLF is the same stub."""
    stub = build_stubs(course)[0]
    stub.write_bytes(stub.read_bytes().replace(b"\n", b"\r\n"))
    assert build_stubs(course, check=True) == []


def test_missing_or_unreadable_solution(course: Course) -> None:
    """A solution that is not there, or is no text, is named."""
    course.solution(course.exercises[0]).write_bytes(b"\xff")
    with pytest.raises(CourseError, match=r"solutions/ant\.py cannot be read"):
        build_stubs(course)
    course.solution(course.exercises[0]).unlink()
    with pytest.raises(CourseError, match=r"solutions/ant\.py does not exist"):
        build_stubs(course)
