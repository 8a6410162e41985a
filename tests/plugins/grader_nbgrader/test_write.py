"""`grader nbgrader source`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from grader_nbgrader.generate import find_faults
from grader_nbgrader.write import write_course
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.nbgraderformat import read as read_nbgrader

from grader.catalog.course import open_course
from grader.catalog.stubs import build_stubs
from grader.cli.registry import full_registry
from grader.judging.collect import collect
from grader.model.errors import CourseError, GraderError, UsageError

# On its import.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def write(course: Path, folder: Path, assignment: str = "ps1", *slugs: str) -> Any:
    """Write an assignment of a course."""
    opened = open_course(course, full_registry())
    return write_course(opened, folder, slugs, assignment=assignment, root=course, data="digits")


def files(folder: Path) -> list[str]:
    """Everything in a folder."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def cells(path: Path) -> dict[str, str]:
    """Grade ids and text."""
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return {
        one["metadata"]["nbgrader"]["grade_id"]: "".join(one["source"]) for one in found if one["metadata"]
    }


def test_the_whole_shipped_course(tmp_path: Path) -> None:
    """Every exercise that ships becomes a notebook that nbgrader's validator takes, with all its checks."""
    course = open_course(None, full_registry())
    written = write_course(course, tmp_path / "dl", [], assignment="all", root=None, data="mnist")
    assert [path.stem for path in written.notebooks] == [one.slug for one in course.exercises]
    for path, exercise in zip(written.notebooks, course.exercises, strict=True):
        with path.open(encoding="utf-8") as file:
            notebook = read_nbgrader(file, as_version=4)
        MetadataValidator().validate_nb(notebook)
        assert list(find_faults(path, collect(exercise))) == []
        answers = [text for name, text in cells(path).items() if name.startswith("solution-")]
        assert answers
        assert all(
            text.count("### BEGIN SOLUTION") == text.count("### END SOLUTION") >= 1 for text in answers
        )


def test_again(small_course: Path, tmp_path: Path) -> None:
    """A course takes a second assignment; nothing is overwritten, and the same input gives the same bytes."""
    first = write(small_course, tmp_path)
    config = (tmp_path / "nbgrader_config.py").read_bytes()
    write(small_course, tmp_path, "ps 2")
    assert files(tmp_path) == ["nbgrader_config.py", "source/ps 2/double.ipynb", "source/ps1/double.ipynb"]
    assert (tmp_path / "nbgrader_config.py").read_bytes() == config
    assert first.notebooks[0].read_bytes() == (tmp_path / "source" / "ps 2" / "double.ipynb").read_bytes()
    with pytest.raises(UsageError, match="is there already and is not overwritten"):
        write(small_course, tmp_path)


def test_a_config_of_their_own(small_course: Path, tmp_path: Path) -> None:
    """A config that was there stays as it is, and the lines it needs are handed over."""
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n", encoding="utf-8")
    written = write(small_course, tmp_path)
    assert 'c.Autograde.exporter_class = "grader_nbgrader.exporter.AskingExporter"' in written.missing_lines
    assert str(small_course) in written.missing_lines
    assert (tmp_path / "nbgrader_config.py").read_text(encoding="utf-8") == "c = get_config()\n"


@pytest.mark.parametrize("assignment", ["", "a/b", "../x", "a+b", " a", "a ", ".a", "ä", "x" * 200])
def test_names(small_course: Path, tmp_path: Path, assignment: str) -> None:
    """A name that nbgrader or a file system would stumble over is refused, and nothing is written."""
    with pytest.raises(UsageError, match="--assignment"):
        write(small_course, tmp_path, assignment)
    assert files(tmp_path) == []


def test_a_leak(write_exercise: Callable[..., Path], tmp_path: Path) -> None:
    """Where a public test is a hidden one, students' notebook would tell it: nothing is written."""
    course = tmp_path / "course"
    write_exercise(course)
    build_stubs(open_course(course, full_registry()))
    with pytest.raises(CourseError, match=r"double/public_tests\.py:\d+: holds test_double"):
        write(course, tmp_path / "nb")
    assert not (tmp_path / "nb").exists()


def test_a_folder_that_cannot_be_written(small_course: Path, tmp_path: Path) -> None:
    """Where a file is in the way, what was written before it is taken back."""
    (tmp_path / "source").write_text("", encoding="utf-8")
    with pytest.raises(GraderError, match="nothing was written"):
        write(small_course, tmp_path)
    assert files(tmp_path) == ["source"]


def edited(path: Path, edit: Callable[[list[dict[str, Any]]], object]) -> Path:
    """The same notebook, changed by an instructor."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    edit([cell for cell in notebook["cells"] if cell["metadata"]])
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            {"grade_id": "public-test_ten"},
            "cell 6: cell 5 has the grade id 'public-test_ten', too; give it another",
        ),
        ({"grade_id": ""}, "cell 6: it is nbgrader's, and has no grade id; give it one"),
        ({"grade_id": None}, "cell 6: it is nbgrader's, and has no grade id; give it one"),
        (
            {"grade_id": "mine"},
            "no cell has the grade id 'check-test_double', of the check test_double; put it back",
        ),
        ({"points": 5}, "cell 6: 'check-test_double' is worth 5 here and 2 in the course"),
    ],
)
def test_faults(small_course: Path, tmp_path: Path, change: dict[str, Any], expected: str) -> None:
    """Of a source notebook whose grade ids are wrong, file, cell and the way out are said."""
    path = edited(
        write(small_course, tmp_path).notebooks[0],
        lambda found: found[4]["metadata"]["nbgrader"].update(change),
    )
    checks = collect(open_course(small_course, full_registry()).exercise("double"))
    (*_, fault) = sorted(find_faults(path, checks), key=lambda one: expected in one)
    assert fault.startswith(str(path))
    assert expected in fault


def test_no_notebook(tmp_path: Path) -> None:
    """A file that is no notebook is one fault."""
    path = tmp_path / "double.ipynb"
    path.write_bytes(b"\x00\xff")
    (fault,) = find_faults(path, ())
    assert "is no notebook" in fault


@pytest.mark.slow
def test_nbgrader_writes_nothing(small_course: Path, tmp_path: Path, nbgrader: Callable[..., Any]) -> None:
    """`nbgrader generate_assignment` stops at a doubled grade id before it has written anything."""
    path = write(small_course, tmp_path).notebooks[0]
    edited(path, lambda found: found[4]["metadata"]["nbgrader"].update(grade_id="public-test_ten"))
    said = nbgrader("generate_assignment", "ps1", folder=tmp_path)
    assert said.returncode == 1
    assert f"ERROR] grader: {path}, cell 6: cell 5 has the grade id 'public-test_ten', too" in said.stderr
    assert "Traceback" not in said.stderr
    assert files(tmp_path) == ["nbgrader_config.py", "source/ps1/double.ipynb"]
