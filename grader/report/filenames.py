"""File names for students, whatever their names are."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from grader.report.inert import visible

# 255 bytes is what file systems take; this leaves room for a digest and a suffix.
_LONGEST_BYTES = 180
_FORBIDDEN = re.compile(r'[/\\:*?"<>|\s\u2400-\u2421\ufffd]')
# Windows takes these for devices, whatever follows a dot, and spaces before it.
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d¹²³])[ .]*(\..*)?", re.IGNORECASE)
# What a file system may pass over when it compares names: joiners and variation selectors.
_PASSED_OVER = re.compile("[\u200c\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def file_names(students: Iterable[str], suffix: str) -> dict[str, str]:
    """Student to file name: the student's own name where every file system takes it.

    Otherwise what no file name may hold becomes `_`, and eight digits of the name's SHA-256 follow. They
    follow too where some file system would take two names for one (by case or Unicode composition): the
    first of them, sorted, keeps its plain name.
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    # Names that stay as they are come first, so that no altered name can take one of theirs.
    for student in sorted(set(students), key=lambda student: (_safe(student) != student, student)):
        stem = _safe(student)
        digest = hashlib.sha256(student.encode("utf-8", "surrogatepass")).hexdigest()
        length = 0 if stem == student else 8
        while (name := f"{stem}-{digest[:length]}" if length else stem) and _folded(name) in taken:
            length += 8
        taken.add(_folded(name))
        names[student] = name + suffix
    return names


def _safe(student: str) -> str:
    stem = _FORBIDDEN.sub(lambda found: " " if found[0] == " " else "_", visible(student))
    while len(stem.encode()) > _LONGEST_BYTES:
        stem = stem[: -max(1, (len(stem.encode()) - _LONGEST_BYTES) // 4)]
    stem = stem.strip(" ").rstrip(".")
    stem = f"_{stem[1:]}" if stem.startswith(".") else stem
    return f"_{stem}" if not stem or _RESERVED.fullmatch(stem) else stem


def _folded(name: str) -> str:
    plain = _PASSED_OVER.sub("", unicodedata.normalize("NFKC", name))
    return unicodedata.normalize("NFKC", plain.casefold())
