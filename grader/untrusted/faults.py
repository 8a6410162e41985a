"""A student's exception as data: its type, its message, and the student's own frames."""

import traceback
from types import TracebackType

from grader.wire.form import NAME_LIMIT
from grader.wire.message import FRAMES_LIMIT, MESSAGE_LIMIT, Frame, Raised


def describe(error: BaseException, filename: str) -> Raised:
    """What is told of an exception; nothing the student's class overrides can break it."""
    try:
        if type(error) in (SyntaxError, IndentationError, TabError) and (told := _of_syntax(error, filename)):
            return told
        frames = _own_frames(BaseException.__dict__["__traceback__"].__get__(error), filename)
    except BaseException:  # noqa: BLE001  (a student may have replaced whatever this is made with)
        frames = []
    return Raised(kind=type_name(error), message=_text(error), frames=frames)


def type_name(value: object) -> str:
    """The name of a value's type, as the type itself knows it and not as a metaclass tells it."""
    return _plain(type.__dict__["__name__"].__get__(type(value)), NAME_LIMIT)


def _of_syntax(error: BaseException, filename: str) -> Raised | None:
    # Its fields are whatever the student's code gave it, if it was that which raised it.
    message, where, line, text = (getattr(error, name) for name in ("msg", "filename", "lineno", "text"))
    if type(where) is not str or where != filename or type(line) is not int or type(message) is not str:
        return None
    quoted = _quote(text) if type(text) is str else ""
    return Raised(
        kind=type_name(error),
        message=_plain(f"line {line}: {message}", MESSAGE_LIMIT),
        frames=[Frame(line=line, function="", text=quoted)],
    )


def _text(error: BaseException) -> str:
    try:
        text = str(error)
        return _plain(text, MESSAGE_LIMIT) if type(text) is str else ""
    except BaseException:  # noqa: BLE001  (the student's own __str__)
        return "(its message could not be made)"


def _own_frames(trace: TracebackType | None, filename: str) -> list[Frame]:
    return [
        Frame(line=frame.lineno or 0, function=_plain(frame.name, NAME_LIMIT), text=_quote(frame.line or ""))
        for frame in traceback.extract_tb(trace)
        if frame.filename == filename
    ][-FRAMES_LIMIT:]


def _quote(line: str) -> str:
    return _plain(line.strip(), NAME_LIMIT)


def _plain(text: str, limit: int) -> str:
    # A lone surrogate has no form on the wire.
    return text[:limit].encode("utf-8", "backslashreplace").decode("utf-8")[:limit]
