"""What lies in a student's folder besides submissions, and what to do about it."""

import difflib
import os
import re
import stat
from collections.abc import Collection, Sequence
from pathlib import Path

import msgspec

# What `grader start` gives to students, and what editors and systems leave behind.
_EXPECTED = re.compile(
    r"readme\w*(\.md|\.txt)?|public_tests\w*\.py|.*\.(svg|png|pyc)|\..*"
    r"|__pycache__|__macosx|__init__\.py|thumbs\.db|desktop\.ini",
    re.IGNORECASE | re.DOTALL,
)
_SUFFIX = re.compile(r"(\.py)?(\.(py|txt|ipynb))?$")


class Stray(msgspec.Struct, frozen=True, kw_only=True):
    """A file or folder that is no submission; `meant` is the slug it was probably meant for, if any."""

    name: str
    message: str
    meant: str = ""


def judge_stray(path: Path, slugs: Sequence[str], handed_in: Collection[str]) -> Stray | None:
    """What to say of a file or folder in a student's folder; None for what is expected to lie there.

    Args:
        path: the file or folder; of a folder the names in it are read, and nothing else.
        slugs: the exercises' slugs; `path` is none of their files.
        handed_in: the slugs whose files this student's folder has.
    """
    name = show(path.name)
    if _EXPECTED.fullmatch(path.name):
        return None
    if is_folder(path):
        return _judge_folder(path, slugs)
    meant = _guess(path.name, slugs)
    if not meant:
        expected = ", ".join(f"{slug}.py" for slug in slugs)
        return Stray(name=name, message=f"{name} belongs to no exercise; expected {expected}")
    if meant in handed_in:
        return Stray(name=name, message=f"{name} is not graded, {meant}.py beside it is")
    if name.lower().endswith(".ipynb"):
        message = f"{name} is not graded; export the notebook as a Python script called {meant}.py"
    else:
        message = f"{name} is not graded; rename it to {meant}.py"
    return Stray(name=name, message=message, meant=meant)


def show(name: str) -> str:
    """A file's name as text that any file or terminal takes, its undecodable bytes and controls escaped."""
    text = os.fsencode(name).decode("utf-8", "backslashreplace")
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def is_folder(path: Path) -> bool:
    """Whether there is a folder, and no link to one; what cannot be looked at is none."""
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except OSError:
        return False


def _judge_folder(path: Path, slugs: Sequence[str]) -> Stray:
    name = show(path.name)
    try:
        inside = {child.name for child in path.iterdir()}
    except OSError:
        inside = set()
    for slug in slugs:
        if f"{slug}.py" in inside:
            message = f"{name}/{slug}.py lies one folder too deep and is not graded; move it up"
            return Stray(name=name, message=message, meant=slug)
    return Stray(name=name, message=f"{name} is a folder, and nothing in it is graded")


def _guess(name: str, slugs: Sequence[str]) -> str:
    """The slug that a name like `MLP.py`, `mlp (1).py`, `mlp-final.txt` or `mpl.py` was meant for."""
    stem = re.sub(r"[-\s]", "_", _SUFFIX.sub("", name.casefold()))
    if "." in stem:
        return ""
    by_fold = {slug.casefold(): slug for slug in sorted(slugs, key=len)}
    # The longest one that stands there as a word of its own: mlp_vs_cnn before mlp.
    for fold in reversed(by_fold):
        if re.search(rf"(?<![a-z0-9]){re.escape(fold)}(?![a-z])", stem):
            return by_fold[fold]
    near = difflib.get_close_matches(stem, by_fold, n=1, cutoff=0.65)
    return by_fold[near[0]] if near else ""
