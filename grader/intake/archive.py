"""The files in a zip, read in memory: nothing is ever unpacked to disk."""

import io
import re
import stat
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

import msgspec

from grader.intake.show import show
from grader.model.limits import MIB

ARCHIVE_LIMIT_BYTES = 64 * MIB

_ENTRIES_LIMIT = 500
_UNPACKED_LIMIT_BYTES = 64 * MIB
# What people write is never that repetitive; of a smaller file the ratio says nothing.
_RATIO_LIMIT = 500
_RATIO_FROM_BYTES = 1 * MIB
_CHUNK_BYTES = 256 * 1024
# A path's, in letters; a zip can spell longer ones than any file system.
_NAME_LIMIT, _NAME_SHOWN = 1000, 60
_ENTRY = b"PK\x01\x02"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_PASSED_OVER = re.compile(r"\..*|__pycache__|__macosx", re.IGNORECASE | re.DOTALL)
_READ = (".py", ".ipynb")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A file in a zip, by its path there: its content, or why there is none."""

    path: str
    content: bytes = b""
    problem: str = ""


def open_archive(content: bytes, name: str) -> tuple[tuple[Entry, ...], str]:
    """The files of Python and the notebooks in a zip, or none and one line that says why there are none.

    Entries of other kinds are named and not read, so they may be as large as they like; what editors and
    systems leave behind is passed over.
    """
    name = show(name)
    if content.count(_ENTRY) > 10 * _ENTRIES_LIMIT:
        return (), _too_many(name, content.count(_ENTRY))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = [one for one in archive.infolist() if not one.is_dir()]
            if len(infos) > _ENTRIES_LIMIT:
                return (), _too_many(name, len(infos))
            return tuple(_read_entries(archive, infos, name)), ""
    except TooLarge as error:
        return (), f"{name} {error}; zip only your .py and .ipynb files"
    except Exception:  # noqa: BLE001  (of made-up bytes, zipfile raises whatever its parsing meets)
        return (), f"{name} is no zip file, or a damaged one; zip your files again, or hand them in unzipped"


class TooLarge(Exception):  # noqa: N818  (an answer about the zip as a whole)
    """It unpacks to more than may be."""


def _too_many(name: str, count: int) -> str:
    limit = f"and {_ENTRIES_LIMIT} is the limit"
    return f"{name} has {count:,} files in it, {limit}; zip only your .py and .ipynb files"


def _read_entries(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], name: str) -> Iterator[Entry]:
    left_bytes = _UNPACKED_LIMIT_BYTES
    for info in infos:
        path = info.filename.replace("\\", "/")
        if len(path) > _NAME_LIMIT:
            shown = f"{name}/{show(path[:_NAME_SHOWN])}…"
            yield Entry(path=shown, problem=f"{shown} has a name of {len(path):,} letters; zip it anew")
            continue
        parts = PurePosixPath(path).parts
        if any(_PASSED_OVER.fullmatch(part) for part in parts if part not in {".", ".."}):
            continue
        shown = f"{name}/{show(path)}"
        problem = find_fault(info, path)
        if not problem and path.lower().endswith(".zip"):
            problem = "is a zip in a zip and is not opened; hand in its files"
        if problem or not path.lower().endswith(_READ):
            yield Entry(path=shown, problem=f"{shown} {problem}" if problem else "")
            continue
        content = bytearray()
        try:
            for chunk in unpack(archive, info, left_bytes):
                content += chunk
        except TooLarge:
            raise
        except Exception:  # noqa: BLE001  (as above; one damaged entry does not cost the others)
            yield Entry(
                path=shown, problem=f"{shown} is damaged; zip your files again, or hand them in unzipped"
            )
            continue
        finally:
            # A damaged one's, too: that is found out at its end.
            left_bytes -= len(content)
        yield Entry(path=shown, content=bytes(content))


def find_fault(info: zipfile.ZipInfo, path: str) -> str:
    """Why an entry is not read, to stand after its name; empty where it may be."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    if path.startswith("/") or re.match(r"[A-Za-z]:", path) or ".." in path.split("/"):
        problem = "is not read: its path leads out of the zip; zip the files themselves"
    elif kind == stat.S_IFLNK:
        problem = "is a link; zip the file itself"
    elif kind not in {0, stat.S_IFREG}:
        problem = "is no regular file (a pipe, socket or device); zip the file itself"
    elif info.flag_bits & 1:
        problem = "is encrypted; zip it without a password"
    elif info.compress_type not in _METHODS:
        problem = f"is compressed in an unusual way (method {info.compress_type}); zip it as Deflate"
    else:
        problem = ""
    return problem


def unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, left_bytes: int) -> Iterator[bytes]:
    """Read an entry bit by bit: what its header says of its size is not believed.

    Raises:
        TooLarge: it has more bytes than are left, or unpacks to a suspicious multiple of its size.
    """
    size_bytes = 0
    with archive.open(info) as file:
        while chunk := file.read(_CHUNK_BYTES):
            size_bytes += len(chunk)
            if size_bytes > left_bytes:
                raise TooLarge(f"unpacks to more than {_UNPACKED_LIMIT_BYTES // MIB} MiB")
            if size_bytes > max(_RATIO_FROM_BYTES, _RATIO_LIMIT * info.compress_size):
                raise TooLarge(f"unpacks to more than {_RATIO_LIMIT} times its size")
            yield chunk
