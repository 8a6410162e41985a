"""What is in a private bundle, and what is not."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import msgspec
import pytest

from grader.catalog.course import Course, open_course
from grader.catalog.package import MANIFEST, Manifest, package
from grader.model.errors import CourseError, UsageError
from grader.registry import Registry

AddExercise = Callable[..., Path]


def _open(root: Path) -> Course:
    return open_course(root, Registry(installed=False))


def test_it_has_what_grading_needs_and_no_answers(tmp_path: Path, add_exercise: AddExercise) -> None:
    """Exercise, tests, texts and figures are in it; solutions, known-wrong files and hidden ones are not."""
    folder = add_exercise("ant")
    (folder / "stub.py").write_text("def answer(): ...\n")
    for name in (
        "calibration/mnist-cpu.json",
        "wrong/off.py",
        "equivalent.toml",
        ".notes",
        "__pycache__/a.pyc",
    ):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text("x")
    with zipfile.ZipFile(BytesIO(package(_open(tmp_path)))) as archive:
        names = archive.namelist()
        manifest = msgspec.json.decode(archive.read(MANIFEST), type=Manifest)
    inside = ["README.md", "calibration/mnist-cpu.json", "exercise.py", "hidden_tests.py", "public_tests.py"]
    assert names == [MANIFEST, *(f"exercises/ant/{name}" for name in [*inside, "stub.py"])]
    assert [one.slug for one in manifest.exercises] == ["ant"]
    assert list(manifest.files) == names[1:]


def test_the_same_course_gives_the_same_bytes(tmp_path: Path, add_exercise: AddExercise) -> None:
    """Neither the dates of the files nor what lies beside the exercises changes a byte."""
    folder = add_exercise("ant")
    before = package(_open(tmp_path))
    (folder / "hidden_tests.py").write_bytes((folder / "hidden_tests.py").read_bytes())
    (tmp_path / "notes.md").write_text("of no exercise")
    assert package(_open(tmp_path)) == before


def test_only_the_exercises_named(tmp_path: Path, add_exercise: AddExercise) -> None:
    """Slugs choose; one that there is not is an error."""
    add_exercise("ant")
    add_exercise("bee")
    course = _open(tmp_path)
    with zipfile.ZipFile(BytesIO(package(course, ["bee"]))) as archive:
        assert {name.split("/")[1] for name in archive.namelist() if "/" in name} == {"bee"}
    with pytest.raises(UsageError, match="did you mean 'bee'"):
        package(course, ["bees"])


def test_no_link_is_followed(tmp_path: Path, add_exercise: AddExercise) -> None:
    """A link, which could lead to the solution, is refused by name."""
    folder = add_exercise("ant")
    (folder / "helper.py").symlink_to(tmp_path / "solutions" / "ant.py")
    with pytest.raises(CourseError, match=r"helper\.py is no regular file"):
        package(_open(tmp_path))
