"""What Canvas gives for "download submissions": a zip of files whose names say whose they are."""

import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import msgspec

from grader.intake.download import Download, open_platforms
from grader.intake.handed_in import File, nothing_handed_in, read_handed_in
from grader.intake.show import show
from grader.model.exercise import Exercise
from grader.model.person import Person
from grader.model.submission import Finding, Intake, Submission

# `lovelaceada_LATE_11_204_mlp.py`; where students are anonymous, `anon_x7Yz2_204_mlp.py`.
_NAMED = re.compile(r"(?P<who>\w+?)(?P<late>_LATE)?_(?P<user>[0-9]+)_(?P<file>[0-9]+)_(?P<name>[^/]+)")
_ANONYMOUS = re.compile(r"(?P<late>LATE_)?anon_(?P<who>[A-Za-z0-9]+)_(?P<file>[0-9]+)_(?P<name>[^/]+)")
_TEXT = re.compile(
    r"((?P<who>\w+?)(_LATE)?_(?P<user>[0-9]+)|(LATE_)?anon_(?P<anonymous>[A-Za-z0-9]+))_(?P<kind>text|link)\.html"
)
_SUFFIXES = (".py", ".ipynb")
_AGAIN = re.compile(r"(?P<stem>.+)-[0-9]{1,3}(?P<suffix>\.[^.]+)", re.DOTALL)


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """A file of the download.

    Attributes:
        student: the name in the file's name, which is that of Canvas, its letters and digits in lower case.
        user: Canvas's number for the student; empty where students are anonymous.
        late: whether Canvas calls it late.
        number: Canvas's for the file; a later upload has a larger one.
        file: what the student called it, and its bytes.
    """

    student: str
    user: str
    late: bool
    number: int
    file: File


def read_upload(file: File) -> Upload | None:
    """What a file's name says, or None where it is not of Canvas's making."""
    found = _ANONYMOUS.fullmatch(file.name) or _NAMED.fullmatch(file.name)
    if found is None:
        return None
    return Upload(
        student=found["who"],
        user=found.groupdict().get("user") or "",
        late=bool(found["late"]),
        number=int(found["file"]),
        file=File(name=found["name"], read=file.read),
    )


def is_canvas(names: Sequence[str]) -> bool:
    """Whether these are the names of such a download: files, and most of them of Canvas's making."""
    count = sum(_is_upload(one) for one in names)
    texts = sum(_TEXT.fullmatch(one) is not None for one in names)
    return count > 0 and 2 * (count + texts) > len(names) and not any("/" in one for one in names)


def read_submissions(source: Path, exercises: Sequence[Exercise]) -> Intake | None:
    """The submissions of a download as it comes, zipped or unpacked, or None where it is something else.

    Students are called as in the files' names, with Canvas's number behind it where two have one name; the
    number is `Person.account`. Of files that a student uploaded several times the last one counts, whatever
    Canvas added to its name, and the others are findings.
    """
    with open_platforms(source, is_canvas) as download:
        return None if download is None else _read(download, exercises)


def _read(download: Download, exercises: Sequence[Exercise]) -> Intake:
    uploads: dict[tuple[str, str], list[Upload]] = {}
    findings: list[Finding] = []
    texts: list[re.Match[str]] = []
    for file in download.files:
        if upload := read_upload(file):
            uploads.setdefault((upload.student, upload.user), []).append(upload)
        elif text := _TEXT.fullmatch(file.name):
            texts.append(text)
        else:
            shown = show(file.name)
            message = f"{shown} is not of Canvas's making and is not graded"
            findings.append(Finding(student="", path=shown, message=message))
    everybody = [*uploads, *((text["who"] or text["anonymous"], text["user"] or "") for text in texts)]
    students = _call(list(dict.fromkeys(everybody)))
    submissions: list[Submission] = []
    for who, theirs in uploads.items():
        student = students[who]
        files, replaced = _last_of_each(theirs, [exercise.slug for exercise in exercises])
        handed_in, said = read_handed_in(student, files, exercises)
        submissions += handed_in
        findings += [*(_replaced(student, *pair) for pair in replaced), *said]
    for text in texts:
        who = (text["who"] or text["anonymous"], text["user"] or "")
        student = students[who]
        if who not in uploads:
            submissions += nothing_handed_in(student, exercises, "not handed in")
        message = f"a {text['kind']} was handed in to Canvas instead of a file, and is not graded"
        findings.append(Finding(student=student, path=text[0], message=message))
    if late := [students[who] for who, theirs in uploads.items() if any(one.late for one in theirs)]:
        message = f"Canvas says that these were late: {', '.join(late)}"
        findings.append(Finding(student="", path="", message=message))
    return Intake(
        submissions=tuple(submissions),
        findings=tuple(findings),
        people=tuple(Person(student=student, account=user) for (_, user), student in students.items()),
    )


def _is_upload(name: str) -> bool:
    return bool(_ANONYMOUS.fullmatch(name) or _NAMED.fullmatch(name))


def _call(everybody: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], str]:
    names = [name for name, _ in everybody]
    return {(name, user): f"{name} ({user})" if names.count(name) > 1 else name for name, user in everybody}


def _last_of_each(
    uploads: Sequence[Upload], slugs: Sequence[str]
) -> tuple[list[File], list[tuple[str, str]]]:
    """A student's files under the names they had, and which of them stand in for which."""
    names = {one.file.name for one in uploads} | {f"{slug}{suffix}" for slug in slugs for suffix in _SUFFIXES}
    last: dict[str, Upload] = {}
    replaced: list[tuple[str, str]] = []
    for one in sorted(uploads, key=lambda one: one.number):
        name = _first_name(one.file.name, names)
        if name in last:
            replaced.append((last[name].file.name, one.file.name))
        last[name] = one
    return [File(name=name, read=one.file.read) for name, one in last.items()], replaced


def _first_name(name: str, names: Collection[str]) -> str:
    """`mlp.py` for `mlp-1.py`, which is what Canvas makes of it when it is uploaded again.

    Only where the name without the number is known: `part-1.py` and `part-2.py` are two files.
    """
    again = _AGAIN.fullmatch(name)
    first = f"{again['stem']}{again['suffix']}" if again else name
    return first if first in names else name


def _replaced(student: str, before: str, after: str) -> Finding:
    message = f"{show(before)} was uploaded again as {show(after)}, which is graded"
    return Finding(student=student, path=show(before), message=message)
