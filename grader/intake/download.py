"""The files of a class, as platforms hand them out: in a folder, or in a zip that is never unpacked."""

import functools
import os
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
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
_SAYS_UTF8 = 0x800
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
        """The names at the top, a folder's with `/` behind it."""
        split = [file.name.partition("/") for file in self.files]
        return tuple(dict.fromkeys(f"{name}{slash}" for name, slash, _ in split))

    def unwrapped(self) -> "Download":
        """What the folder at the top holds, where there is nothing else; unpacking and zipping adds one."""
        if len(self.names) != 1 or not self.names[0].endswith("/"):
            return self
        return Download(
            files=tuple(File(name=file.name.partition("/")[2], read=file.read) for file in self.files)
        )


@contextmanager
def open_platforms(source: Path, is_ours: Callable[[Sequence[str]], bool]) -> Iterator[Download | None]:
    """Open a download whose names at the top are a platform's, or give None where they are not.

    A folder around all of a zip is looked through. What is neither a folder nor a zip is nobody's.

    Args:
        source: a folder or a zip.
        is_ours: whether these names, a folder's with `/` behind it, are the platform's.
    """
    if source.is_dir() and not is_ours(_tops(source)):
        yield None
        return
    if not source.is_dir() and not (source.is_file() and zipfile.is_zipfile(source)):
        yield None
        return
    with open_download(source) as download:
        levels = [download] if source.is_dir() else [download, download.unwrapped()]
        yield next((one for one in levels if is_ours(one.names)), None)


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


def _tops(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return [
                f"{entry.name}/" if entry.is_dir(follow_symlinks=False) else entry.name
                for entry in entries
                if not _PASSED_OVER.fullmatch(entry.name)
            ]
    except OSError:
        return []


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
        path = _path(info).replace("\\", "/")
        parts = PurePosixPath(path).parts
        if info.is_dir() or any(_PASSED_OVER.fullmatch(part) for part in parts if part not in {".", ".."}):
            continue
        found.append((path, info))
        _limit(len(found), source)
    return found


def _path(info: zipfile.ZipInfo) -> str:
    # Platforms and macOS write UTF-8 and do not say so, which zipfile takes for the code page of MS-DOS.
    if info.flag_bits & _SAYS_UTF8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


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
