"""The zip that is uploaded to Gradescope as an assignment's autograder."""

import importlib.metadata
import zipfile
from collections.abc import Sequence
from pathlib import Path

import msgspec

from grader.catalog.course import Course
from grader.catalog.package import make_zip, package
from grader.model.errors import UsageError
from grader_gradescope.scripts import run_script, setup_script

SETUP, RUN, COURSE, REQUIREMENTS = "setup.sh", "run_autograder", "course.zip", "requirements.txt"


class Recipe(msgspec.Struct, frozen=True, kw_only=True):
    """What the zip is made of besides the course.

    Attributes:
        slugs: the exercises of the assignment; none means all.
        wheel: the grader itself, put into the zip; None takes this version from the package index.
        requirements: what pip installs before it; None for nothing.
        options: of `grader gradescope run`.
        prepare: of `grader prepare`.
        limit_s: how long a submission may take, in all.
    """

    slugs: tuple[str, ...] = ()
    wheel: Path | None = None
    requirements: Path | None = None
    options: Sequence[str] = ()
    prepare: Sequence[str] = ()
    limit_s: int = 540


def build(course: Course, recipe: Recipe) -> bytes:
    """The zip's bytes; the same course and recipe give the same.

    Raises:
        UsageError: there is no such exercise, or the wheel or the requirements cannot be read.
        CourseError: the course cannot be packaged.
    """
    installed = f"grader=={importlib.metadata.version('grader')}"
    files: dict[str, bytes] = {}
    if recipe.wheel is not None:
        _check_wheel(recipe.wheel)
        installed = recipe.wheel.name
        files[installed] = _read(recipe.wheel)
    if recipe.requirements is not None:
        files[REQUIREMENTS] = _read(recipe.requirements)
    scripts = {
        SETUP: setup_script(installed, recipe.prepare).encode(),
        RUN: run_script(recipe.options, recipe.limit_s).encode(),
    }
    content = {**scripts, COURSE: package(course, recipe.slugs), **dict(sorted(files.items()))}
    return make_zip(content, programs=tuple(scripts))


def _check_wheel(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as wheel:
            holds = "grader/__init__.py" in wheel.namelist()
    except (OSError, zipfile.BadZipFile) as error:
        raise UsageError(
            f"--wheel {path} cannot be read as a wheel ({error}); make one with `pip wheel --no-deps .`"
        ) from error
    if path.suffix != ".whl" or not holds:
        raise UsageError(f"--wheel {path} is no wheel of the grader; make one with `pip wheel --no-deps .`")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}; name a file") from error
