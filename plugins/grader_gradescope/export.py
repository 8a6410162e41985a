"""Gradescope's export of a class: `submission_<id>/` folders, and submission_metadata.yml."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from grader.intake.download import Download, open_platforms
from grader.intake.handed_in import nothing_handed_in
from grader.intake.zipped import read_class
from grader.model.exercise import Exercise
from grader.model.submission import Finding, Intake, Submission
from grader_gradescope.members import name_members
from grader_gradescope.roll import AGAIN, METADATA, Entry, read_roll

_FOLDER = re.compile(r"submission_[0-9]+/")


def is_export(names: Sequence[str]) -> bool:
    """Whether these names, a folder's with `/` behind it, are those of an export."""
    return METADATA in names or (bool(names) and all(map(_FOLDER.fullmatch, names)))


def read_submissions(source: Path, exercises: Sequence[Exercise]) -> Intake | None:
    """Everybody's submissions, or None where it is no export: a group's work is that of each member.

    Whoever cannot be named is graded under the folder's name, and that is a finding. Where somebody has
    several submissions the newest counts.

    Raises:
        UsageError: the metadata cannot be read; the message has the line.
    """
    with open_platforms(source, is_export) as export:
        return None if export is None else _read(export, source, exercises)


def _read(export: Download, source: Path, exercises: Sequence[Exercise]) -> Intake:
    roll, findings = _roll(export, source)
    read = read_class(Download(files=tuple(one for one in export.files if one.name != METADATA)), exercises)
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
            message = f"{place} names {entry.folder}, which is not there or has no file in it; {AGAIN}"
            findings += _for_each(labels[entry.folder], place, message)
    findings += _said(read.findings, labels)
    return Intake(submissions=tuple(submissions), findings=tuple(findings), people=people)


def _roll(export: Download, source: Path) -> tuple[Mapping[str, Entry], list[Finding]]:
    for file in export.files:
        if file.name == METADATA:
            return read_roll(file, source)
    message = f"{METADATA} is missing, so everybody is called after a folder; {AGAIN}"
    return {}, [Finding(student="", path=METADATA, message=message)]


def _handed_in(
    student: str, entry: Entry, theirs: Mapping[str, Sequence[Submission]], exercises: Sequence[Exercise]
) -> Iterator[Submission]:
    if entry.folder not in theirs:
        problem = f"not handed in: the export has no file in {entry.folder}"
        yield from nothing_handed_in(student, exercises, problem)
        return
    for submission in theirs[entry.folder]:
        yield msgspec.structs.replace(submission, student=student).at(entry.submitted_at)


def _said(findings: Sequence[Finding], labels: Mapping[str, Sequence[str]]) -> Iterator[Finding]:
    for one in findings:
        if one.student:
            yield from _for_each(labels.get(one.student, [one.student]), one.path, one.message)
        elif one.path != METADATA:
            yield one


def _for_each(students: Sequence[str], path: str, message: str) -> list[Finding]:
    return [Finding(student=student, path=path, message=message) for student in students]
