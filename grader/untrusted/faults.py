"""A student's exception as data: its type, its message, and the student's own frames."""

import bisect
import traceback
from collections.abc import Sequence
from types import TracebackType
from typing import NamedTuple

from grader.untrusted.writing import judge_writing
from grader.wire.form import NAME_LIMIT
from grader.wire.message import FRAMES_LIMIT, MESSAGE_LIMIT, Frame, Raised


class File(NamedTuple):
    """A student's file: its name, and the lines, from 1, at which a notebook's code cells begin."""

    name: str
    cells: Sequence[int] = ()

    def place(self, line: int) -> tuple[int, int]:
        """The cell that a line is in, from 1, and its number there; 0 and the line where there is no cell."""
        cell = bisect.bisect_right(self.cells, line)
        return (cell, line - self.cells[cell - 1] + 1) if cell else (0, line)

    def say(self, line: int) -> str:
        """The same in words: `cell 3, line 2`, or `line 2`."""
        cell, within = self.place(line)
        return f"cell {cell}, line {within}" if cell else f"line {line}"


def describe(error: BaseException, file: File) -> Raised:
    """What is told of an exception; nothing the student's class overrides can break it."""
    try:
        if type(error) in (SyntaxError, IndentationError, TabError) and (told := _of_syntax(error, file)):
            return told
        frames = _own_frames(BaseException.__dict__["__traceback__"].__get__(error), file)
    except BaseException:  # noqa: BLE001  (a student may have replaced whatever this is made with)
        frames = []
    writing = judge_writing(error)._asdict()
    return Raised(kind=type_name(error), message=_text(error), frames=frames, **writing)


def type_name(value: object) -> str:
    """The name of a value's type, as the type itself knows it and not as a metaclass tells it."""
    return _plain(type.__dict__["__name__"].__get__(type(value)), NAME_LIMIT)


def _of_syntax(error: BaseException, file: File) -> Raised | None:
    # Its fields are whatever the student's code gave it, if it was that which raised it.
    message, where, line, text = (getattr(error, name) for name in ("msg", "filename", "lineno", "text"))
    if type(where) is not str or where != file.name or type(line) is not int or type(message) is not str:
        return None
    quoted = _quote(text) if type(text) is str else ""
    cell, within = file.place(line)
    return Raised(
        kind=type_name(error),
        message=_plain(f"{file.say(line)}: {message}", MESSAGE_LIMIT),
        frames=[Frame(line=within, cell=cell, function="", text=quoted)],
    )


def _text(error: BaseException) -> str:
    try:
        text = str(error)
        return _plain(text, MESSAGE_LIMIT) if type(text) is str else ""
    except BaseException:  # noqa: BLE001  (the student's own __str__)
        return "(its message could not be made)"


def _own_frames(trace: TracebackType | None, file: File) -> list[Frame]:
    frames = []
    # Of other files' frames no line is looked up: that takes longer than most calls.
    walked = [one for one in traceback.walk_tb(trace) if one[0].f_code.co_filename == file.name]
    for frame in traceback.StackSummary.extract(walked[-FRAMES_LIMIT:]):
        cell, line = file.place(frame.lineno or 0)
        name, text = _plain(frame.name, NAME_LIMIT), _quote(frame.line or "")
        frames.append(Frame(line=line, cell=cell, function=name, text=text))
    return frames


def _quote(line: str) -> str:
    return _plain(line.strip(), NAME_LIMIT)


def _plain(text: str, limit: int) -> str:
    # A lone surrogate has no form on the wire.
    return text[:limit].encode("utf-8", "backslashreplace").decode("utf-8")[:limit]
