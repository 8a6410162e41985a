"""Starting an exercise: everything is copied, or nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.catalog.course import open_course
from grader.catalog.start import start
from grader.catalog.stubs import build_stubs
from grader.intake.folder import grader_submissions
from grader.model.errors import CourseError, UsageError
from grader.model.exercise import Exercise
from grader.registry import Registry

AddExercise = Callable[..., Path]


@pytest.fixture
def exercise(tmp_path: Path, add_exercise: AddExercise) -> Exercise:
    """An exercise with a stub and a picture."""
    folder = add_exercise("ant")
    (folder / "figure.svg").write_text("<svg/>")
    (folder / "README.md").write_text("# `ant`\n\n![a figure](figure.svg)\n")
    course = open_course(tmp_path, Registry(installed=False))
    build_stubs(course)
    return course.exercises[0]


def test_files_are_copied(exercise: Exercise, tmp_path: Path) -> None:
    """The student gets the stub under the name to hand in, the text, its pictures and the public tests."""
    written = start(exercise, tmp_path / "my" / "work")
    names = [path.name for path in written]
    assert names == ["ant.py", "README_ant.md", "public_tests_ant.py", "figure.svg"]
    assert all(path.is_file() for path in written)
    assert "not written yet" in written[0].read_text()


def test_hidden_tests_stay(exercise: Exercise, tmp_path: Path) -> None:
    """Nothing of the hidden tests is copied."""
    start(exercise, tmp_path / "work")
    assert not any("hidden" in path.name for path in (tmp_path / "work").iterdir())


def test_notebook(exercise: Exercise, tmp_path: Path) -> None:
    """The notebook stands in the stub's place and has text and picture in it; public tests come beside it."""
    written = start(exercise, tmp_path / "work", notebook=True)
    assert [path.name for path in written] == ["ant.ipynb", "public_tests_ant.py"]
    text = written[0].read_text(encoding="utf-8")
    assert "def answer():" in text
    assert "data:image/svg+xml;base64," in text


@pytest.mark.parametrize("name", ["ant.py", "README_ant.md", "figure.svg"])
def test_nothing_is_overwritten(exercise: Exercise, tmp_path: Path, name: str) -> None:
    """Where one of the files exists already nothing is copied and the file stays as it was."""
    work = tmp_path / "work"
    work.mkdir()
    (work / name).write_text("mine")
    with pytest.raises(UsageError, match="is there already and is not overwritten"):
        start(exercise, work)
    assert [path.name for path in work.iterdir()] == [name]
    assert (work / name).read_text() == "mine"


def test_exercises_share_a_folder(exercise: Exercise, tmp_path: Path, add_exercise: AddExercise) -> None:
    """A second exercise starts in the folder of the first."""
    add_exercise("bee")
    course = open_course(tmp_path, Registry(installed=False))
    build_stubs(course)
    start(exercise, tmp_path / "work")
    start(course.exercise("bee"), tmp_path / "work")
    names = {path.name for path in (tmp_path / "work").iterdir()}
    assert {"ant.py", "bee.py", "README_ant.md", "README_bee.md"} < names


def test_folder_that_is_a_file(exercise: Exercise, tmp_path: Path) -> None:
    """A folder that cannot be made is a usage error that names it."""
    (tmp_path / "work").write_text("a file")
    with pytest.raises(UsageError, match="work cannot be written"):
        start(exercise, tmp_path / "work")


@pytest.mark.parametrize(("name", "remedy"), [("stub.py", "grader build"), ("README.md", "assignment")])
def test_incomplete_exercise(exercise: Exercise, tmp_path: Path, name: str, remedy: str) -> None:
    """An exercise that lacks its stub or its text cannot be started, and the error says why."""
    (Path(exercise.folder) / name).unlink()
    with pytest.raises(CourseError, match=remedy):
        start(exercise, tmp_path / "work")


def test_started_folder_can_be_handed_in(exercise: Exercise, tmp_path: Path) -> None:
    """What `start` copies is a folder that the intake takes without a remark."""
    start(exercise, tmp_path / "class" / "ada")
    intake = grader_submissions(tmp_path / "class", [exercise])
    assert intake.findings == ()
    assert [submission.problem for submission in intake.submissions] == [""]
