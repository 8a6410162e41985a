"""Submissions as nbgrader keeps them: `submitted/<student>/<assignment>/<slug>.ipynb`."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from grader.intake.notebook import NOTEBOOK_LIMIT_BYTES, parse_notebook
from grader.intake.read import read_bytes
from grader.intake.show import show
from grader.intake.stray import guess, is_folder
from grader.intake.work import Work, open_work
from grader.model.exercise import Exercise
from grader.model.submission import Finding, Intake, Submission
from grader_nbgrader.config import CONFIG
from grader_nbgrader.ids import is_test
from grader_nbgrader.timestamp import TIMESTAMP, read_timestamp

_LOOKED_AT = 50


def read_tree(source: Path, exercises: Sequence[Exercise], assignment: str = "") -> Intake:
    """One submission for every student × exercise in nbgrader's tree, and a finding for what else lies there.

    A notebook is for the exercise that it is named after, as it is for nbgrader. Its test cells are left out:
    they are nbgrader's, which puts its own in their place. Where a student has an exercise in several
    assignments, the first of them counts.

    Args:
        source: the folder `submitted`.
        exercises: all of the course.
        assignment: only this one; empty means all.
    """
    submissions: list[Submission] = []
    findings: list[Finding] = []
    for home in _folders(source):
        student = home.name
        folders = [one for one in _folders(home) if assignment in {"", one.name}]
        if assignment and not folders:
            continue
        handed_in: dict[str, Submission] = {}
        for folder in folders:
            found, said = _read_assignment(folder, student, exercises)
            findings += said
            for one in found:
                if first := handed_in.get(one.slug):
                    path = f"{show(folder.name)}/{one.filename}"
                    message = f"{path} is not graded, {first.filename} of another assignment is"
                    findings.append(Finding(student=student, path=path, message=message))
                else:
                    handed_in[one.slug] = one
        times = sorted(one.submitted_at for one in handed_in.values() if one.submitted_at)
        submissions += [
            handed_in.get(exercise.slug) or _missing(student, exercise.slug, times[-1] if times else "")
            for exercise in exercises
        ]
    return Intake(submissions=tuple(submissions), findings=tuple(findings))


def is_tree(source: Path, exercises: Sequence[Exercise]) -> bool:
    """Whether the folder is one of nbgrader's: notebooks two folders deep, and a sign of nbgrader's.

    The sign is nbgrader's config or gradebook beside the folder, a time of handing in, or its metadata.
    """
    names = {f"{exercise.slug}.ipynb" for exercise in exercises}
    notebooks: list[Path] = []
    for home in _folders(source)[:_LOOKED_AT]:
        if any((home / name).is_file() for name in names):
            return False
        for folder in _folders(home)[:_LOOKED_AT]:
            notebooks += [folder / name for name in names if (folder / name).is_file()]
    if not notebooks:
        return False
    beside = source.absolute().parent
    if (beside / CONFIG).is_file() or (beside / "gradebook.db").is_file():
        return True
    return any(
        (one.parent / TIMESTAMP).is_file() or b'"nbgrader"' in read_bytes(one, NOTEBOOK_LIMIT_BYTES)[0]
        for one in notebooks[:_LOOKED_AT]
    )


def read_notebook(path: Path, slug: str) -> Work:
    """A student's notebook as the program to be graded, its test cells blank; or its problem."""
    content, problem = read_bytes(path, NOTEBOOK_LIMIT_BYTES)
    if problem:
        return Work(name=show(path.name), problem=show(problem))
    return open_work(path.name, _without_tests(content), [slug])


def _read_assignment(
    folder: Path, student: str, exercises: Sequence[Exercise]
) -> tuple[list[Submission], list[Finding]]:
    slugs = [exercise.slug for exercise in exercises]
    submitted_at, wrong = read_timestamp(folder)
    said = [(TIMESTAMP, wrong)] if wrong else []
    found = []
    for path in sorted(folder.iterdir()):
        name, stem = path.name, path.stem
        if name.startswith(".") or path.suffix not in {".ipynb", ".py"} or is_folder(path):
            continue
        if path.suffix == ".ipynb" and stem in slugs:
            one = read_notebook(path, stem).submission(student, stem)
            found.append(msgspec.structs.replace(one, submitted_at=submitted_at))
        else:
            meant = guess(name, slugs)
            way = (
                f"rename it to {meant}.ipynb"
                if meant
                else "nbgrader's notebooks are named after their exercises"
            )
            said.append((name, f"{show(name)} is not graded; {way}"))
    findings = [
        Finding(student=student, path=f"{show(folder.name)}/{show(name)}", message=message)
        for name, message in said
    ]
    return found, findings


def _missing(student: str, slug: str, submitted_at: str) -> Submission:
    return Submission(
        student=student,
        slug=slug,
        filename=f"{slug}.ipynb",
        problem="not handed in",
        submitted_at=submitted_at,
    )


def _without_tests(content: bytes) -> bytes:
    """The notebook with its test cells emptied, so that the others keep their numbers."""
    if b'"nbgrader"' not in content:
        return content
    raw, problem = parse_notebook(content, "")
    cells = [] if problem else raw.get("cells")
    tests = [cell for cell in cells if _is_test(cell)] if isinstance(cells, list) else []
    for cell in tests:
        cell["source"] = []
    return json.dumps(raw).encode() if tests else content


def _is_test(cell: Any) -> bool:
    told = cell.get("metadata") if isinstance(cell, dict) else None
    told = told.get("nbgrader") if isinstance(told, dict) else None
    if not isinstance(told, dict) or told.get("grade") is not True or told.get("solution") is True:
        return False
    return isinstance(told.get("grade_id"), str) and is_test(told["grade_id"])


def _folders(home: Path) -> list[Path]:
    """The folders in a folder, by name; links are not followed."""
    try:
        inside = [one for one in home.iterdir() if one.name[0] != "." and is_folder(one)]
    except OSError:
        return []
    return sorted(inside, key=lambda one: (one.name.casefold(), one.name))
