"""The private bundle: what grading needs of a course, in one zip, without its answers."""

import hashlib
import importlib.metadata
import io
import stat
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from grader.catalog.course import Course
from grader.model.errors import CourseError
from grader.model.exercise import Exercise

MANIFEST = "grader-course.json"
# What shows that the hidden tests work, and no score depends on.
_LEFT_OUT = frozenset({"wrong", "equivalent.toml"})
_MODE = stat.S_IFREG | 0o644
_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX = 3


class Packed(msgspec.Struct, frozen=True, kw_only=True):
    """A file of the bundle."""

    sha256: str
    size_bytes: int


class PackedExercise(msgspec.Struct, frozen=True, kw_only=True):
    """An exercise of the bundle; `digest` is the one that its results are recorded under."""

    slug: str
    title: str
    digest: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What the bundle says of itself; `grader` is the version that wrote it, `files` go by their paths."""

    schema: Literal["grader/course/v1"] = "grader/course/v1"
    grader: str
    exercises: tuple[PackedExercise, ...]
    files: dict[str, Packed]


def package(course: Course, slugs: Sequence[str] = ()) -> bytes:
    """The bundle of a course, or of the exercises named, as the bytes of a zip.

    It has every file of the exercises' folders but known-wrong submissions, `equivalent.toml` and hidden
    files, so that digests and scores are those of the folder; nothing outside them, so no solution. The same
    course gives the same bytes.

    Raises:
        UsageError: there is no such exercise.
        CourseError: a file is a link or no regular file, or cannot be read.
    """
    named = {course.exercise(slug).slug for slug in slugs}
    chosen = [one for one in course.exercises if not named or one.slug in named]
    files = {
        f"exercises/{one.slug}/{name}": content for one in chosen for name, content in sorted(_read(one))
    }
    manifest = Manifest(
        grader=importlib.metadata.version("grader"),
        exercises=tuple(PackedExercise(slug=one.slug, title=one.title, digest=one.digest) for one in chosen),
        files={
            name: Packed(sha256=hashlib.sha256(content).hexdigest(), size_bytes=len(content))
            for name, content in files.items()
        },
    )
    text = msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"
    return make_zip({MANIFEST: text, **files})


def make_zip(files: dict[str, bytes], programs: Sequence[str] = ()) -> bytes:
    """A zip of these files, in this order, whose bytes depend on nothing else; `programs` can be executed.

    Nothing is compressed, because the next version of zlib would do it otherwise.
    """
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.create_system = _UNIX
            info.external_attr = (_MODE | (0o111 if name in programs else 0)) << 16
            archive.writestr(info, content)
    return whole.getvalue()


def _read(exercise: Exercise) -> Iterator[tuple[str, bytes]]:
    home = Path(exercise.folder)
    for path in sorted(home.rglob("*")):
        inside = path.relative_to(home)
        hidden = any(part.startswith((".", "__pycache__")) for part in inside.parts)
        if hidden or inside.parts[0] in _LEFT_OUT or path.suffix == ".pyc":
            continue
        try:
            mode = path.lstat().st_mode
            # A link could lead to the solution, whatever it is called.
            if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                raise CourseError(f"{path} is no regular file; a bundle has no links, put the file there")
            if stat.S_ISREG(mode):
                yield inside.as_posix(), path.read_bytes()
        except OSError as error:
            raise CourseError(f"{path} cannot be read: {error.strerror or error}") from error
