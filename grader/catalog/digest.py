"""Digests of everything a score depends on, so that a change of it grades again."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from grader.model.errors import CourseError

# What students read, and what shows that the hidden tests work; neither changes a score.
_WITHOUT_EFFECT = frozenset({"stub.py", "public_tests.py", "wrong", "equivalent.toml"})
_READING_MATTER = frozenset({".md", ".svg", ".png", ".jpg", ".pyc"})

# The folders of this package that take part in grading a job; the rest finds, stores and reports.
_GRADING = ("data", "judging", "model", "sandbox", "untrusted", "warm", "wire")


def exercise_digest(folder: Path, *, without: str = "") -> str:
    """SHA-256 over the names and bytes of an exercise's files, in hexadecimal.

    Counted are `exercise.py`, `hidden_tests.py` and whatever else lies beside them for the hidden tests to
    use; not counted are the stub, the public tests, `wrong/`, `equivalent.toml`, hidden files, and text and
    pictures to read; nor, if it is named, a file that lies directly in the folder.

    Raises:
        CourseError: a file cannot be read.
    """
    return _digest(folder, (path for path in exercise_files(folder) if path != folder / without))


def exercise_files(folder: Path) -> list[Path]:
    """The files that an exercise's digest counts, which are all that judging it needs."""
    return [path for path in folder.rglob("*") if path.is_file() and _counts(path.relative_to(folder))]


def grader_digest(package: Path = Path(__file__).parents[1]) -> str:
    """SHA-256 over the names and bytes of this package's own grading code, in hexadecimal."""
    return _digest(package, (path for part in _GRADING for path in (package / part).rglob("*.py")))


def _counts(path: Path) -> bool:
    return (
        path.parts[0] not in _WITHOUT_EFFECT
        and path.suffix not in _READING_MATTER
        and not any(part.startswith((".", "__pycache__")) for part in path.parts)
    )


def _digest(folder: Path, paths: Iterable[Path]) -> str:
    whole = hashlib.sha256()
    # Hashing each name and each content first makes every boundary certain.
    for path in sorted(path for path in paths if path.is_file()):
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CourseError(f"{path} cannot be read: {error.strerror or error}") from error
        name = path.relative_to(folder).as_posix().encode("utf-8", "surrogateescape")
        whole.update(hashlib.sha256(name).digest() + hashlib.sha256(content).digest())
    return whole.hexdigest()
