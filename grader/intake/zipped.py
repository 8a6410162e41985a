"""A class in one zip: a folder or a zip for each student in it."""

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

import msgspec

from grader.intake.download import Download, open_download
from grader.intake.handed_in import File, read_handed_in
from grader.intake.show import show
from grader.model.errors import UsageError
from grader.model.exercise import Exercise
from grader.model.submission import Finding, Intake, Submission

_EXPECTED = "expected <student>/<slug>.py, <student>/<slug>.ipynb or <student>.zip in it"


def read_zipped_class(source: Path, exercises: Sequence[Exercise]) -> Intake:
    """One submission for every student × exercise in a zip, and a finding for whatever else lies there.

    A folder around all of it is looked through. Where a student has a folder and a zip, the folder counts.

    Raises:
        UsageError: it is no zip, cannot be read, or has no student in it.
    """
    submissions: list[Submission] = []
    findings: list[Finding] = []
    with open_download(source) as download:
        theirs: dict[str, list[File]] = {}
        zips: list[File] = []
        for file in _looked_through(download).files:
            student, _, name = file.name.partition("/")
            if name:
                theirs.setdefault(student, []).append(File(name=name, read=file.read))
            elif student.lower().endswith(".zip"):
                zips.append(file)
            else:
                shown = show(file.name)
                message = f"{shown} lies in no student's folder and is not graded; {_EXPECTED}"
                findings.append(Finding(student="", path=shown, message=message))
        for student, files in theirs.items():
            handed_in, said = read_handed_in(student, files, exercises)
            submissions += handed_in
            findings += [msgspec.structs.replace(one, path=f"{show(student)}/{one.path}") for one in said]
        for file in zips:
            student, shown = PurePosixPath(file.name).stem, show(file.name)
            if student in theirs:
                message = f"{shown} is not read, {show(student)} is; hand in one of them"
                findings.append(Finding(student=student, path=shown, message=message))
                continue
            theirs[student] = [file]
            handed_in, said = read_handed_in(student, [file], exercises)
            submissions += handed_in
            findings += said
    if not theirs:
        raise UsageError(f"{source} has no student's folder; {_EXPECTED}")
    return Intake(submissions=tuple(submissions), findings=tuple(findings))


def _looked_through(download: Download) -> Download:
    inside = download.unwrapped()
    # One student's zip has their files in that folder, and not folders or zips of students.
    holds_students = all("/" in one.name or one.name.lower().endswith(".zip") for one in inside.files)
    return inside if holds_students else download
