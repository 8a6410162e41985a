"""A class's checkouts, as `gh classroom clone student-repos` and `gh teacher download` leave them."""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from grader.intake.handed_in import nothing_handed_in
from grader.intake.read import read_bytes
from grader.intake.show import show
from grader.intake.stray import is_folder
from grader.intake.tree import read_tree
from grader.model.errors import UsageError
from grader.model.exercise import Exercise
from grader.model.person import Person
from grader.model.submission import Finding, Intake, Submission

_LIMIT_BYTES = 64 * 1024
_CLONED_INTO = "-submissions"
_URL = re.compile(r"[ \t]*url[ \t]*=[ \t]*(\S+)")
_FIELD = re.compile(r"^(classroom|assignment):[ \t]*[\"']?([A-Za-z0-9._-]+)[\"']?[ \t]*$", re.MULTILINE)


def read_checkouts(source: Path, exercises: Sequence[Exercise]) -> Intake | None:
    """Everybody's submissions, or None where `source` holds no such checkouts.

    They are told by what students cannot change: each is a clone, whose origin has the folder's name. What
    all names begin with is the assignment's: for Classroom 50 what most of the checkouts' .classroom50.yaml
    say, for GitHub Classroom what the folder `<assignment>-submissions` is called. The rest of a name is the
    student's user name.
    """
    try:
        folders = sorted((one for one in source.iterdir() if _may_be_one(one)), key=lambda one: one.name)
    except OSError:
        return None
    clones = [one for one in folders if _origin(one).casefold() == one.name.casefold()]
    prefix = _prefix_in_50(clones) or _prefix_in_classroom(source)
    checkouts = [one for one in clones if prefix and one.name.casefold().startswith(prefix)]
    checkouts = [one for one in checkouts if len(one.name) > len(prefix)]
    if not checkouts:
        return None
    submissions: list[Submission] = []
    findings: list[Finding] = []
    read: dict[str, Path] = {}
    for folder in checkouts:
        student = show(folder.name[len(prefix) :])
        if student in read:
            message = f"{show(folder.name)} is not read, {show(read[student].name)} is; keep one of them"
            findings.append(Finding(student=student, path=show(folder.name), message=message))
            continue
        read[student] = folder
        found = _read(folder, student, exercises)
        submissions += found.submissions
        findings += found.findings
    for name in (show(one.name) for one in folders if one not in checkouts):
        message = f"{name} is no checkout of {prefix}… and is not graded"
        findings.append(Finding(student="", path=name, message=message))
    people = tuple(Person(student=name, login=name) for name in read)
    return Intake(submissions=tuple(submissions), findings=tuple(findings), people=people)


def _read(folder: Path, student: str, exercises: Sequence[Exercise]) -> Intake:
    try:
        return read_tree(folder, student, exercises)
    except UsageError as error:
        return Intake(submissions=tuple(nothing_handed_in(student, exercises, show(str(error)))))


def _may_be_one(path: Path) -> bool:
    return not path.name.startswith(".") and is_folder(path)


def _origin(folder: Path) -> str:
    """The name of the repository that the folder was cloned from; empty where it is no clone."""
    if not is_folder(folder / ".git"):
        return ""
    section = ""
    for line in _text(folder / ".git" / "config").splitlines():
        if line.startswith("["):
            section = line.strip()
        elif section == '[remote "origin"]' and (found := _URL.match(line)):
            return re.split(r"[/:]", found[1].rstrip("/"))[-1].removesuffix(".git")
    return ""


def _prefix_in_50(clones: Sequence[Path]) -> str:
    said = Counter(filter(None, map(_prefix_said, clones)))
    prefix, times = said.most_common(1)[0] if said else ("", 0)
    return prefix if 2 * times > len(clones) else ""


def _prefix_said(folder: Path) -> str:
    fields = dict(_FIELD.findall(_text(folder / ".classroom50.yaml")))
    prefix = f"{fields.get('classroom', '')}-{fields.get('assignment', '')}-".casefold()
    # A student may write there what they like; their repository's name is not theirs to choose.
    return prefix if folder.name.casefold().startswith(prefix) else ""


def _prefix_in_classroom(source: Path) -> str:
    name = source.resolve().name.casefold()
    return f"{name.removesuffix(_CLONED_INTO)}-" if name.endswith(_CLONED_INTO) else ""


def _text(path: Path) -> str:
    return read_bytes(path, _LIMIT_BYTES)[0].decode("utf-8", "replace")
