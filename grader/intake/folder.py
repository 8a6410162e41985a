"""Submissions in a folder: `SUBMISSIONS/<student>/<slug>.py`."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

from grader.hookspecs import hookimpl
from grader.intake.read import read_source
from grader.intake.stray import Stray, is_folder, judge_stray, show
from grader.model.errors import UsageError
from grader.model.submission import Finding, Intake, Submission

_NO_STUDENT = re.compile(r"\..*|__pycache__|__MACOSX", re.DOTALL)
_STRAYS_LISTED = 20


@hookimpl(trylast=True)
def grader_submissions(source: Path, slugs: Sequence[str]) -> Intake:
    """One submission for every folder in `source` and every slug, and a finding for whatever else lies there.

    Students stand in natural order (`ada2` before `ada10`), each one's submissions in the order of `slugs`.

    Raises:
        UsageError: `source` is not there, is no folder, or has no student's folder in it.
    """
    submissions: list[Submission] = []
    findings: list[Finding] = []
    students = 0
    for path in sorted(_entries(source), key=_naturally):
        if _NO_STUDENT.fullmatch(path.name):
            continue
        name = show(path.name)
        if not (is_folder(path) or _links_to_folder(path)):
            message = f"{name} lies in no student's folder and is not graded; expected <student>/<slug>.py"
            findings.append(Finding(student="", path=name, message=message))
            continue
        students += 1
        handed_in, strays = _read_student(path, slugs)
        submissions += handed_in
        findings += [
            Finding(student=path.name, path=f"{name}/{stray.name}", message=stray.message) for stray in strays
        ]
    if not students:
        raise UsageError(f"{source} has no student's folder; expected <student>/<slug>.py below it")
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


def _naturally(path: Path) -> tuple[list[str | int], str]:
    # Splitting at a group puts words at even places and numbers at odd ones, so like is compared with like.
    parts = re.split(r"([0-9]+)", path.name.casefold())
    return [int(part) if place % 2 else part for place, part in enumerate(parts)], path.name


def _read_student(folder: Path, slugs: Sequence[str]) -> tuple[list[Submission], list[Stray]]:
    student = folder.name
    if folder.is_symlink():
        return _nothing(student, slugs, "the student's folder is a link; hand in a folder"), []
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries)
    except OSError as error:
        return _nothing(student, slugs, f"the student's folder cannot be read: {error.strerror or error}"), []
    wanted = {f"{slug}.py": slug for slug in slugs}
    there = {wanted[name] for name in names if name in wanted}
    judged = (judge_stray(folder / name, slugs, there) for name in names if name not in wanted)
    strays = [stray for stray in judged if stray is not None]
    submissions = []
    for slug in slugs:
        filename = f"{slug}.py"
        if slug in there:
            source, problem = read_source(folder / filename)
        else:
            source, problem = b"", _not_handed_in(slug, strays)
        submissions.append(
            Submission(student=student, slug=slug, filename=filename, source=source, problem=problem)
        )
    return submissions, _shorten(strays)


def _nothing(student: str, slugs: Sequence[str], problem: str) -> list[Submission]:
    return [Submission(student=student, slug=slug, filename=f"{slug}.py", problem=problem) for slug in slugs]


def _not_handed_in(slug: str, strays: Sequence[Stray]) -> str:
    hint = next((f": {stray.message}" for stray in strays if stray.meant == slug), "")
    return f"not handed in{hint}"


def _shorten(strays: list[Stray]) -> list[Stray]:
    if len(strays) <= _STRAYS_LISTED:
        return strays
    rest = len(strays) - _STRAYS_LISTED
    message = f"{rest} more files belong to no exercise"
    return [*strays[:_STRAYS_LISTED], Stray(name="…", message=message)]
