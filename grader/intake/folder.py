"""Submissions in a folder: `SUBMISSIONS/<student>/` with files, notebooks and zips, or `<student>.zip`."""

import functools
import os
import re
from collections.abc import Sequence
from pathlib import Path

import msgspec

from grader.hookspecs import hookimpl
from grader.intake.handed_in import File, nothing_handed_in, read_handed_in
from grader.intake.naturally import naturally
from grader.intake.read import read_bytes
from grader.intake.show import show
from grader.intake.stray import Stray, is_expected, is_folder, judge_folder
from grader.intake.zipped import read_zipped_class
from grader.model.errors import UsageError
from grader.model.exercise import Exercise
from grader.model.submission import Finding, Intake, Submission

_NO_STUDENT = re.compile(r"\..*|__pycache__|__MACOSX", re.DOTALL)
_EXPECTED = "expected <student>/<slug>.py, <student>/<slug>.ipynb or <student>.zip"


Handed = tuple[list[Submission], list[Finding]]


@hookimpl(trylast=True)
def grader_submissions(source: Path, exercises: Sequence[Exercise]) -> Intake:
    """One submission for every student × exercise in `source`, and a finding for whatever else lies there.

    Students stand in natural order (`ada2` before `ada10`), each one's submissions in the order of
    `exercises`. Where a student has a folder and a zip, the folder counts. A file is taken for one zip with
    all of that in it.

    Raises:
        UsageError: `source` is not there, is neither a folder nor a zip, or has no student in it.
    """
    if source.is_file():
        return read_zipped_class(source, exercises)
    submissions: list[Submission] = []
    findings: list[Finding] = []
    students: dict[str, str] = {}
    # Folders first: a zip of the same name is then one too many.
    entries = sorted(_entries(source), key=lambda path: (_is_zip(path), naturally(path.name)))
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
            handed_in, said = _read_student(path, student, exercises)
            submissions += handed_in
            before = "" if _is_zip(path) else f"{name}/"
            findings += [msgspec.structs.replace(one, path=f"{before}{one.path}") for one in said]
    if not students:
        raise UsageError(f"{source} has no student's folder; {_EXPECTED} below it")
    submissions.sort(key=lambda one: naturally(one.student))
    return Intake(submissions=tuple(submissions), findings=tuple(findings))


def _entries(source: Path) -> list[Path]:
    try:
        return list(source.iterdir())
    except FileNotFoundError:
        raise UsageError(f"{source} does not exist; name the folder with the students' folders") from None
    except OSError as error:
        raise UsageError(f"{source} cannot be read: {error.strerror or error}") from error


def _links_to_folder(path: Path) -> bool:
    try:
        return path.is_symlink() and path.is_dir()
    except OSError:
        return False


def _is_zip(path: Path) -> bool:
    return path.suffix.lower() == ".zip" and not is_folder(path)


def _read_student(path: Path, student: str, exercises: Sequence[Exercise]) -> Handed:
    if _is_zip(path):
        return read_handed_in(student, [_file(path)], exercises)
    if path.is_symlink():
        problem = "the student's folder is a link; hand in a folder"
        return nothing_handed_in(student, exercises, problem), []
    try:
        with os.scandir(path) as entries:
            names = [entry.name for entry in entries if not is_expected(entry.name)]
    except OSError as error:
        problem = f"the student's folder cannot be read: {error.strerror or error}"
        return nothing_handed_in(student, exercises, problem), []
    slugs = [exercise.slug for exercise in exercises]
    files: list[File] = []
    folders: list[Stray] = []
    for file in (path / name for name in sorted(names, key=naturally)):
        if is_folder(file) and file.name not in {f"{slug}.py" for slug in slugs}:
            folders.append(judge_folder(file, slugs))
        else:
            files.append(_file(file))
    return read_handed_in(student, files, exercises, strays=folders)


def _file(path: Path) -> File:
    return File(name=path.name, read=functools.partial(read_bytes, path))
