"""Zips, read in memory."""

import io
import stat
import struct
import zipfile
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.intake.archive import open_archive


def _zip(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def _special(mode: int) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        info = zipfile.ZipInfo("mlp.py")
        info.external_attr = mode << 16
        archive.writestr(info, "/etc/passwd")
    return made.getvalue()


def _read(content: bytes) -> dict[str, bytes | str]:
    entries, problem = open_archive(content, "hw.zip")
    assert problem == ""
    return {entry.path: entry.problem or entry.content for entry in entries}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_files_in_folders(method: int) -> None:
    """Python and notebooks are read at any depth, others are named, and leftovers are passed over."""
    files = {
        "mlp.py": b"x = 1\n", "week 1/a/cnn.ipynb": b"{}", "data/big.bin": bytes(100),
        "__MACOSX/._mlp.py": b"\0",
        "week 1/.ipynb_checkpoints/cnn-checkpoint.ipynb": b"{}", "empty/": b"",
    }  # fmt: skip
    assert _read(_zip(files, method)) == {
        "hw.zip/mlp.py": b"x = 1\n",
        "hw.zip/week 1/a/cnn.ipynb": b"{}",
        "hw.zip/data/big.bin": b"",
    }


def test_what_is_not_read_may_be_large() -> None:
    """Data in a zip counts for nothing, however large it is."""
    assert len(_read(_zip({"data.pt": bytes(70 * 2**20), "mlp.py": b"x = 1\n"}))) == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (_special(stat.S_IFLNK | 0o777), "is a link; zip the file itself"),
        (_special(stat.S_IFIFO | 0o666), "is no regular file (a pipe, socket or device)"),
        (_zip({"../mlp.py": b"x"}), "is not read: its path leads out of the zip"),
        (_zip({"/etc/mlp.py": b"x"}), "is not read: its path leads out of the zip"),
        (_zip({"a\\..\\..\\mlp.py": b"x"}), "is not read: its path leads out of the zip"),
        (_zip({"C:\\mlp.py": b"x"}), "is not read: its path leads out of the zip"),
        (_zip({"old.zip": _zip({"mlp.py": b"x"})}), "is a zip in a zip and is not opened; hand in its files"),
        (
            _zip({"mlp.py": b"x"}, zipfile.ZIP_LZMA),
            "is compressed in an unusual way (method 14); zip it as Deflate",
        ),
        (_zip({"mlp.py": b"x"}, zipfile.ZIP_BZIP2), "is compressed in an unusual way (method 12)"),
        (
            _zip({"mlp.py": b"x = 1"}, zipfile.ZIP_STORED).replace(b"x = 1", b"x = 2"),
            "is damaged; zip your files again",
        ),
    ],
    ids=["link", "pipe", "climbs", "absolute", "backslashes", "drive", "nested", "lzma", "bzip2", "damaged"],
)
def test_entries_that_are_refused(content: bytes, words: str) -> None:
    """An entry that is no plain file in the zip has its line, and costs no other."""
    ((path, said),) = _read(content).items()
    assert isinstance(said, str)
    assert said.startswith(f"{path} {words}")


def test_encrypted() -> None:
    """An encrypted entry is not asked for its password."""
    made = bytearray(_zip({"mlp.py": b"x = 1\n"}))
    made[made.index(b"PK\x01\x02") + 8] |= 1
    assert _read(bytes(made)) == {"hw.zip/mlp.py": "hw.zip/mlp.py is encrypted; zip it without a password"}


def test_too_large() -> None:
    """What unpacks to far more than it is, or to more than 64 MiB, is refused as a whole."""
    bomb = _zip({"mlp.py": bytes(3 * 2**20)})
    assert open_archive(bomb, "hw.zip") == (
        (),
        "hw.zip unpacks to more than 500 times its size; zip only your .py and .ipynb files",
    )
    stored = _zip({f"{number}.py": bytes(13 * 2**20) for number in range(5)}, zipfile.ZIP_STORED)
    assert open_archive(stored, "hw.zip")[1].startswith("hw.zip unpacks to more than 64 MiB")


def test_the_headers_size_is_not_believed() -> None:
    """An entry that claims to be small is measured while it is read."""
    made = bytearray(_zip({"mlp.py": bytes(3 * 2**20)}))
    struct.pack_into("<L", made, made.index(b"PK\x01\x02") + 24, 5)
    entries, problem = open_archive(bytes(made), "hw.zip")
    assert problem or all(len(entry.content) <= 5 for entry in entries)


@pytest.mark.parametrize("count", [501, 6000])
def test_too_many(count: int) -> None:
    """More than 500 files are refused without being looked at."""
    entries, problem = open_archive(_zip({f"{number}.txt": b"" for number in range(count)}), "hw.zip")
    assert entries == ()
    assert problem.startswith(f"hw.zip has {count:,} files in it, and 500 is the limit")


@pytest.mark.parametrize(
    "content",
    [b"", b"PK", b"Rar!\x1a\x07", _zip({"a.py": b"x" * 99})[:60], b"\0" * 1000],
    ids=["empty", "two letters", "rar", "half", "zeros"],
)
def test_what_is_no_zip(content: bytes) -> None:
    """Bytes that are no zip, or half of one, have one line with the way out."""
    line = "hw.zip is no zip file, or a damaged one; zip your files again, or hand them in unzipped"
    assert open_archive(content, "hw.zip") == ((), line)


def test_names_in_odd_encodings() -> None:
    """A name that is no UTF-8, or has controls in it, can be shown."""
    made = _zip({"m\x07lp\u00e9.py": b"x"}).replace(b"\xc3\xa9", b"\xff\xfe")
    entries, problem = open_archive(made, "hw.zip")
    assert problem or all(entry.path.isprintable() for entry in entries)
    assert list(_read(_zip({"m\x07é\U0001f40c.py": b"x"}))) == ["hw.zip/m\\x07é🐌.py"]


@given(st.binary(max_size=300))
def test_any_bytes_have_an_answer(content: bytes) -> None:
    """No bytes make opening raise."""
    entries, problem = open_archive(content, "hw.zip")
    assert not (entries and problem)


_WHOLE = _zip({"mlp.py": b"x = 1\n" * 50, "é/cnn.ipynb": b"{}"})


@given(st.lists(st.tuples(st.integers(0, len(_WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=6))
def test_any_damage_has_an_answer(changes: list[tuple[int, int]]) -> None:
    """A zip in which some bytes are others is read, or refused, in lines that can be shown."""
    damaged = bytearray(_WHOLE)
    for at, byte in changes:
        damaged[at] = byte
    entries, problem = open_archive(bytes(damaged), "hw.zip")
    assert "\n" not in problem
    assert all(entry.path.isprintable() and entry.problem.isprintable() for entry in entries)
