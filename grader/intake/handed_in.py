"""What one student handed in, from named files, wherever those come from."""

import contextlib
import functools
import gc
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from grader.intake.archive import ARCHIVE_LIMIT_BYTES, open_archive
from grader.intake.budget import Budget
from grader.intake.choose import choose
from grader.intake.naturally import naturally
from grader.intake.show import show
from grader.intake.stray import Stray, is_expected
from grader.intake.work import Work, open_work, read_work
from grader.model.exercise import Exercise
from grader.model.submission import Finding, Submission

_STRAYS_LISTED = 20


class File(msgspec.Struct, frozen=True, kw_only=True):
    """A file that somebody handed in.

    Attributes:
        name: what the student called it; a path where it lay in a folder.
        read: its bytes, or none and one line that says why; told how many bytes are read at most.
    """

    name: str
    read: Callable[[int], tuple[bytes, str]]


def read_handed_in(
    student: str,
    files: Iterable[File],
    exercises: Sequence[Exercise],
    *,
    strays: Sequence[Stray] = (),
    submitted_at: str = "",
) -> tuple[list[Submission], list[Finding]]:
    """A student's submission to each exercise, in order, and what is to be said of everything else.

    Files of Python and notebooks are read, those in zips after the others, within the limits on one
    student's work; what editors and systems leave behind is passed over. Where a zip is all there is and
    cannot be read, that is why nothing was handed in.

    Args:
        student: whose files these are.
        files: in any order.
        exercises: all of the course.
        strays: what was found besides.
        submitted_at: when they were handed in, ISO 8601 with its time zone, if that is known.
    """
    with _without_collecting():
        submissions, said = _read(student, list(files), exercises, strays)
    if submitted_at:
        submissions = [_at(one, submitted_at) for one in submissions]
    return submissions, [
        Finding(student=student, path=one.name, message=one.message) for one in _shorten(said)
    ]


def nothing_handed_in(student: str, exercises: Sequence[Exercise], problem: str) -> list[Submission]:
    """A submission to each exercise without anything in it, for the same reason."""
    return [
        Submission(student=student, slug=one.slug, filename=f"{one.slug}.py", problem=problem)
        for one in exercises
    ]


def _read(
    student: str, files: Sequence[File], exercises: Sequence[Exercise], strays: Sequence[Stray]
) -> tuple[list[Submission], list[Stray]]:
    slugs = [exercise.slug for exercise in exercises]
    budget = Budget()
    works: list[Work] = []
    zipped: list[Work] = []
    others: list[str] = []
    wanted = [file for file in files if not is_expected(file.name.rpartition("/")[2])]
    for file in sorted(wanted, key=lambda one: naturally(one.name)):
        name = file.name.lower()
        if name.endswith(".zip"):
            inside, unread, problem = _read_zip(file, slugs, budget)
            if problem and len(wanted) == 1:
                return nothing_handed_in(student, exercises, problem), []
            zipped += [*inside, *([Work(name=show(file.name), problem=problem)] if problem else [])]
            others += unread
        elif name.endswith((".py", ".ipynb")):
            works.append(
                budget.read(show(file.name), functools.partial(read_work, file.name, file.read, slugs))
            )
        else:
            others.append(show(file.name))
    return choose(student, [*works, *zipped], exercises, strays, others)


@contextlib.contextmanager
def _without_collecting() -> Iterator[None]:
    # Looking for garbage among a million new values and nodes finds none, and takes most of the time.
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _read_zip(file: File, slugs: Sequence[str], budget: Budget) -> tuple[list[Work], list[str], str]:
    """The works in a zip, the names of its other files, and why there is nothing to read in it."""
    if problem := budget.refuse_zip(show(file.name)):
        return [], [], problem
    content, problem = file.read(ARCHIVE_LIMIT_BYTES)
    entries, fault = ((), show(problem)) if problem else open_archive(content, file.name)
    budget.spend(len(content))
    works = []
    others = []
    for entry in sorted(entries, key=lambda one: naturally(one.path)):
        if entry.problem:
            works.append(Work(name=entry.path, problem=entry.problem))
        elif entry.path.lower().endswith((".py", ".ipynb")):
            if not is_expected(entry.path.rpartition("/")[2]):
                opening = functools.partial(open_work, entry.path, entry.content, slugs)
                works.append(budget.read(entry.path, opening))
            else:
                budget.spend(len(entry.content))
        elif not is_expected(entry.path.rpartition("/")[2]):
            others.append(entry.path)
    return works, others, fault


def _at(one: Submission, submitted_at: str) -> Submission:
    return one if one.problem else msgspec.structs.replace(one, submitted_at=submitted_at)


def _shorten(strays: list[Stray]) -> list[Stray]:
    if len(strays) <= _STRAYS_LISTED:
        return strays
    rest = len(strays) - _STRAYS_LISTED
    message = f"{rest} more files belong to no exercise"
    return [*strays[:_STRAYS_LISTED], Stray(name="…", message=message)]
