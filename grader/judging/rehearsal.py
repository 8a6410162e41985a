"""Run checks once before anybody's work is there, for what they find out by themselves."""

import contextlib
import signal
import threading
from collections.abc import Generator, Iterator, Sequence

import pytest

from grader.judging.examination import Examination
from grader.judging.held import HeldTests
from grader.judging.subject import Subject
from grader.model.errors import CourseError
from grader.model.exercise import Exercise
from grader.model.job import Job, Terms
from grader.model.submission import Submission
from grader.wire.message import Call, CallEach, Reply, Request, Returned
from grader.wire.value import Buffer, Held, decode_arguments, encode


class StandIn:
    """A worker without a submission: everything it is asked for is there, and every call returns 0.

    So checks compare what they compute themselves with something, and go through all of it.
    """

    printed = ""

    def begin(self) -> bool:
        """It lives, and nothing of it is counted."""
        return True

    def ask(
        self, request: Request, buffers: Sequence[Buffer] = (), *, timeout_s: float
    ) -> tuple[Reply, memoryview]:
        """Answer at once; nothing is raised, and `timeout_s` is not needed."""
        del timeout_s
        value: object = Held(0, "stand-in")
        if isinstance(request, Call):
            value = 0
        elif isinstance(request, CallEach):
            body = memoryview(b"".join(bytes(memoryview(one).cast("B")) for one in buffers))
            (cases,), _ = decode_arguments([request.cases], {}, body, lambda held: held)
            value = [0] * len(cases)
        form, _ = encode(value, lambda held: held)
        return Returned(value=form), memoryview(b"")


class Rehearsal(Examination):
    """Runs the checks that are marked for it, whatever becomes of those before them, and keeps nothing."""

    def pytest_runtest_protocol(self, item: pytest.Item) -> bool | None:
        """Leave out what is not marked."""
        return None if item.get_closest_marker("rehearsed") else True

    @pytest.hookimpl(wrapper=True)
    def pytest_pyfunc_call(self) -> Generator[None, object, object]:
        """End a check that waits for another answer than 0, in the time that any check has."""
        with _within(self.job.exercise.limits.call_s):
            return (yield)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> pytest.TestReport:
        """Every end is as good as another."""
        phase = "call" if call.when == "collect" else call.when
        return pytest.TestReport(item.nodeid, ("", None, item.name), {}, "passed", None, phase)


def rehearse(held: HeldTests, exercise: Exercise, terms: Terms) -> None:
    """Run the checks of an exercise that are marked `rehearsed`.

    Raises:
        CourseError: one has ended more than itself, or left a thread, beside which no judge can be forked.
    """
    threads = threading.active_count()
    submission = Submission(student="", slug=exercise.slug, filename=f"{exercise.slug}.py", source=b"")
    job = Job(submission=submission, exercise=exercise, terms=terms)
    subject = Subject(submission, exercise.limits, lambda _: contextlib.nullcontext(StandIn()))
    try:
        held.run(Rehearsal(job, held.checks_of(exercise) or (), subject, None))
    except BaseException as error:
        raise CourseError(
            f"{exercise.tests_path}: a check that is marked rehearsed has ended the rehearsal: {error!r}; "
            "take the mark out"
        ) from error
    if threading.active_count() > threads:
        raise CourseError(
            f"{exercise.tests_path}: a check that is marked rehearsed has left a thread behind; "
            "have it end, or take the mark out"
        )


@contextlib.contextmanager
def _within(limit_s: float) -> Iterator[None]:
    def end(*_: object) -> None:
        raise TimeoutError(f"a rehearsed check ran longer than {limit_s:g} s")

    before = signal.signal(signal.SIGALRM, end)
    signal.setitimer(signal.ITIMER_REAL, limit_s)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
