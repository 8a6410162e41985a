"""What students get of a whole course, in memory."""

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.catalog.bundle import bundle
from grader.catalog.course import Course, open_course
from grader.catalog.stubs import build_stubs
from grader.model.errors import CourseError
from grader.registry import Registry

AddExercise = Callable[..., Path]


@pytest.fixture
def course(tmp_path: Path, add_exercise: AddExercise) -> Course:
    """A course of two exercises, one with a picture."""
    (add_exercise("bee", order=1) / "b.svg").write_text("<svg/>")
    (tmp_path / "exercises" / "bee" / "README.md").write_text("# `bee`\n\n![b](b.svg)\n")
    add_exercise("ant", order=2)
    build_stubs(open_course(tmp_path, Registry(installed=False)))
    return open_course(tmp_path, Registry(installed=False))


def test_a_folder_for_each_exercise(course: Course) -> None:
    """There is a list on top, and for each exercise what students may have and the notebook."""
    files = bundle(course)
    assert list(files) == [
        "README.md",
        *(f"bee/{name}" for name in ["README.md", "b.svg", "bee.ipynb", "bee.py", "public_tests.py"]),
        *(f"ant/{name}" for name in ["README.md", "ant.ipynb", "ant.py", "public_tests.py"]),
    ]
    assert files == bundle(course)


def test_the_list(course: Course) -> None:
    """The list has each exercise in course order with its title, what to write and, if known, its points."""
    rows = [line for line in bundle(course)["README.md"].decode().splitlines() if line.startswith("| [")]
    assert rows == [
        "| [`bee`](bee/README.md) | Title | `answer` |",
        "| [`ant`](ant/README.md) | Title | `answer` |",
    ]
    listed = bundle(course, {"bee": 2.5, "ant": 10.0})["README.md"].decode()
    assert "| what to write | points |\n| --- | --- | --- | ---: |\n" in listed
    assert "| `answer` | 2.5 |\n" in listed
    assert "| `answer` | 10 |\n" in listed
    assert "grader check bee/bee.py" in listed


def test_an_exercise_that_cannot_be_given(course: Course) -> None:
    """One exercise without its text, and there is no bundle."""
    (Path(course.exercises[1].folder) / "README.md").unlink()
    with pytest.raises(CourseError, match=r"ant/README\.md does not exist"):
        bundle(course)
