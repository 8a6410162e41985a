"""Open a private bundle: a course in a zip, unpacked into a folder that nobody else can read."""

import hashlib
import os
import re
import stat
import sysconfig
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import msgspec

from grader.catalog.digest import exercise_digest
from grader.catalog.package import MANIFEST, Manifest
from grader.model.errors import CourseError
from grader.model.limits import MIB

ZIP_LIMIT_BYTES = 256 * MIB
FILES_LIMIT = 5000
_MANIFEST_LIMIT_BYTES = 4 * MIB
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What is written there is checked besides; a path that any system would take for another one is none of ours.
_PATH = re.compile(r"exercises(/[^/\\:\x00-\x1f]+){2,20}")
_REMEDY = "write it again with `grader package`"
_LIBRARIES = ("stdlib", "platstdlib", "purelib", "platlib")


@contextmanager
def unpacked(bundle: Path) -> Iterator[Path]:
    """The course in a bundle, as a folder that is there for the block and gone afterwards.

    Before anything is written, each file is read as far as the manifest says and no further, and held to
    its digest there. So a bundle that was damaged on its way is found out; one that somebody made on purpose
    is believed, as a course's folder is: its `exercise.py` files are executed.

    Raises:
        CourseError: the file is no bundle, is damaged, or lies where every submission may read it.
    """
    _check_place(bundle)
    manifest, files = _read(bundle)
    with tempfile.TemporaryDirectory(prefix="grader-course-") as folder:
        root = Path(folder)
        try:
            for name, content in files.items():
                path = root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        except OSError as error:
            raise CourseError(
                f"{bundle} cannot be unpacked: {error.strerror or error}; make room in {root.parent}"
            ) from error
        for one in manifest.exercises:
            if exercise_digest(root / "exercises" / one.slug) != one.digest:
                _refuse(bundle, f"{one.slug} has another digest than its manifest says", _REMEDY)
        yield root


def _check_place(bundle: Path) -> None:
    whole = bundle.resolve()
    for name in _LIBRARIES:
        place = Path(sysconfig.get_path(name)).resolve()
        if whole.is_relative_to(place):
            _refuse(bundle, f"lies in {place}, which every submission may read", "move it elsewhere")


def _read(bundle: Path) -> tuple[Manifest, dict[str, bytes]]:
    try:
        # Opened once, so that what is looked at is what is read; a pipe is not waited for.
        with open(os.open(bundle, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:  # noqa: PTH123
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                _refuse(bundle, "is neither a folder nor a file", "name a course's folder or its bundle")
            if status.st_size > ZIP_LIMIT_BYTES:
                limit = f"and {ZIP_LIMIT_BYTES // MIB} MiB is the limit"
                _refuse(bundle, f"has {status.st_size / MIB:.0f} MiB, {limit}", "package fewer exercises")
            with zipfile.ZipFile(file) as archive:
                return _read_archive(archive, bundle)
    except CourseError:
        raise
    except OSError as error:
        raise CourseError(f"{bundle} cannot be read: {error.strerror or error}") from error
    except Exception as error:
        # Of made-up bytes, zipfile raises whatever its parsing meets.
        raise CourseError(f"{bundle} is no zip, or a damaged one; {_REMEDY}, or name a folder") from error


def _read_archive(archive: zipfile.ZipFile, bundle: Path) -> tuple[Manifest, dict[str, bytes]]:
    entries = {info.filename: info for info in archive.infolist()}
    if MANIFEST not in entries:
        remedy = f"{_REMEDY}, or unpack it and name the folder that has 'exercises'"
        _refuse(bundle, f"is a zip without {MANIFEST}, so no bundle", remedy)
    if len(archive.infolist()) > FILES_LIMIT:
        _refuse(bundle, f"has {len(archive.infolist()):,} files, and {FILES_LIMIT:,} is the limit", _REMEDY)
    text = _content(archive, entries.pop(MANIFEST), _MANIFEST_LIMIT_BYTES, bundle)
    manifest = _manifest(text, bundle)
    if len(archive.infolist()) != len(entries) + 1 or set(entries) != set(manifest.files):
        stray = sorted(set(entries) ^ set(manifest.files))
        what = f"{stray[0]!r} is in only one of them" if stray else "a name is there twice"
        _refuse(bundle, f"does not hold what its manifest lists ({what})", _REMEDY)
    if sum(one.size_bytes for one in manifest.files.values()) > ZIP_LIMIT_BYTES:
        _refuse(bundle, f"unpacks to more than {ZIP_LIMIT_BYTES // MIB} MiB", "package fewer exercises")
    slugs = {one.slug for one in manifest.exercises}
    files = {}
    for name, packed in manifest.files.items():
        parts = name.split("/")
        if not _PATH.fullmatch(name) or {".", ".."} & set(parts) or parts[1] not in slugs:
            _refuse(bundle, f"has a file {name!r}, which is in no exercise", _REMEDY)
        content = _content(archive, entries[name], packed.size_bytes, bundle)
        if hashlib.sha256(content).hexdigest() != packed.sha256:
            _refuse(bundle, f"is damaged: {name} is not what it was when it was packed", _REMEDY)
        files[name] = content
    _check_names(files, bundle)
    return manifest, files


def _manifest(text: bytes, bundle: Path) -> Manifest:
    try:
        return msgspec.json.decode(text, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        where = f"{MANIFEST} in it cannot be understood ({error})"
        raise CourseError(f"{bundle}: {where}; {_REMEDY} of this version") from error


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit_bytes: int, bundle: Path) -> bytes:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in {0, stat.S_IFREG} or info.flag_bits & 1 or info.compress_type not in _METHODS:
        _refuse(bundle, f"has an entry {info.filename!r} that is no plain file", _REMEDY)
    with archive.open(info) as file:
        # One byte more would be one too many, and is seen by the digest.
        return file.read(limit_bytes + 1)


def _check_names(files: Mapping[str, bytes], bundle: Path) -> None:
    for name in files:
        above = name.rpartition("/")[0]
        if above in files:
            _refuse(bundle, f"has {above!r} both as a file and as a folder", _REMEDY)


def _refuse(bundle: Path, reason: str, remedy: str) -> NoReturn:
    raise CourseError(f"{bundle} {reason}; {remedy}")
