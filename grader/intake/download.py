"""The files of a class, as platforms hand them out: in a folder, or in a zip that is never unpacked."""

import functools
import os
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

import msgspec

from grader.intake.archive import TooLarge, find_fault, unpack
from grader.intake.handed_in import File
from grader.intake.naturally import naturally
from grader.intake.read import find_excess, read_bytes
from grader.intake.show import show
from grader.model.errors import UsageError

_FILES_LIMIT = 50_000
_PASSED_OVER = re.compile(r"\..*|__pycache__|__macosx", re.IGNORECASE | re.DOTALL)


class Download(msgspec.Struct, frozen=True, kw_only=True):
    """What lies in it, but for what systems leave behind.

    Attributes:
        files: each by its path from the top, with `/` between the parts, in natural order; to be read while
            the download is open.
    """

    files: tuple[File, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names at the top."""
        return tuple(dict.fromkeys(file.name.partition("/")[0] for file in self.files))

    def unwrapped(self) -> "Download":
        """What the folder at the top holds, where there is nothing else; unpacking and zipping adds one."""
        if len(self.names) != 1 or any("/" not in file.name for file in self.files):
            return self
        return Download(
            files=tuple(File(name=file.name.partition("/")[2], read=file.read) for file in self.files)
        )


def peek(source: Path) -> tuple[str, ...]:
    """The names at the top of a folder or a zip, unwrapped; none where it is neither or cannot be read."""
    try:
        if not source.is_dir():
            with open_download(source) as download:
                return download.unwrapped().names
        names = _visible(source)
        only = source / names[0] if len(names) == 1 else source
        return tuple(_visible(only) if only.is_dir() else names)
    except (OSError, UsageError):
        return ()


@contextmanager
def open_download(source: Path) -> Iterator[Download]:
    """Open a folder or a zip.

    Nothing is read yet but names, and links are not followed.

    Raises:
        UsageError: there is no such thing, it cannot be read, or holds more than 50,000 files.
    """
    if source.is_dir():
        files = [File(name=name, read=functools.partial(read_bytes, source / name)) for name in _walk(source)]
        yield _sorted(files)
        return
    try:
        archive = zipfile.ZipFile(source)
        entries = _entries(archive, source)
    except UsageError:
        raise
    except FileNotFoundError:
        raise UsageError(f"{source} does not exist; name a folder or a zip of submissions") from None
    except OSError as error:
        raise UsageError(f"{source} cannot be read: {error.strerror or error}") from error
    except Exception as error:
        raise UsageError(
            f"{source} is a file and no zip, or a damaged one; name the folder with the students' folders, "
            "or download the zip again"
        ) from error
    with archive:
        yield _sorted(
            [File(name=path, read=functools.partial(_read, archive, info, path)) for path, info in entries]
        )


def _sorted(files: list[File]) -> Download:
    ordered = sorted(files, key=lambda one: naturally(one.name))
    return Download(files=tuple(ordered))


def _visible(folder: Path) -> list[str]:
    return [entry.name for entry in os.scandir(folder) if not _PASSED_OVER.fullmatch(entry.name)]


def _walk(source: Path) -> Iterator[str]:
    count = 0
    for folder, inside, names in os.walk(source):
        inside[:] = [name for name in inside if not _PASSED_OVER.fullmatch(name)]
        # A link to a folder is one more thing that is no file; `os.walk` does not follow it.
        links = [name for name in inside if Path(folder, name).is_symlink()]
        for name in [*names, *links]:
            if _PASSED_OVER.fullmatch(name):
                continue
            count += 1
            _limit(count, source)
            yield Path(folder, name).relative_to(source).as_posix()


def _entries(archive: zipfile.ZipFile, source: Path) -> list[tuple[str, zipfile.ZipInfo]]:
    found = []
    for info in archive.infolist():
        path = info.filename.replace("\\", "/")
        parts = PurePosixPath(path).parts
        if info.is_dir() or any(_PASSED_OVER.fullmatch(part) for part in parts if part not in {".", ".."}):
            continue
        found.append((path, info))
        _limit(len(found), source)
    return found


def _limit(count: int, source: Path) -> None:
    if count > _FILES_LIMIT:
        raise UsageError(
            f"{source} holds more than {_FILES_LIMIT:,} files, which is no class's work; name the folder "
            "or zip that was downloaded"
        )


def _read(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: str, limit_bytes: int) -> tuple[bytes, str]:
    name = show(path.rpartition("/")[2])
    if problem := find_fault(info, path):
        return b"", f"{name} {problem}"
    if problem := find_excess(info.file_size, limit_bytes, name):
        return b"", problem
    try:
        return b"".join(unpack(archive, info, limit_bytes)), ""
    except TooLarge as error:
        return b"", f"{name} {error}; hand in only your .py and .ipynb files"
    except Exception:  # noqa: BLE001  (of made-up bytes, zipfile raises whatever its parsing meets)
        return b"", f"{name} is damaged in the zip; download it again"
