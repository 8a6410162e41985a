"""Checks that students do not see, and what their workers print."""

from collections.abc import Callable
from typing import Any

import pytest

from grader.judging.subject import PRINTED_LIMIT, Subject
from grader.model import errors
from grader.model.limits import Limits, OwnLimits
from grader.model.submission import Submission

REMEMBERS = """
asked = []
def ask(x):
    asked.append(x)
    say(str(asked))
    return asked
"""


@pytest.fixture
def sandbox(make_sandbox: Callable[..., Any]) -> Any:
    """A sandbox whose submissions can end their worker."""
    return make_sandbox(Crashed=errors.StudentCrashed)


@pytest.fixture
def make_subject(sandbox: Any) -> Callable[[str], Subject]:
    """Makes the subject of a submission's text."""

    def make(source: str) -> Subject:
        submission = Submission(student="ada", slug="mlp", filename="mlp.py", source=source.encode())
        return Subject(submission, Limits(), lambda limits: sandbox.start(limits, files={}))

    return make


def ask(subject: Subject, x: int, *, withheld: bool, own: OwnLimits | None = None) -> Any:
    """One check that calls the student's function with one number."""
    subject.begin(20, own or OwnLimits(), withheld=withheld)
    return subject.call(subject.lookup("ask"), x)


def test_what_a_withheld_check_asks_is_unknown_to_the_others(
    make_subject: Callable[[str], Subject], sandbox: Any
) -> None:
    """Visible checks share one worker and withheld ones another, in whatever order they come."""
    subject = make_subject(REMEMBERS)
    assert ask(subject, 1, withheld=True) == [1]
    assert ask(subject, 2, withheld=False) == [2]
    assert ask(subject, 3, withheld=True) == [1, 3]
    assert ask(subject, 4, withheld=False) == [2, 4]
    assert len(sandbox.workers) == 2
    assert subject.printed == "[2][2, 4]"
    assert subject.printed_withheld == "[1][1, 3]"
    subject.close()
    assert (subject.printed, subject.printed_withheld) == ("[2][2, 4]", "[1][1, 3]")


def test_a_check_with_limits_of_its_own_prints_for_its_own_readers(
    make_subject: Callable[[str], Subject],
) -> None:
    """A worker that one check has to itself is withheld if that check is."""
    subject = make_subject(REMEMBERS)
    own = OwnLimits(open_files=32)
    ask(subject, 1, withheld=True, own=own)
    assert (subject.printed, subject.printed_withheld) == ("", "[1]")
    ask(subject, 2, withheld=False, own=own)
    assert (subject.printed, subject.printed_withheld) == ("[2]", "[1]")


def test_the_definitions_alone_are_tried_once(make_subject: Callable[[str], Subject], sandbox: Any) -> None:
    """What one worker found out about loading the file, the other need not; the note stands all the same."""
    subject = make_subject(f"if not DEFINITIONS_ONLY: raise Crashed('early')\n{REMEMBERS}")
    ask(subject, 1, withheld=True)
    ask(subject, 2, withheld=False)
    assert len(sandbox.workers) == 3
    assert "ended its process when imported" in subject.note


def test_either_is_cut(make_subject: Callable[[str], Subject]) -> None:
    """Of both texts the beginning is kept."""
    subject = make_subject("def ask(x):\n    say('x' * 10_000)\n")
    for withheld in (False, True):
        ask(subject, 1, withheld=withheld)
    for text in (subject.printed, subject.printed_withheld):
        assert text.removesuffix("\n… (more was printed)") == "x" * PRINTED_LIMIT
