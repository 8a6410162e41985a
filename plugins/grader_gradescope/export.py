"""Gradescope's export of a class: `submission_<id>/` folders, and submission_metadata.yml."""

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from grader.intake.folder import grader_submissions as read_folder
from grader.model.errors import UsageError
from grader.model.exercise import Exercise
from grader.model.submission import Finding, Intake, Submission
from grader_gradescope.members import name_members
from grader_gradescope.roll import METADATA, Entry, read_roll

_PREFIX = "submission_"
_AGAIN = "download the export again"


def find_export(source: Path) -> Path | None:
    """The folder that has the submissions, `source` or the only folder in it; None where it is no export.

    Raises:
        UsageError: it is an export that has not been unzipped.
    """
    try:
        if source.is_file() and any(Path(name).name == METADATA for name in _names(source)):
            raise UsageError(f"{source} is Gradescope's export; unzip it, and name the folder")
        inside = [path for path in source.iterdir() if not path.name.startswith((".", "__MACOSX"))]
    except OSError:
        return None
    if any(path.name == METADATA for path in inside) or (inside and all(map(_is_submission, inside))):
        return source
    return find_export(inside[0]) if len(inside) == 1 and inside[0].name.endswith("_export") else None


def read_export(folder: Path, exercises: Sequence[Exercise]) -> Intake:
    """Everybody's submissions: a group's work is the work of each of its members.

    Whoever cannot be named is graded under the folder's name, and that is a finding. Where somebody has
    several submissions the newest counts.

    Raises:
        UsageError: the metadata cannot be read; the message has the line.
    """
    roll, findings = _roll(folder)
    read = read_folder(folder, exercises)
    theirs: dict[str, list[Submission]] = {}
    for one in read.submissions:
        theirs.setdefault(one.student, []).append(one)
    for name in theirs:
        if name not in roll and roll:
            message = f"{METADATA} does not name {name}; graded under the folder's name"
            findings.append(Finding(student=name, path=name, message=message))
    entries = [*roll.values(), *(Entry(folder=name) for name in theirs if name not in roll)]
    labels, people = name_members(entries)
    counted: dict[str, Entry] = {}
    # The newest last, which then counts; one that is not there does so only where there is no other.
    for entry in sorted(entries, key=lambda one: (one.folder in theirs, one.submitted_at, one.folder)):
        for student in labels[entry.folder]:
            if student in counted and counted[student].folder in theirs:
                message = f"{counted[student].folder} is older than {entry.folder}, which is graded"
                findings.append(Finding(student=student, path=counted[student].folder, message=message))
            counted[student] = entry
    submissions = [
        one
        for student in sorted(counted, key=lambda name: (name.casefold(), name))
        for one in _handed_in(student, counted[student], theirs, exercises)
    ]
    for entry in roll.values():
        if entry.folder not in theirs:
            place = f"{METADATA}:{entry.line}"
            message = f"{place} names {entry.folder}, which is not there; {_AGAIN}"
            findings += _for_each(labels[entry.folder], place, message)
    findings += _said(read.findings, labels)
    return Intake(submissions=tuple(submissions), findings=tuple(findings), people=people)


def _names(source: Path) -> Sequence[str]:
    try:
        with zipfile.ZipFile(source) as archive:
            return archive.namelist()
    except Exception:  # noqa: BLE001  (of made-up bytes, zipfile raises whatever its parsing meets)
        return []


def _is_submission(path: Path) -> bool:
    number = path.name.removeprefix(_PREFIX)
    return path.name.startswith(_PREFIX) and number.isdecimal() and path.is_dir()


def _roll(folder: Path) -> tuple[Mapping[str, Entry], list[Finding]]:
    if (folder / METADATA).is_file():
        return read_roll(folder / METADATA)
    message = f"{METADATA} is missing, so everybody is called after a folder; {_AGAIN}"
    return {}, [Finding(student="", path=METADATA, message=message)]


def _handed_in(
    student: str, entry: Entry, theirs: Mapping[str, Sequence[Submission]], exercises: Sequence[Exercise]
) -> Iterator[Submission]:
    if entry.folder not in theirs:
        problem = f"not handed in: {entry.folder} is not in the export"
        for one in exercises:
            yield Submission(student=student, slug=one.slug, filename=f"{one.slug}.py", problem=problem)
        return
    for submission in theirs[entry.folder]:
        at = "" if submission.problem else entry.submitted_at
        yield msgspec.structs.replace(submission, student=student, submitted_at=at)


def _said(findings: Sequence[Finding], labels: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    for one in findings:
        if one.student:
            yield from _for_each(labels.get(one.student, [one.student]), one.path, one.message)
        elif one.path != METADATA:
            yield one


def _for_each(students: Sequence[str], path: str, message: str) -> list[Finding]:
    return [Finding(student=student, path=path, message=message) for student in students]
