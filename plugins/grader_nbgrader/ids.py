"""Grade ids: what nbgrader calls the cells of an exercise, and back to the checks."""

import hashlib
import re
from collections.abc import Iterable

from grader.model.exercise import Check
from grader.model.outcome import Visibility

_CHECK, _HIDDEN, _PUBLIC, _SOLUTION = "check-", "hidden-", "public-", "solution-"
_FOREIGN = re.compile(r"[^a-zA-Z0-9_-]+")
_LONGEST = 80  # nbgrader's column takes 128


def check_id(slug: str, check: Check) -> str:
    """The grade id of a check's test cell: the same whatever other checks there are, unique in the notebook.

    One that is not shown to everybody at once does not say its name, because students read grade ids.
    """
    if check.visibility is Visibility.VISIBLE:
        return _CHECK + _plain(check.name)
    return _HIDDEN + _digest(f"{slug}\0{check.name}", 12)


def public_id(name: str) -> str:
    """The grade id of a public test's cell."""
    return _PUBLIC + _plain(name)


def solution_id(name: str) -> str:
    """The grade id of the cell in which a function or class is to be written."""
    return _SOLUTION + _plain(name)


def checks_by_id(slug: str, checks: Iterable[Check]) -> dict[str, Check]:
    """The checks of an exercise by the grade ids of their cells."""
    return {check_id(slug, check): check for check in checks}


def is_public(grade_id: str) -> bool:
    """Whether it is a public test's: worth nothing, and not graded."""
    return grade_id.startswith(_PUBLIC)


def is_hidden(grade_id: str) -> bool:
    """Whether it is of a check that is not shown to everybody at once."""
    return grade_id.startswith(_HIDDEN)


def is_test(grade_id: str) -> bool:
    """Whether it is a test cell's, in which there is nothing of the student's."""
    return grade_id.startswith((_CHECK, _HIDDEN, _PUBLIC))


def _plain(name: str) -> str:
    plain = _FOREIGN.sub("-", name)[:_LONGEST].strip("-")
    # What was changed could be another's name now.
    return plain if plain == name else f"{plain}-{_digest(name, 6)}"


def _digest(text: str, length: int) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]
