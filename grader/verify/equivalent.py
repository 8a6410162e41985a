"""Mutants that are no mistakes, listed by the instructor with the reason."""

import tomllib
from collections.abc import Iterable
from pathlib import Path

import msgspec

from grader.model.errors import CourseError
from grader.model.exercise import Exercise
from grader.verify.mutate import Mutant, tidy

FILENAME = "equivalent.toml"


class Equivalent(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One `[[equivalent]]` of `exercises/<slug>/equivalent.toml`; the first three fields are the mutant's."""

    function: str
    before: str
    after: str
    reason: str

    def means(self, mutant: Mutant) -> bool:
        """Whether this mutant is meant, wherever in the file its function has moved."""
        return (self.function, tidy(self.before), tidy(self.after)) == (
            mutant.function,
            mutant.before,
            mutant.after,
        )


class _File(msgspec.Struct, forbid_unknown_fields=True):
    equivalent: tuple[Equivalent, ...] = ()


def read_equivalents(exercise: Exercise) -> tuple[Equivalent, ...]:
    """What is listed for an exercise; nothing where there is no file.

    Raises:
        CourseError: the file is no TOML, or an entry lacks a field, has another one, or gives no reason.
    """
    path = Path(exercise.folder) / FILENAME
    try:
        listed = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _File).equivalent
    except FileNotFoundError:
        return ()
    except (OSError, ValueError) as error:
        raise CourseError(
            f"{path}: {error}; each [[equivalent]] has the texts function, before, after and reason"
        ) from error
    for one in listed:
        if not one.reason.strip():
            raise CourseError(f"{path}: {one.after!r} has no reason; say why it is no mistake")
    return listed


def stale(listed: Iterable[Equivalent], survivors: Iterable[Mutant]) -> list[Equivalent]:
    """The entries that mean no survivor."""
    left = list(survivors)
    return [one for one in listed if not any(one.means(mutant) for mutant in left)]
