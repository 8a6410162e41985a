"""What lies in a student's folder besides submissions, and what to do about it."""

import difflib
import re
from collections.abc import Sequence
from pathlib import Path

import msgspec

# What `grader start` gives to students, and what editors and systems leave behind.
_EXPECTED = re.compile(
    r"(?i)readme(\.md|\.txt)?|public_tests\w*\.py|.*\.(svg|png)|\..*|__\w+__|thumbs\.db|.*\.pyc"
)

# `mlp (1).py`, `mlp-1.py`, `mlp_final.py`, `mlp copy.py`, `mlp.py.txt`, `Copy of mlp.py`, `mlp.ipynb`
_COPY_OF = re.compile(
    r"(?i)^(copy of )?(?P<stem>.+?)([ _.-]*(\(\d+\)|copy|final|new|v?\d+))*\.(py|py\.txt|txt|ipynb)$"
)


class Stray(msgspec.Struct, frozen=True, kw_only=True):
    """A file or folder that is no submission; `meant` is the slug it was probably meant for, if any."""

    name: str
    message: str
    meant: str = ""


def judge_stray(path: Path, slugs: Sequence[str]) -> Stray | None:
    """What to say of a file or folder in a student's folder; None for what is expected to lie there.

    Args:
        path: the file or folder; a folder's names are read, nothing else.
        slugs: the exercises' slugs; `path` is none of their files.
    """
    name = show(path.name)
    if _EXPECTED.fullmatch(path.name):
        return None
    if path.is_dir() and not path.is_symlink():
        return _judge_folder(path, slugs)
    meant = _guess(path.name, slugs)
    if not meant:
        expected = ", ".join(f"{slug}.py" for slug in slugs)
        return Stray(name=name, message=f"{name} belongs to no exercise; expected {expected}")
    remedy = "export the notebook as a Python script" if name.lower().endswith(".ipynb") else "rename it"
    verb = "to" if remedy == "rename it" else "and call it"
    return Stray(name=name, message=f"{name} is not graded; {remedy} {verb} {meant}.py", meant=meant)


def show(name: str) -> str:
    """A file's name as text that any file or terminal takes, its undecodable bytes and controls escaped."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def _judge_folder(path: Path, slugs: Sequence[str]) -> Stray:
    name = show(path.name)
    try:
        inside = {child.name for child in path.iterdir()}
    except OSError:
        inside = set()
    deeper = [slug for slug in slugs if f"{slug}.py" in inside]
    if not deeper:
        return Stray(name=name, message=f"{name} is a folder, and nothing in it is graded")
    found = ", ".join(f"{name}/{slug}.py" for slug in deeper)
    lies = "lies" if len(deeper) == 1 else "lie"
    return Stray(name=name, message=f"{found} {lies} one folder too deep; move it up", meant=deeper[0])


def _guess(name: str, slugs: Sequence[str]) -> str:
    by_fold = {slug.casefold(): slug for slug in slugs}
    copy = _COPY_OF.match(name)
    stem = (copy["stem"] if copy else name).casefold().strip().replace("-", "_").replace(" ", "_")
    near = difflib.get_close_matches(stem, by_fold, n=1, cutoff=0.75)
    return by_fold[near[0]] if near else ""
