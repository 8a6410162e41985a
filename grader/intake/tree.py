"""One student's working tree, such as a repository: the exercises' files, wherever in it they lie."""

import functools
import os
import re
from collections import deque
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

import msgspec

from grader.intake.budget import Budget
from grader.intake.choose import choose
from grader.intake.notebook import NOTEBOOK_LIMIT_BYTES
from grader.intake.read import read_bytes
from grader.intake.show import show
from grader.intake.stray import guess, is_expected
from grader.intake.work import Work, open_work
from grader.model.errors import UsageError
from grader.model.exercise import Exercise
from grader.model.submission import Finding, Intake

_READ = (".py", ".ipynb")
_DEEPEST = 8
ENTRIES_LIMIT = 20_000
_LISTED = 20
# What repositories hold besides the student's work: tests that they run themselves, and environments.
_NOT_ENTERED = re.compile(
    r"\..*|__pycache__|__macosx|tests?|node_modules|site-packages|venv|env|virtualenv|.*\.egg-info",
    re.IGNORECASE | re.DOTALL,
)
_NOT_READ = re.compile(r"test_.*\.py|.*_tests?\.py|conftest\.py|setup\.py", re.IGNORECASE | re.DOTALL)


class _Found(msgspec.Struct, frozen=True, kw_only=True):
    """The files of Python and the notebooks of a tree, as paths below it, and whether it was too large."""

    files: tuple[PurePosixPath, ...]
    too_large: bool


def read_tree(
    source: Path,
    student: str,
    exercises: Sequence[Exercise],
    called: str = "",
    *,
    entries_limit: int = ENTRIES_LIMIT,
) -> Intake:
    """The student's submission to each exercise, from the tree at `source`.

    Which of its files and notebooks is for an exercise is found as it is in a student's folder: by name, by
    marks, by what they define; of equal ones the one nearer to the top is taken. A file's name is its path
    in the tree, behind `called`. Nothing is said of files that are for no exercise: a repository has many.
    Links are not followed, folders whose names begin with a dot are not entered, and of more files and
    folders than `entries_limit` the deepest are not looked at.

    Raises:
        UsageError: `source` is no folder, or cannot be read.
    """
    slugs = [exercise.slug for exercise in exercises]
    found = _find(source, entries_limit)
    named = {f"{slug}{suffix}" for slug in slugs for suffix in _READ}
    # Of so many that not all are read, those named after an exercise are.
    files = sorted(found.files, key=lambda file: (file.name not in named, len(file.parts), str(file)))
    budget = Budget()
    works = []
    for file in files:
        name = show(str(PurePosixPath(called) / file))
        work = budget.read(name, functools.partial(_open, source / file, name, slugs))
        if not work.problem or file.name in named or guess(file.name, slugs):
            works.append(work)
    works.sort(key=lambda work: (work.name.count("/"), work.name))
    submissions, strays = choose(student, works, exercises)
    missing = {one.slug for one in submissions if one.problem}
    said = [one for one in strays if not one.useless or one.meant in missing]
    findings = [Finding(student=student, path=one.name, message=one.message) for one in said[:_LISTED]]
    if found.too_large:
        message = f"the tree has more than {entries_limit:,} files, or is deeper than {_DEEPEST} folders; "
        findings.append(Finding(student=student, path=".", message=f"{message}not all of it was looked at"))
    return Intake(submissions=tuple(submissions), findings=tuple(findings))


def path_in_repository(folder: Path) -> str:
    """Where a folder lies in the repository that it is part of; empty for its root, and outside of any."""
    tree = folder.resolve()
    root = next((one for one in (tree, *tree.parents) if (one / ".git").exists()), tree)
    return "" if root == tree else tree.relative_to(root).as_posix()


def _find(source: Path, entries_limit: int) -> _Found:
    files: list[PurePosixPath] = []
    left: deque[PurePosixPath] = deque([PurePosixPath()])
    seen = 0
    too_large = False
    while left:
        folder = left.popleft()
        for entry in _entries(source, folder):
            seen += 1
            if seen > entries_limit:
                return _Found(files=tuple(files), too_large=True)
            inside = folder / entry.name
            if _is_folder(entry):
                if _NOT_ENTERED.fullmatch(entry.name) or _is_environment(source / inside):
                    continue
                if len(inside.parts) > _DEEPEST:
                    too_large = True
                else:
                    left.append(inside)
            elif _is_read(entry.name):
                files.append(inside)
    return _Found(files=tuple(files), too_large=too_large)


def _entries(source: Path, folder: PurePosixPath) -> Iterator[os.DirEntry[str]]:
    try:
        with os.scandir(source / folder) as entries:
            yield from sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        if not folder.parts:
            reason = error.strerror or str(error)
            raise UsageError(f"{source}: {reason}; name the folder with the student's work") from error


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _is_environment(folder: Path) -> bool:
    return (folder / "pyvenv.cfg").is_file()


def _is_read(name: str) -> bool:
    return name.lower().endswith(_READ) and not is_expected(name) and not _NOT_READ.fullmatch(name)


def _open(path: Path, name: str, slugs: Sequence[str]) -> Work:
    content, problem = read_bytes(path, NOTEBOOK_LIMIT_BYTES)
    return Work(name=name, problem=show(problem)) if problem else open_work(name, content, slugs)
