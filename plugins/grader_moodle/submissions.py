"""What Moodle gives for "download all submissions": folders, or files, whose names say whose they are."""

import re
from collections.abc import Sequence
from pathlib import Path

from grader.intake.download import Download, open_platforms
from grader.intake.handed_in import File, read_handed_in
from grader.intake.show import show
from grader.model.exercise import Exercise
from grader.model.person import Person
from grader.model.submission import Finding, Intake, Submission

# `Ada Lovelace_4711_assignsubmission_file/mlp.py`, in older versions `…_file_/mlp.py`, and without folders
# `…_file_mlp.py`. A group's has the group's name, and the default group's no number.
_PATH = re.compile(
    r"(?P<who>[^/]+?)(_(?P<number>[0-9]+))?_assignsubmission_(?P<kind>[a-z]+)(_?/|_)(?P<name>.+)", re.DOTALL
)
_TOP = re.compile(r"[^/]+_assignsubmission_[a-z]+(_.*)?", re.DOTALL)


def is_moodle(names: Sequence[str]) -> bool:
    """Whether these are the names of such a download: most say which kind of submission they are."""
    return 2 * sum(_TOP.fullmatch(name.rstrip("/")) is not None for name in names) > len(names)


def read_submissions(source: Path, exercises: Sequence[Exercise]) -> Intake | None:
    """The submissions of a download as it comes, zipped or unpacked, or None where it is something else.

    Students are called by their full names, with Moodle's number behind it where two have one name; the
    number, which the grading worksheet has too, is `Person.account`.
    """
    with open_platforms(source, is_moodle) as download:
        return None if download is None else _read(download, exercises)


def _read(download: Download, exercises: Sequence[Exercise]) -> Intake:
    theirs: dict[tuple[str, str], list[File]] = {}
    texts: list[tuple[tuple[str, str], str, str]] = []
    findings: list[Finding] = []
    for file in download.files:
        found = _PATH.fullmatch(file.name)
        if found is None:
            shown = show(file.name)
            message = f"{shown} is not of Moodle's making and is not graded"
            findings.append(Finding(student="", path=shown, message=message))
            continue
        who = (found["who"], found["number"] or "")
        theirs.setdefault(who, [])
        if found["kind"] == "file":
            theirs[who].append(File(name=found["name"], read=file.read))
        else:
            texts.append((who, found["kind"], file.name))
    names = [name for name, _ in theirs]
    students = {
        (name, number): f"{name} ({number})" if names.count(name) > 1 else name for name, number in theirs
    }
    submissions: list[Submission] = []
    for who, files in theirs.items():
        handed_in, said = read_handed_in(students[who], files, exercises)
        submissions += handed_in
        findings += said
    for who, kind, path in texts:
        message = f"{kind} was handed in to Moodle instead of a file, and is not graded"
        findings.append(Finding(student=students[who], path=show(path), message=message))
    people = [
        Person(student=student, name=name, account=number) for (name, number), student in students.items()
    ]
    return Intake(submissions=tuple(submissions), findings=tuple(findings), people=tuple(people))
