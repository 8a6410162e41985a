"""A student's exception as data."""

import pytest

from grader.untrusted.faults import File, describe, type_name
from grader.untrusted.submission import load_submission
from grader.wire.message import MESSAGE_LIMIT, Raised, pack, unpack_reply


def _told(source: str, *cells: int) -> Raised:
    file = File("hw.py", cells)
    try:
        load_submission(file, source.encode(), definitions_only=False)
    except BaseException as error:  # noqa: BLE001  (whatever the program raises is to be described)
        told = describe(error, file)
        assert unpack_reply(pack(told)) == told
        return told
    return pytest.fail("nothing was raised")


def test_keeps_the_students_frames_with_their_lines() -> None:
    """Frames of the student's file are kept, innermost last, and those of libraries are not."""
    told = _told("import json\n\ndef read(text):\n    return json.loads(text)\n\nread('{')\n")
    assert told.kind == "JSONDecodeError"
    assert [(frame.line, frame.function, frame.text) for frame in told.frames] == [
        (6, "<module>", "read('{')"),
        (4, "read", "return json.loads(text)"),
    ]


def test_tells_where_the_syntax_is_wrong() -> None:
    """A syntax error has its line, and the text of that line."""
    told = _told("x = 1\nif x = 2:\n    pass\n")
    assert told.kind == "SyntaxError"
    assert told.message.startswith("line 2: ")
    assert told.frames[0].text == "if x = 2:"


def test_counts_a_notebooks_lines_in_their_cells() -> None:
    """A frame and a syntax error in a notebook have the cell, and the line in that cell."""
    told = _told("# head\n\ndef f():\n    return 1 / 0\n\nx = 2\nf()\n", 3, 6)
    assert [(frame.cell, frame.line) for frame in told.frames] == [(2, 2), (1, 2)]
    told = _told("# head\n\nx = 1\nif x = 2:\n    pass\n", 3, 4)
    assert told.message.startswith("cell 2, line 1: ")
    assert (told.frames[0].cell, told.frames[0].line) == (2, 1)


def test_what_stands_above_the_cells_is_in_none() -> None:
    """A line before the first cell has no cell."""
    assert File("hw.ipynb", [3, 6]).say(2) == "line 2"


def test_keeps_the_last_of_many_frames() -> None:
    """An endless recursion is told with eight frames."""
    told = _told("def f():\n    f()\nf()\n")
    assert told.kind == "RecursionError"
    assert len(told.frames) == 8


@pytest.mark.parametrize(
    ("source", "kind", "message"),
    [
        ("raise SystemExit(3)", "SystemExit", "3"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt", ""),
        ("raise ValueError('\\ud800')", "ValueError", "\\ud800"),
        ("raise ValueError('x' * 10**6)", "ValueError", "x" * MESSAGE_LIMIT),
        ("raise ValueError('\\ud800' * 10**6)", "ValueError", ("\\ud800" * MESSAGE_LIMIT)[:MESSAGE_LIMIT]),
        (
            "class E(Exception):\n    def __str__(self): 1 / 0\nraise E",
            "E",
            "(its message could not be made)",
        ),
        (
            "class E(Exception):\n    def __str__(self): return 3\nraise E",
            "E",
            "(its message could not be made)",
        ),
        ("class E(Exception):\n    __traceback__ = property(lambda s: 1 / 0)\nraise E('e')", "E", "e"),
        ("raise SyntaxError('s', ('hw.py', {}, [], object()))", "SyntaxError", "s (hw.py)"),
        ("raise type('x' * 500, (Exception,), {})", "x" * 200, ""),
        ("import linecache\nlinecache.cache = None\nraise ValueError('v')", "ValueError", "v"),
    ],
)
def test_nothing_breaks_it(monkeypatch: pytest.MonkeyPatch, source: str, kind: str, message: str) -> None:
    """Whatever a student raises is told with its kind and its message, within their bounds."""
    monkeypatch.setattr("linecache.cache", {})
    told = _told(source)
    assert (told.kind, told.message) == (kind, message)


def test_asks_the_type_itself_for_its_name() -> None:
    """A metaclass cannot give a type another name."""

    class Meta(type):
        @property
        def __name__(cls) -> str:
            raise AssertionError

    class Thing(metaclass=Meta):
        pass

    assert type_name(Thing()) == "Thing"


@pytest.mark.parametrize(
    ("raising", "wrote"),
    [
        ("raise PermissionError(13, 'Permission denied', '/nowhere/x')", True),
        ("import os\nraise PermissionError(13, 'Permission denied', os.__file__)", True),
        ("raise PermissionError(1, 'Operation not permitted', 'checkpoints')", True),
        ("import os\nraise PermissionError(1, 'Operation not permitted', os.__file__)", False),
        ("raise OSError(30, 'Read-only file system', '/')", True),
        ("raise OSError(27, 'File too large')", True),
        ("raise PermissionError(13, 'Permission denied')", False),
        ("raise PermissionError", False),
        ("open('/nowhere/at/all')", False),
        ("raise FileNotFoundError(2, 'No usable temporary directory found in []')", True),
        ("raise RuntimeError('Parent directory x does not exist.')", True),
        ("raise RuntimeError('no')", False),
        ("raise ValueError('Parent directory x does not exist.')", False),
        ("class Odd(OSError):\n    errno = property(lambda self: 1 / 0)\nraise Odd", False),
    ],
)
def test_knows_what_came_of_writing(raising: str, wrote: bool) -> None:
    """Refused is writing where the file is not there, or could be read; a refusal to read is not."""
    assert _told(raising).wrote is wrote
