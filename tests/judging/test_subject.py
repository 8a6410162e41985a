"""What a check asks of a submission, and the workers that answer it."""

from collections.abc import Callable
from typing import Any

import pytest

from grader.judging.subject import PRINTED_LIMIT, Proxy, Subject
from grader.model import errors


def test_a_worker_is_started_when_it_is_needed(make_subject: Callable[..., Subject], sandbox: Any) -> None:
    """Nothing is started before a check looks at the submission."""
    subject = make_subject("one = 1")
    subject.begin(20)
    assert sandbox.workers == []
    assert subject.lookup("one") == 1
    assert (len(sandbox.workers), subject.note) == (1, "")


def test_the_next_check_gets_a_fresh_worker_in_the_mode_that_worked(
    make_subject: Callable[..., Subject], sandbox: Any
) -> None:
    """A worker that a check ended is replaced, and what did not load is not tried again."""
    subject = make_subject(
        "if not DEFINITIONS_ONLY: raise Crashed('early')\none = 1\ndef end(): raise Crashed('late')"
    )
    subject.begin(20)
    end = subject.lookup("end")
    with pytest.raises(errors.StudentCrashed, match="late"):
        end()
    with pytest.raises(errors.StudentCrashed, match="late"):
        subject.lookup("one")
    assert len(sandbox.workers) == 2
    subject.begin(20)
    assert subject.lookup("one") == 1
    assert (len(sandbox.workers), sandbox.live) == (3, 1)
    assert [worker.requests[0].definitions_only for worker in sandbox.workers] == [False, True, True]


def test_a_job_has_an_end(make_subject: Callable[..., Subject], sandbox: Any, clock: Any) -> None:
    """No check, and no import, outlasts the job's own time, and what is said then names it."""
    subject = make_subject("def wait(s): tick(s)\ndef late(): raise Overdue('', 'used')")
    subject.begin(40)
    subject.lookup("wait")(35)
    assert subject.spent == ""
    subject.begin(40)
    late = subject.lookup("late")
    assert sandbox.workers[0].timeouts_s[-1] == 25
    said = "the exercise, with all its checks, ran longer than the 60 s it may take"
    with pytest.raises(errors.StudentOverdue, match=rf"^{said} \(used\)$"):
        late()
    clock.tick(25)
    assert subject.spent == said
    subject.begin(40)
    with pytest.raises(errors.StudentOverdue, match=said):
        subject.lookup("wait")
    assert (subject.note, subject.hopeless) == ("", None)


def test_a_name_that_is_missing_is_told_plainly(make_subject: Callable[..., Subject]) -> None:
    """A missing name is the student's failure, with the file and the name."""
    with pytest.raises(AssertionError, match=r"^mlp.py defines no `NeuralNet`$"):
        _ = Proxy(make_subject("")).NeuralNet


def test_what_a_worker_prints_is_kept_and_cut(make_subject: Callable[..., Subject]) -> None:
    """Up to a limit it is there after the worker has ended; what importing printed is told apart."""
    source = "say('import ')\ndef end(n):\n    say('x' * n)\n    raise Crashed('now')"
    subject = make_subject(source)
    for printed, kept in ((3000, 3000), (3000, 3000), (9000, PRINTED_LIMIT + 1)):
        subject.begin(20)
        with pytest.raises(errors.StudentCrashed):
            subject.lookup("end")(printed)
        assert subject.printed == "x" * kept
        assert subject.imported == "import "
    subject.begin(20)
    assert subject.printed == subject.imported == ""


def test_closing_ends_the_worker(make_subject: Callable[..., Subject], sandbox: Any) -> None:
    """No worker outlives its subject."""
    subject = make_subject("one = 1")
    subject.lookup("one")
    subject.close()
    assert sandbox.live == 0


def test_the_submission_is_read_only(make_subject: Callable[..., Subject]) -> None:
    """A hidden test cannot set a name in the submission, and Python finds nothing special in it."""
    proxy = Proxy(make_subject("one = 1"))
    with pytest.raises(TypeError, match="read-only"):
        proxy.one = 2
    assert not hasattr(proxy, "__len__")
    assert repr(proxy) == "<the submission>"


@pytest.mark.parametrize("source", ["f = 3", "f = [1] * 1000", "f = None"])
def test_a_value_where_a_function_belongs_is_told_plainly(
    make_subject: Callable[..., Subject], source: str
) -> None:
    """A name that is bound to plain data instead of a function or class fails the check that asks for it."""
    with pytest.raises(AssertionError, match="`f` should be a function or a class, and is"):
        Proxy(make_subject(source)).f  # noqa: B018  (asking is what is tested)
