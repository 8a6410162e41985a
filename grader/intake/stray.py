"""What lies among a student's files and is no submission, and what to do about it."""

import difflib
import re
import stat
from collections.abc import Collection, Sequence
from pathlib import Path

import msgspec

from grader.intake.show import show

# What `grader start` gives to students, and what editors and systems leave behind.
_EXPECTED = re.compile(
    r"readme\w*(\.md|\.txt)?|public_tests\w*\.py|.*\.(svg|png|pyc)|\..*"
    r"|__pycache__|__macosx|__init__\.py|thumbs\.db|desktop\.ini",
    re.IGNORECASE | re.DOTALL,
)
_SUFFIX = re.compile(r"(\.(py|ipynb))?(\.(py|txt|ipynb|zip))?$")

# Comparing takes time that grows with a name's length, and no slug is that long.
_LONGEST = 100


class Stray(msgspec.Struct, frozen=True, kw_only=True):
    """A file or folder that is no submission; `meant` is the slug it was probably meant for, if any.

    A `useless` one was read, and there is nothing in it for any exercise.
    """

    name: str
    message: str
    meant: str = ""
    useless: bool = False


def is_expected(name: str) -> bool:
    """Whether a file or folder of this name is passed over without a word."""
    return _EXPECTED.fullmatch(name) is not None


def judge_file(path: str, slugs: Sequence[str], handed_in: Collection[str]) -> Stray:
    """What to say of a file that is neither Python nor a notebook, by its path as it can be shown.

    Args:
        path: of the file, as it can be shown; within a zip, the zip's name comes first.
        slugs: the exercises' slugs.
        handed_in: those of which there is a submission.
    """
    meant = guess(path.rpartition("/")[2], slugs)
    if not meant:
        expected = ", ".join(slugs)
        message = (
            f"{path} belongs to no exercise; expected SLUG.py or SLUG.ipynb, SLUG being one of {expected}"
        )
        return Stray(name=path, message=message)
    if meant in handed_in:
        return Stray(name=path, message=f"{path} is not graded, {meant} was handed in without it")
    kind = "ipynb" if ".ipynb" in path.casefold() else "py"
    return Stray(name=path, message=f"{path} is not graded; rename it to {meant}.{kind}", meant=meant)


def judge_folder(path: Path, slugs: Sequence[str]) -> Stray:
    """What to say of a folder in a student's folder; the names in it are read, and nothing else."""
    name = show(path.name)
    try:
        inside = {child.name for child in path.iterdir()}
    except OSError:
        inside = set()
    for slug in slugs:
        for file in (f"{slug}.py", f"{slug}.ipynb"):
            if file in inside:
                message = f"{name}/{file} lies one folder too deep and is not graded; move it up"
                return Stray(name=name, message=message, meant=slug)
    return Stray(name=name, message=f"{name} is a folder, and nothing in it is graded")


def is_folder(path: Path) -> bool:
    """Whether there is a folder, and no link to one; what cannot be looked at is none."""
    try:
        return stat.S_ISDIR(path.lstat().st_mode)
    except OSError:
        return False


def guess(name: str, slugs: Sequence[str]) -> str:
    """The slug that a name like `MLP.py`, `mlp (1).py`, `mlp-final.txt` or `mpl.py` was meant for."""
    stem = re.sub(r"[-\s]", "_", _SUFFIX.sub("", name.casefold()))
    if "." in stem:
        return ""
    by_fold = {slug.casefold(): slug for slug in sorted(slugs, key=len)}
    # The longest one that stands there as a word of its own: mlp_vs_cnn before mlp.
    for fold in reversed(by_fold):
        if re.search(rf"(?<![a-z0-9]){re.escape(fold)}(?![a-z])", stem):
            return by_fold[fold]
    if len(stem) > _LONGEST:
        return ""
    near = difflib.get_close_matches(stem, by_fold, n=1, cutoff=0.65)
    return by_fold[near[0]] if near else ""
