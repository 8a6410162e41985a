"""`grader package`, and its bundle where a course's folder is taken."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Grader = Callable[..., Any]


def test_a_bundle_grades_as_its_folder(grader: Grader, course: Path, tmp_path: Path) -> None:
    """What was graded from the bundle is not graded again from the folder: it is the same work."""
    (tmp_path / "class" / "ada").mkdir(parents=True)
    (tmp_path / "class" / "ada" / "double.py").write_text("def double(x):\n    return 2 * x\n")
    bundle = tmp_path / "course.zip"
    made = grader("package", bundle, "--course", course)
    assert made.code == 0, made.err
    assert "1 exercises, 2 checks" in made.out
    assert bundle.stat().st_mode & 0o777 == 0o600
    run = ("grade", tmp_path / "class", "--out", tmp_path / "out", "--course")
    first = grader(*run, bundle)
    assert first.code == 0, first.err
    second = grader(*run, course)
    assert second.code == 0, second.err
    assert "[1/1]" in first.out
    assert "[1/1]" not in second.out


@pytest.mark.parametrize("command", [("exercises",), ("start", "double", "work")])
def test_other_commands_take_it(
    grader: Grader,
    course: Path,
    tmp_path: Path,
    command: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whatever takes a course's folder takes its bundle, and leaves nothing of it behind."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    grader("package", "course.zip", "--course", course)
    done = grader(*command, "--course", "course.zip")
    assert done.code == 0, done.err
    assert not list((tmp_path / "temporary").iterdir())


def test_what_needs_the_solutions_says_so(grader: Grader, course: Path, tmp_path: Path) -> None:
    """`release` from a bundle, which has no solutions, is an error that names one."""
    grader("package", tmp_path / "course.zip", "--course", course)
    done = grader("release", tmp_path / "handout", "--course", tmp_path / "course.zip")
    assert done.code == 2
    assert "solutions/double.py" in done.err


def test_a_foreign_zip_is_a_course_error(grader: Grader, tmp_path: Path) -> None:
    """One line, exit code 2, and no traceback."""
    (tmp_path / "course.zip").write_bytes(b"no zip")
    done = grader("exercises", "--course", tmp_path / "course.zip")
    assert done.code == 2
    assert done.err.startswith("grader: ")
    assert done.err.count("\n") == 1


def test_it_does_not_pack_itself(grader: Grader, course: Path) -> None:
    """A bundle is not written among the exercises, nor over a folder."""
    inside = grader("package", course / "exercises" / "double" / "course.zip", "--course", course)
    assert (inside.code, "lies among the exercises" in inside.err) == (2, True)
    over = grader("package", course, "--course", course)
    assert (over.code, "is a folder" in over.err) == (2, True)
