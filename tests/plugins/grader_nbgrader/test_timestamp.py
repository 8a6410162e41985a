"""nbgrader's times of handing in."""

from pathlib import Path

import pytest
from grader_nbgrader.timestamp import read_timestamp


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-28 17:59:02.123456 UTC", "2026-11-28T17:59:02.123456+00:00"),
        ("2026-11-28 17:59:02.123456 UTC\n", "2026-11-28T17:59:02.123456+00:00"),
        ("2026-11-28 17:59:02", "2026-11-28T17:59:02+00:00"),
        ("2026-11-28 17:59:02 +0100", "2026-11-28T17:59:02+01:00"),
        ("2026-11-28 17:59:02 -03:30", "2026-11-28T17:59:02-03:30"),
        ("2026-11-28T17:59:02+02:00", "2026-11-28T17:59:02+02:00"),
        ("2026-07-28 17:59:02 Europe/Berlin", "2026-07-28T17:59:02+02:00"),
        ("2026-11-28", "2026-11-28T00:00:00+00:00"),
        ("", ""),
    ],
)
def test_times(tmp_path: Path, text: str, expected: str) -> None:
    """What nbgrader writes, and what a person would, is read with its zone; none is UTC."""
    (tmp_path / "timestamp.txt").write_text(text, encoding="utf-8")
    assert read_timestamp(tmp_path) == (expected, "")


def test_none(tmp_path: Path) -> None:
    """Without the file nobody knows, and nothing is wrong."""
    assert read_timestamp(tmp_path) == ("", "")


@pytest.mark.parametrize(
    "content",
    [
        b"soon",
        b"\xff\xfe\x00",
        b"2026-13-45 17:59:02 UTC",
        b"2026-11-28 17:59:02 +9999",
        b"2026-11-28 17:59:02 Mars/Crater",
        b"2026-11-28 17:59:02 ../../etc/passwd",
        b"x" * 5000,
    ],
)
def test_no_time(tmp_path: Path, content: bytes) -> None:
    """What is no time is said, and costs nobody the submission."""
    (tmp_path / "timestamp.txt").write_bytes(content)
    time, problem = read_timestamp(tmp_path)
    assert not time
    assert problem.startswith("timestamp.txt ")
