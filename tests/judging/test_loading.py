"""Loading a submission as far as it lets itself be loaded."""

from collections.abc import Callable
from typing import Any

import pytest

from grader.judging.expect import expect_raises
from grader.judging.subject import Subject
from grader.model import errors
from grader.model.outcome import Outcome


@pytest.mark.parametrize(
    ("top_level", "said"),
    [
        ("raise Overdue('10 s')", "mlp.py ran longer than 10 s when imported"),
        ("raise CpuLimit('900 s')", "mlp.py used up its processor time when imported"),
        ("raise ThreadLimit('64')", "mlp.py wanted more threads than it may have when imported"),
        ("raise OpenFilesLimit('64')", "mlp.py opened more files than it may when imported"),
        ("raise ScratchLimit('1 MiB')", "mlp.py filled its scratch folder when imported"),
        ("raise FileSizeLimit('1 MiB')", "mlp.py made a larger file than it may when imported"),
        ("raise NoScratch('x')", "mlp.py wrote a file, where none can be written, when imported"),
        ("raise ValueError('bad')", "mlp.py failed (line 3: ValueError: bad) when imported"),
        ("raise SystemExit(0)", "mlp.py ended the program when imported"),
        ("raise OutOfMemory('3 GiB')", "mlp.py ran out of memory when imported"),
        ("raise OutputLimit('1 MiB')", "mlp.py printed more than it may when imported"),
        ("raise Crashed('signal 11')", "mlp.py ended its process when imported"),
    ],
)
def test_a_top_level_that_does_not_end_well_costs_only_the_rest(
    make_subject: Callable[..., Subject], sandbox: Any, top_level: str, said: str
) -> None:
    """A fresh worker loads the definitions alone, and the note says what happened and what to do."""
    subject = make_subject(f"one = 1\nif not DEFINITIONS_ONLY:\n    {top_level}")
    assert subject.lookup("one") == 1
    assert len(sandbox.workers) == 2
    assert subject.note.startswith(
        f"{said}, so only its imports, functions, classes and plain constants were loaded."
    )
    assert 'if __name__ == "__main__":' in subject.note


def test_what_the_intake_left_out_is_told_too(make_subject: Callable[..., Subject]) -> None:
    """The submission's own note stands before whatever happens when it is loaded."""
    note = "mlp.py: cell 2 is left out: invalid syntax"
    subject = make_subject("one = 1", note=note)
    assert (subject.lookup("one"), subject.note) == (1, note)
    subject = make_subject("one = 1\nif not DEFINITIONS_ONLY:\n    raise SystemExit", note=note)
    assert subject.lookup("one") == 1
    assert subject.note.startswith(f"{note}. mlp.py ended the program when imported")
    subject = make_subject("def f(:", note=note)
    with pytest.raises(errors.StudentUnloadable) as caught:
        subject.lookup("f")
    assert subject.note == str(caught.value)
    assert subject.note.startswith(f"{note}. mlp.py cannot be loaded")


def test_a_syntax_error_is_told_once_and_for_all(make_subject: Callable[..., Subject], sandbox: Any) -> None:
    """A file that is no program is tried in one worker; every check then gets the same line."""
    subject = make_subject("def f(:")
    for _ in range(3):
        subject.begin(20)
        with pytest.raises(
            errors.StudentUnloadable, match=r"^mlp.py cannot be loaded: .*SyntaxError: invalid syntax"
        ):
            subject.lookup("f")
    assert len(sandbox.workers) == 1
    assert subject.note.startswith("mlp.py cannot be loaded")


def test_a_file_that_cannot_be_loaded_raises_nothing_a_check_could_expect(
    make_subject: Callable[..., Subject],
) -> None:
    """A check that expects a ValueError of a function does not take the failure to load the file for one."""
    subject = make_subject("raise ValueError('no')")
    with pytest.raises(errors.StudentUnloadable) as caught:
        expect_raises("ValueError", lambda: subject.lookup("f"), case="f()", because="it is asked for")
    assert caught.value.outcome is Outcome.RAISED


def test_definitions_that_take_too_long_time_every_check_out(
    make_subject: Callable[..., Subject], sandbox: Any
) -> None:
    """Where not even the definitions load, each check ends as the loading did, without a further try."""
    subject = make_subject("raise TimedOut('10 s')")
    for _ in range(3):
        subject.begin(20)
        with pytest.raises(errors.StudentTimedOut, match="cannot be loaded"):
            subject.module("math")
    assert len(sandbox.workers) == 2


def test_a_slow_import_is_not_repeated_without_end(
    make_subject: Callable[..., Subject], sandbox: Any
) -> None:
    """Once three times the limit has gone into loading, checks time out instead of loading again."""
    subject = make_subject("tick(9)\ndef end(): raise Crashed('again')")
    for _ in range(8):
        subject.begin(20)
        with pytest.raises(errors.StudentFault):
            subject.lookup("end")()
    assert len(sandbox.workers) == 4
    with pytest.raises(errors.StudentTimedOut, match="not imported again"):
        subject.lookup("end")
