"""Look through what students get for what they must not see."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

import msgspec

from grader.catalog.course import Course
from grader.catalog.lines import Line, forms
from grader.catalog.markers import LIKE_A_MARKER
from grader.catalog.passages import Passage, passages
from grader.catalog.secrets import Secret, secrets
from grader.model.exercise import HIDDEN_TESTS

# In a picture or an HTML comment there is no # before it.
_SHOUTED_MARKER = re.compile(r"\b(BEGIN|END)[\s_-]*SOLUTIONS?\b")
_NEVER_NAMED = frozenset({HIDDEN_TESTS, "exercise.py", "solutions", "wrong", "__pycache__"})


class _Form(msgspec.Struct, frozen=True):
    passage: Passage
    lines: list[Line]
    text: str


def find_leaks(files: Mapping[str, bytes], course: Course) -> list[str]:
    """What in these files gives away a hidden test, a solution or a marker; empty if nothing does.

    Looked for are markers and what looks like one; of each solution region its lines as a whole, three
    consecutive ones, and a single long one; of each hidden test its whole body, three consecutive lines,
    three consecutive entries of what is assigned, and three quarters of a table of cases; of each known-wrong
    submission all of it and three consecutive lines. Layout, comments and docstrings make no difference, and
    what a stub has may be given away.

    Args:
        files: paths, as students see them, and bytes.
        course: whose secrets are looked for; all of it, also where the files are of a part.

    Returns:
        A line for each leak: the file, where in it, what was found there, and what to do.

    Raises:
        CourseError: a solution or hidden test cannot be read, so that nothing can be looked for.
    """
    leaks = [
        f"{path}: students must get no file of this name; take it out" for path in files if _is_secret(path)
    ]
    all_passages = [passage for path in files for passage in passages(path, files[path])]
    for passage in all_passages:
        leaks += _find_markers(passage)
    found: dict[tuple[str, str], str] = {}
    made = [
        _Form(one, form, "\n".join(["", *(line.text for line in form), ""]))
        for one in all_passages
        for form in forms(one.text)
    ]
    everything = "\0".join(form.text for form in made)
    for secret in secrets(course):
        needle = _needle(secret)
        if needle not in everything:
            continue
        for form in made:
            at = form.text.find(needle)
            if at >= 0:
                line = form.lines[form.text.count("\n", 0, at + (0 if secret.anywhere else 1)) - 1].number
                key = (form.passage.place, secret.what)
                found.setdefault(key, f"{form.passage.place}:{line}: holds {secret.what}; take it out")
    return list(dict.fromkeys([*leaks, *found.values()]))


def _needle(secret: Secret) -> str:
    joined = "\n".join(secret.lines)
    return joined if secret.anywhere else f"\n{joined}\n"


def _is_secret(path: str) -> bool:
    return not _NEVER_NAMED.isdisjoint(PurePosixPath(path.lower()).parts)


def _find_markers(passage: Passage) -> Iterator[str]:
    for number, line in enumerate(passage.text.splitlines(), 1):
        marker = LIKE_A_MARKER.search(line) or _SHOUTED_MARKER.search(line)
        if marker:
            yield f"{passage.place}:{number}: {marker[0]!r} looks like a marker of a solution; take it out"
