"""A student's exception as data: its type, its message, and the student's own frames."""

import traceback
from types import TracebackType

from grader.wire.message import Frame, Raised

MESSAGE_LIMIT = 2000
_FRAMES = 8


def describe(error: BaseException, filename: str) -> Raised:
    """What is told of an exception; nothing the student's class overrides can break it."""
    frames = _own_frames(error.__traceback__, filename)
    if isinstance(error, SyntaxError) and error.filename == filename:
        line = error.lineno or 0
        return Raised(
            kind=type_name(error),
            message=f"line {line}: {error.msg}",
            frames=[Frame(line=line, function="", text=(error.text or "").strip()[:200])],
        )
    return Raised(kind=type_name(error), message=_text(error), frames=frames)


def type_name(value: object) -> str:
    """The name of a value's type, as the type itself knows it and not as a metaclass tells it."""
    name = type.__dict__["__name__"].__get__(type(value))
    return str(name)[:200]


def _text(error: BaseException) -> str:
    try:
        text = str(error)
        return text[:MESSAGE_LIMIT] if type(text) is str else ""
    except BaseException:  # noqa: BLE001  (the student's own __str__)
        return "(its message could not be made)"


def _own_frames(trace: TracebackType | None, filename: str) -> list[Frame]:
    return [
        Frame(line=frame.lineno or 0, function=frame.name[:200], text=(frame.line or "").strip()[:200])
        for frame in traceback.extract_tb(trace)
        if frame.filename == filename
    ][-_FRAMES:]
