"""Checks that students do not see, and what their workers print."""

from collections.abc import Callable
from typing import Any

import pytest

from grader.judging.subject import PRINTED_LIMIT, Subject
from grader.model import errors
from grader.model.limits import OwnLimits
from grader.model.outcome import Outcome
from grader.model.result import JobResult
from grader.wire.errors import NotPlain

REMEMBERS = """
asked = []
def ask(x):
    asked.append(x)
    say(str(asked))
    return asked
"""


def ask(subject: Subject, x: int, *, withheld: bool, own: OwnLimits | None = None) -> Any:
    """One check that calls the student's function with one number."""
    subject.begin(20, own or OwnLimits(), withheld=withheld)
    return subject.call(subject.lookup("ask"), x)


def test_what_a_withheld_check_asks_is_unknown_to_the_others(
    make_subject: Callable[..., Subject], sandbox: Any
) -> None:
    """The worker of what students see ends before the other begins."""
    subject = make_subject(REMEMBERS)
    assert ask(subject, 1, withheld=False) == [1]
    assert ask(subject, 2, withheld=False) == [1, 2]
    assert subject.printed == "[1, 2]"
    assert ask(subject, 3, withheld=True) == [3]
    assert subject.printed == "[3]"
    assert (len(sandbox.workers), sandbox.live) == (2, 1)
    assert ask(subject, 4, withheld=True) == [3, 4]
    assert subject.printed == "[3, 4]"
    assert len(sandbox.workers) == 2
    subject.close()
    assert sandbox.live == 0
    assert subject.printed == "[3, 4]"


def test_no_check_that_students_see_comes_after_a_withheld_one(
    make_subject: Callable[..., Subject],
) -> None:
    """Whoever begins them in that order is told of the mistake."""
    subject = make_subject(REMEMBERS)
    ask(subject, 1, withheld=True)
    with pytest.raises(ValueError, match="cannot begin after one that is withheld"):
        ask(subject, 2, withheld=False)


def test_what_a_visible_worker_made_ends_with_it(make_subject: Callable[..., Subject]) -> None:
    """A withheld check that uses it is told so, as the author's mistake."""
    subject = make_subject("class Thing:\n    def name(self): return 'thing'")
    subject.begin(20)
    thing = subject.lookup("Thing")()
    subject.begin(20, withheld=True)
    with pytest.raises(NotPlain, match="one that students see, whose worker ends before the others begin"):
        thing.name()


def test_the_note_is_final_before_the_first_withheld_check(make_subject: Callable[..., Subject]) -> None:
    """What becomes of the file afterwards is not told; where students see no check, the first loading is."""
    source = f"if DEFINITIONS_ONLY: raise SystemExit\n{REMEMBERS}"
    subject = make_subject(f"{source}\ndef end(): raise Crashed('now')")
    ask(subject, 1, withheld=False)
    subject.begin(20, withheld=True)
    with pytest.raises(errors.StudentCrashed):
        subject.lookup("end")()
    assert subject.note == ""
    subject = make_subject("def f(:")
    subject.begin(20, withheld=True)
    with pytest.raises(errors.StudentUnloadable):
        subject.lookup("f")
    assert subject.note.startswith("mlp.py cannot be loaded")


def test_checks_are_run_in_an_order_of_their_own_and_told_in_the_files(
    judged: Callable[..., JobResult], make_sandbox: Callable[..., Any]
) -> None:
    """Withheld checks are run last, one after the other, and the result has the order of the file."""
    order: list[str] = []
    tests = "".join(
        f"@pytest.mark.points(1)\n@pytest.mark.visibility('{visibility}')\n"
        f"def test_{number}(submission):\n    'It.'\n    assert submission.note('{number}') == {number}\n"
        for number, visibility in enumerate(["hidden", "visible", "after_due_date", "visible"])
    )
    sandbox = make_sandbox(order=order)
    result = judged(tests, "def note(name):\n    order.append(name)\n    return int(name)", sandbox=sandbox)
    assert [one.check.name for one in result.checks] == ["test_0", "test_1", "test_2", "test_3"]
    assert result.outcome is Outcome.PASSED
    assert order == ["1", "3", "0", "2"]
    assert (len(sandbox.workers), sandbox.live) == (2, 0)


def test_what_was_printed_for_one_check_is_not_told_of_the_next(
    make_subject: Callable[..., Subject],
) -> None:
    """Whether it has a worker to itself or not, and whoever sees it."""
    subject = make_subject(REMEMBERS)
    own = OwnLimits(open_files=32)
    for number, (withheld, limits) in enumerate([(False, own), (False, None), (True, own), (True, None)]):
        ask(subject, number, withheld=withheld, own=limits)
        assert subject.printed == f"[{number}]"


def test_the_definitions_alone_are_tried_once(make_subject: Callable[..., Subject], sandbox: Any) -> None:
    """What one worker found out about loading the file, the other need not; the note stands all the same."""
    subject = make_subject(f"if not DEFINITIONS_ONLY: raise Crashed('early')\n{REMEMBERS}")
    ask(subject, 1, withheld=False)
    ask(subject, 2, withheld=True)
    assert len(sandbox.workers) == 3
    assert "ended its process when imported" in subject.note


def test_either_is_cut(make_subject: Callable[..., Subject]) -> None:
    """Of both texts the beginning is kept."""
    subject = make_subject("def ask(x):\n    say('x' * 10_000)\n")
    for withheld in (False, True):
        ask(subject, 1, withheld=withheld)
        assert subject.printed == "x" * (PRINTED_LIMIT + 1)
