"""Submissions in a folder: `SUBMISSIONS/<student>/` with files, notebooks and zips, or `<student>.zip`."""

import contextlib
import functools
import gc
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.hookspecs import hookimpl
from grader.intake.archive import ARCHIVE_LIMIT_BYTES, open_archive
from grader.intake.budget import Budget
from grader.intake.choose import choose
from grader.intake.read import read_bytes
from grader.intake.show import show
from grader.intake.stray import Stray, is_expected, is_folder, judge_folder
from grader.intake.work import Work, open_work, read_work
from grader.model.errors import UsageError
from grader.model.exercise import Exercise
from grader.model.submission import Finding, Intake, Submission

_NO_STUDENT = re.compile(r"\..*|__pycache__|__MACOSX", re.DOTALL)
_STRAYS_LISTED = 20
_EXPECTED = "expected <student>/<slug>.py, <student>/<slug>.ipynb or <student>.zip"


@hookimpl(trylast=True)
def grader_submissions(source: Path, exercises: Sequence[Exercise]) -> Intake:
    """One submission for every student × exercise in `source`, and a finding for whatever else lies there.

    Students stand in natural order (`ada2` before `ada10`), each one's submissions in the order of
    `exercises`. Where a student has a folder and a zip, the folder counts.

    Raises:
        UsageError: `source` is not there, is no folder, or has no student in it.
    """
    submissions: list[Submission] = []
    findings: list[Finding] = []
    students: dict[str, str] = {}
    # Folders first: a zip of the same name is then one too many.
    entries = sorted(_entries(source), key=lambda path: (_is_zip(path), _naturally(path.name)))
    for path in entries:
        if _NO_STUDENT.fullmatch(path.name):
            continue
        name = show(path.name)
        student = path.stem if _is_zip(path) else path.name
        if not (is_folder(path) or _links_to_folder(path) or _is_zip(path)):
            message = f"{name} lies in no student's folder and is not graded; {_EXPECTED}"
            findings.append(Finding(student="", path=name, message=message))
        elif student in students:
            message = f"{name} is not read, {students[student]} is; hand in one of them"
            findings.append(Finding(student=student, path=name, message=message))
        else:
            students[student] = name
            with _without_collecting():
                handed_in, strays = _read_student(path, student, exercises)
            submissions += handed_in
            before = "" if _is_zip(path) else f"{name}/"
            findings += [
                Finding(student=student, path=f"{before}{stray.name}", message=stray.message)
                for stray in strays
            ]
    if not students:
        raise UsageError(f"{source} has no student's folder; {_EXPECTED} below it")
    submissions.sort(key=lambda one: _naturally(one.student))
    return Intake(submissions=tuple(submissions), findings=tuple(findings))


def _entries(source: Path) -> list[Path]:
    try:
        return list(source.iterdir())
    except FileNotFoundError:
        raise UsageError(f"{source} does not exist; name the folder with the students' folders") from None
    except NotADirectoryError:
        raise UsageError(f"{source} is a file; name the folder with the students' folders") from None
    except OSError as error:
        raise UsageError(f"{source} cannot be read: {error.strerror or error}") from error


def _links_to_folder(path: Path) -> bool:
    try:
        return path.is_symlink() and path.is_dir()
    except OSError:
        return False


def _is_zip(path: Path) -> bool:
    return path.suffix.lower() == ".zip" and not is_folder(path)


def _naturally(name: str) -> tuple[list[str | tuple[int, str]], str]:
    # Splitting at a group puts words at even places and numbers at odd ones, so like is compared with like.
    # Python makes no int of some thousand digits; the longer one of two numbers is the larger.
    parts = re.split(r"([0-9]+)", name.casefold())
    numbers = [part.lstrip("0") for part in parts]
    return [
        (len(number), number) if place % 2 else part
        for place, (part, number) in enumerate(zip(parts, numbers, strict=True))
    ], name


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


def _read_student(
    path: Path, student: str, exercises: Sequence[Exercise]
) -> tuple[list[Submission], list[Stray]]:
    slugs = [exercise.slug for exercise in exercises]
    budget = Budget()
    works: list[Work] = []
    zipped: list[Work] = []
    folders: list[Stray] = []
    others: list[str] = []
    if _is_zip(path):
        zipped, others, problem = _read_zip(path, slugs, budget)
        if problem:
            return _nothing(student, slugs, problem), []
    else:
        if path.is_symlink():
            return _nothing(student, slugs, "the student's folder is a link; hand in a folder"), []
        try:
            with os.scandir(path) as entries:
                names = sorted((entry.name for entry in entries), key=_naturally)
        except OSError as error:
            problem = f"the student's folder cannot be read: {error.strerror or error}"
            return _nothing(student, slugs, problem), []
        for file in (path / name for name in names if not is_expected(name)):
            suffix = file.suffix.lower()
            if is_folder(file) and file.name not in {f"{slug}.py" for slug in slugs}:
                folders.append(judge_folder(file, slugs))
            elif suffix == ".zip":
                inside, unread, problem = _read_zip(file, slugs, budget)
                zipped += [*inside, *([Work(name=show(file.name), problem=problem)] if problem else [])]
                others += unread
            elif suffix in {".py", ".ipynb"}:
                works.append(budget.read(show(file.name), functools.partial(read_work, file, slugs)))
            else:
                others.append(show(file.name))
    submissions, strays = choose(student, [*works, *zipped], exercises, folders, others)
    return submissions, _shorten(strays)


def _read_zip(path: Path, slugs: Sequence[str], budget: Budget) -> tuple[list[Work], list[str], str]:
    """The works in a zip, the names of its other files, and why there is nothing to read in it."""
    if problem := budget.refuse_zip(show(path.name)):
        return [], [], problem
    content, problem = read_bytes(path, ARCHIVE_LIMIT_BYTES)
    entries, fault = ((), show(problem)) if problem else open_archive(content, path.name)
    budget.spend(len(content))
    works = []
    others = []
    for entry in sorted(entries, key=lambda one: _naturally(one.path)):
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


def _nothing(student: str, slugs: Sequence[str], problem: str) -> list[Submission]:
    return [Submission(student=student, slug=slug, filename=f"{slug}.py", problem=problem) for slug in slugs]


def _shorten(strays: list[Stray]) -> list[Stray]:
    if len(strays) <= _STRAYS_LISTED:
        return strays
    rest = len(strays) - _STRAYS_LISTED
    message = f"{rest} more files belong to no exercise"
    return [*strays[:_STRAYS_LISTED], Stray(name="…", message=message)]
