"""Write what students get, all of it or nothing."""

import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from grader.catalog.bundle import bundle
from grader.catalog.course import Course
from grader.catalog.leaks import find_leaks
from grader.catalog.stubs import build_stubs
from grader.model.errors import CourseError, UsageError


def release(
    course: Course, folder: Path, slugs: Sequence[str] = (), points: Mapping[str, float] | None = None
) -> list[Path]:
    """Write the bundle of a course, or of the exercises named, into a folder that is new or empty.

    It is written beside the folder and then renamed, so that what stops half-way leaves nothing there.

    Args:
        course: the course; the secrets of all of it are looked for.
        folder: where to write; folders above it are made.
        slugs: the exercises to give, in course order whatever their order here; none means all.
        points: what each exercise is worth, by slug, for the list.

    Returns:
        The files written.

    Raises:
        CourseError: a stub is not what its solution makes, an exercise cannot be given, or something secret
            could be read; nothing was written.
        UsageError: there is no such exercise, or the folder is not empty or cannot be written.
    """
    folder = folder.expanduser()
    _check_free(folder.absolute())
    named = {course.exercise(slug).slug for slug in slugs}
    given = tuple(one for one in course.exercises if not named or one.slug in named)
    drifted = build_stubs(course, check=True)
    if drifted:
        raise CourseError(f"{drifted[0]} is not what its solution makes; run `grader build` first")
    files = bundle(msgspec.structs.replace(course, exercises=given), points)
    leaks = find_leaks(files, course)
    if leaks:
        more = f" (and {len(leaks) - 1} more)" if leaks[1:] else ""
        raise CourseError(f"{leaks[0]}{more}; nothing was written")
    try:
        _write(folder.absolute(), files)
    except OSError as error:
        reason = error.strerror or error
        raise UsageError(f"{folder} cannot be written: {reason}; name another folder") from error
    return [folder / path for path in files]


def _check_free(folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise UsageError(f"{folder} is there and is no folder; name a new one")
    if folder == Path.cwd():
        raise UsageError(f"{folder} is the folder you are in; name a new one, such as ./handout")
    try:
        if folder.exists() and any(folder.iterdir()):
            raise UsageError(f"{folder} is not empty, and nothing is overwritten; name a new folder")
    except OSError as error:
        raise UsageError(f"{folder} cannot be read: {error.strerror or error}; name a new folder") from error


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = folder.with_name(f".{folder.name}.{os.getpid()}")
    unfinished.mkdir()
    try:
        for name, content in files.items():
            path = unfinished / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        if folder.exists():
            folder.rmdir()
        unfinished.rename(folder)
    finally:
        # After the renaming there is nothing of that name.
        shutil.rmtree(unfinished, ignore_errors=True)
