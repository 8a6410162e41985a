"""A worker for one check alone, which has limits of its own."""

from collections.abc import Callable
from typing import Any

import pytest

from grader.judging.subject import Subject
from grader.model import errors
from grader.model.limits import MIB, Limits, OwnLimits
from grader.wire.errors import NotPlain


def test_a_check_with_limits_of_its_own_has_a_worker_of_its_own(
    make_subject: Callable[..., Subject], sandbox: Any
) -> None:
    """The submission is loaded afresh under these limits; the shared worker waits, with all that it holds."""
    subject = make_subject("count = [0]\ndef up():\n    count[0] += 1\n    say('up ')\n    return count[0]")
    subject.begin(20)
    assert subject.lookup("up")() == 1
    subject.begin(20, OwnLimits(memory_bytes=64 * MIB))
    assert subject.lookup("up")() == 1
    assert sandbox.live == 2
    assert sandbox.started_with["limits"] == Limits(job_s=60, memory_bytes=64 * MIB)
    subject.begin(20)
    assert subject.lookup("up")() == 2
    assert (len(sandbox.workers), sandbox.live) == (2, 1)
    assert (subject.printed, subject.note) == ("up ", "")
    subject.close()
    assert sandbox.live == 0


def test_what_a_worker_of_its_own_made_ends_with_it(make_subject: Callable[..., Subject]) -> None:
    """A later check that uses it is told so, as the author's mistake; what the shared one made lasts."""
    subject = make_subject("class Thing:\n    def name(self): return 'thing'")
    subject.begin(20)
    shared = subject.lookup("Thing")()
    subject.begin(20, OwnLimits(threads=2))
    own = subject.lookup("Thing")()
    assert own.name() == shared.name() == "thing"
    subject.begin(20)
    assert shared.name() == "thing"
    with pytest.raises(NotPlain, match="a check that has limits of its own, whose worker ended with it"):
        own.name()


def test_a_file_that_does_not_load_under_a_checks_own_limits_costs_that_check_alone(
    make_subject: Callable[..., Subject],
) -> None:
    """What is too little for one check to load the file in says nothing of the others."""
    subject = make_subject("if LIMITS.memory_bytes < 10**8: raise OutOfMemory('it')\none = 1")
    subject.begin(20, OwnLimits(memory_bytes=64 * MIB))
    with pytest.raises(errors.StudentOutOfMemory, match=r"^mlp.py cannot be loaded: it$"):
        subject.lookup("one")
    subject.begin(20)
    assert subject.lookup("one") == 1
    assert (subject.note, subject.hopeless) == ("", None)


def test_where_every_check_has_limits_of_its_own_the_note_is_theirs(
    make_subject: Callable[..., Subject],
) -> None:
    """A file of which only the definitions load is told of, though the shared worker was never started."""
    subject = make_subject("if not DEFINITIONS_ONLY: raise SystemExit")
    subject.begin(20, OwnLimits(threads=2))
    with pytest.raises(AssertionError, match=r"no `one` \(only its definitions were loaded\)"):
        subject.lookup("one")
    subject.close()
    assert subject.note.startswith("mlp.py ended the program when imported")
