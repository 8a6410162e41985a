"""When nbgrader says that something was handed in."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from grader.intake.read import read_bytes

TIMESTAMP = "timestamp.txt"
_LIMIT_BYTES = 1024


def read_timestamp(folder: Path) -> tuple[str, str]:
    """The time in `timestamp.txt` as ISO 8601 with its zone, and what is wrong with it; both may be empty.

    nbgrader writes `2026-11-28 17:59:02.123456 UTC`; `+0100` and names of zones are read as well, and a time
    without a zone is UTC, as it is for nbgrader.
    """
    path = folder / TIMESTAMP
    if not path.exists() and not path.is_symlink():
        return "", ""
    content, problem = read_bytes(path, _LIMIT_BYTES)
    if problem:
        return "", problem
    text = content.decode("utf-8", "replace").strip()
    if not text:
        return "", ""
    try:
        return _parse(text).isoformat(), ""
    except (ValueError, OverflowError, ZoneInfoNotFoundError, OSError):
        return "", f"{TIMESTAMP} holds no time: {text[:40]!r}; nbgrader writes 2026-11-28 17:59:02.123456 UTC"


def _parse(text: str) -> datetime:
    date, _, rest = text.replace("T", " ", 1).partition(" ") if text[10:11] == "T" else text.partition(" ")
    clock, _, zone = rest.strip().partition(" ")
    time = datetime.fromisoformat(f"{date} {clock}" if clock else date)
    if not zone:
        return time if time.tzinfo else time.replace(tzinfo=UTC)
    if zone[0] in "+-":
        return datetime.fromisoformat(f"{date} {clock}{_offset(zone)}")
    return time.replace(tzinfo=UTC if zone in {"UTC", "GMT", "Z"} else ZoneInfo(zone))


def _offset(zone: str) -> str:
    hours, minutes = int(zone[1:3]), int(zone[3:].lstrip(":") or 0)
    if timedelta(hours=hours, minutes=minutes) >= timedelta(days=1):
        raise ValueError(f"{zone!r} is no offset")
    return f"{zone[0]}{hours:02}:{minutes:02}"
