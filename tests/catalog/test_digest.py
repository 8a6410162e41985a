"""Digests change with what a score depends on, and with nothing else."""

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.catalog.digest import exercise_digest, grader_digest
from grader.model.errors import CourseError

AddExercise = Callable[..., Path]


@pytest.mark.parametrize("name", ["exercise.py", "hidden_tests.py", "reference.py", "data/expected.json"])
def test_digest_changes(add_exercise: AddExercise, name: str) -> None:
    """A change of what the hidden tests are, or use, changes the exercise's digest."""
    folder = add_exercise("ant")
    before = exercise_digest(folder)
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("# another\n")
    assert exercise_digest(folder) != before


@pytest.mark.parametrize(
    "name",
    [
        "stub.py",
        "public_tests.py",
        "README.md",
        "figure.svg",
        "wrong/no_relu.py",
        "equivalent.toml",
        "__pycache__/x.pyc",
        ".x.py.swp",
    ],
)
def test_digest_stays(add_exercise: AddExercise, name: str) -> None:
    """A change of what students read, or of known-wrong submissions, leaves the digest as it was."""
    folder = add_exercise("ant")
    before = exercise_digest(folder)
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("# another\n")
    assert exercise_digest(folder) == before


def test_moved_bytes_change_the_digest(add_exercise: AddExercise) -> None:
    """Text that moves from one file into the next gives another digest."""
    folder = add_exercise("ant")
    (folder / "a.py").write_text("xy")
    (folder / "b.py").write_text("z")
    before = exercise_digest(folder)
    (folder / "a.py").write_text("x")
    (folder / "b.py").write_text("yz")
    assert exercise_digest(folder) != before


def test_digest_does_not_depend_on_the_place(tmp_path: Path) -> None:
    """The same files in another folder have the same digest."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "exercise.py").write_text("x = 1\n")
    assert exercise_digest(tmp_path / "one") == exercise_digest(tmp_path / "two")


def test_grading_code_is_in_the_graders_digest(tmp_path: Path) -> None:
    """The grader's digest follows its grading code, and not its report."""
    for part in ("judging", "report"):
        (tmp_path / part).mkdir()
        (tmp_path / part / "one.py").write_text("x = 1\n")
    before = grader_digest(tmp_path)
    (tmp_path / "report" / "one.py").write_text("x = 2\n")
    assert grader_digest(tmp_path) == before
    (tmp_path / "judging" / "one.py").write_text("x = 2\n")
    assert grader_digest(tmp_path) != before


def test_own_digest() -> None:
    """The grader's own digest is a SHA-256 and the same twice."""
    assert len(grader_digest()) == 64
    assert grader_digest() == grader_digest()


def test_dangling_link_is_passed_over(tmp_path: Path) -> None:
    """A link that leads nowhere is no file and does not count."""
    (tmp_path / "exercise.py").write_text("x = 1\n")
    before = exercise_digest(tmp_path)
    (tmp_path / "gone.py").symlink_to(tmp_path / "nowhere.py")
    assert exercise_digest(tmp_path) == before


def test_unreadable_file(tmp_path: Path) -> None:
    """A file that cannot be read is a course error that names it."""
    path = tmp_path / "exercise.py"
    path.write_text("x = 1\n")
    path.chmod(0)
    try:
        path.read_bytes()
    except PermissionError:
        with pytest.raises(CourseError, match=r"exercise\.py cannot be read: Permission denied"):
            exercise_digest(tmp_path)
    else:
        pytest.skip("this user may read every file")
