"""Write an nbgrader course, all of it or nothing."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from grader.catalog.course import Course
from grader.catalog.given import given
from grader.catalog.leaks import find_leaks
from grader.catalog.stubs import build_stubs
from grader.judging.collect import collect
from grader.model.errors import CourseError, UsageError
from grader.model.exercise import PUBLIC_TESTS
from grader_nbgrader.config import CONFIG, SIGN, config_lines, config_text
from grader_nbgrader.source import source_notebook

# What nbgrader's own manual allows, without what a folder's name cannot have on some system.
_ASSIGNMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}(?<![ .])")


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What was written, and the lines that a config which was there already still needs (or none)."""

    notebooks: tuple[Path, ...]
    config: Path
    missing_lines: str = ""


def write_course(  # noqa: PLR0913  (what the command was told)
    course: Course, folder: Path, slugs: Sequence[str], *, assignment: str, root: Path | None, data: str
) -> Written:
    """Write `source/<assignment>/<slug>.ipynb` for each exercise, and `nbgrader_config.py` if there is none.

    Args:
        course: the course; what students will get is searched for the secrets of all of it.
        folder: nbgrader's course folder, new or in use; nothing in it is overwritten.
        slugs: the exercises of the assignment; none means all.
        assignment: what nbgrader calls it.
        root: the course's folder, for the config; None means the course that ships.
        data: `mnist` or `digits`, for the config.

    Raises:
        CourseError: an exercise cannot be given, or something secret could be read; nothing was written.
        UsageError: a name cannot be used, a notebook is there already, or the folder cannot be written.
    """
    if not _ASSIGNMENT.fullmatch(assignment):
        raise UsageError(
            f"--assignment {assignment!r} is no name for one; use letters, digits, spaces, `_`, `-` and `.`"
        )
    chosen = [course.exercise(slug) for slug in dict.fromkeys(slugs)] or list(course.exercises)
    drifted = build_stubs(course, check=True)
    if drifted:
        raise CourseError(f"{drifted[0]} is not what its solution makes; run `grader build` first")
    notebooks: dict[str, bytes] = {}
    released: dict[str, bytes] = {}
    for exercise in chosen:
        files, checks = given(exercise), collect(exercise)
        solution = course.solution(exercise).read_text(encoding="utf-8")
        name = f"{exercise.slug}.ipynb"
        notebooks[name] = source_notebook(exercise, checks, solution, files)
        # In a cell a test is written otherwise than in a file, where a hidden one is recognised.
        released |= {f"{exercise.slug}/{PUBLIC_TESTS}": files[PUBLIC_TESTS]} if PUBLIC_TESTS in files else {}
        released[name] = source_notebook(exercise, checks, files[f"{exercise.slug}.py"].decode(), files)
    if leaks := find_leaks(released, course):
        more = f" (and {len(leaks) - 1} more)" if leaks[1:] else ""
        raise CourseError(f"what nbgrader would release leaks: {leaks[0]}{more}; nothing was written")
    home = folder / "source" / assignment
    files_written = {home / name: content for name, content in notebooks.items()}
    for path in files_written:
        if path.exists() or path.is_symlink():
            raise UsageError(
                f"{path} is there already and is not overwritten; delete it, or name another --assignment"
            )
    config = folder / CONFIG
    missing_lines = ""
    if not config.exists():
        # nbgrader takes no course with a space or a plus in its name.
        course_id = re.sub(r"[^A-Za-z0-9_-]+", "-", folder.absolute().name).strip("-") or "course"
        files_written[config] = config_text(course_id, root, data).encode()
    elif SIGN not in config.read_text(encoding="utf-8", errors="replace"):
        missing_lines = config_lines(root, data)
    _write(files_written)
    return Written(
        notebooks=tuple(home / name for name in notebooks), config=config, missing_lines=missing_lines
    )


def _write(files: Mapping[Path, bytes]) -> None:
    made: list[Path] = []
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                made.append(path)
                file.write(content)
    except OSError as error:
        for path in made:
            path.unlink(missing_ok=True)
        raise UsageError(
            f"{path} cannot be written: {error.strerror or error}; nothing was written, name another folder"
        ) from error
