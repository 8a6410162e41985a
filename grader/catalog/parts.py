"""What each check of an exercise depends on in the exercise's files, as digests."""

import hashlib
import json
from pathlib import Path

import msgspec

from grader.catalog.apart import Apart, take_apart
from grader.catalog.digest import exercise_digest
from grader.model.errors import CourseError
from grader.model.exercise import Check, Exercise


class Parts(msgspec.Struct, frozen=True, kw_only=True):
    """Digests of an exercise's parts, each SHA-256 in hexadecimal.

    Attributes:
        rest: of all that no check has for itself; a check that is not in `functions` depends on it alone.
        functions: by the name of a check's function, of the function and of the rest.
    """

    rest: str
    functions: dict[str, str] = {}

    def basis(self, check: Check) -> str:
        """The digest of what a check depends on; a change of what it is worth, or of its text, is none."""
        return self.functions.get(check.function, self.rest)


def parts_of(exercise: Exercise) -> Parts:
    """Read an exercise's files and its settings.

    Where a file has changed since the exercise was opened, nothing is known: all digests are empty.

    Raises:
        CourseError: a file cannot be read.
    """
    path, folder = exercise.tests_path, Path(exercise.folder)
    try:
        tests = path.read_bytes()
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror or error}") from error
    settings = msgspec.structs.replace(exercise, folder="", digest="")
    apart = take_apart(tests)
    if exercise_digest(folder) != exercise.digest:
        return Parts(rest="")
    # Where it cannot be taken apart, every check depends on all of it.
    text = tests if apart is None else b"\0".join(apart.rest)
    others = exercise_digest(folder, without=exercise.tests)
    rest = _digest(json.dumps(msgspec.to_builtins(settings)).encode(), others.encode(), text)
    return Parts(rest=rest, functions=_functions(apart, rest))


def _functions(apart: Apart | None, rest: str) -> dict[str, str]:
    functions = apart.functions if apart is not None else {}
    return {name: _digest(rest.encode(), function) for name, function in functions.items()}


def _digest(*parts: bytes) -> str:
    # Hashing each first makes every boundary certain.
    return hashlib.sha256(b"".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()
