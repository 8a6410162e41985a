"""The plugin that gives hidden tests their fixtures, and decides what is run."""

from collections.abc import Callable
from typing import Any

import msgspec

from grader.judging.judge import judge
from grader.model import errors
from grader.model.job import Job
from grader.model.outcome import Outcome
from grader.model.result import CheckResult, JobResult

TRAINED = '''
@pytest.fixture(scope="module")
def trained(submission):
    """Something that takes long."""
    return submission.train()

@pytest.mark.points(1)
def test_one(trained):
    """One."""
    assert trained.accuracy == 0.97

@pytest.mark.points(1)
def test_two(trained):
    """Two."""
    assert trained.accuracy == 0.97

@pytest.mark.points(1)
def test_three(submission):
    """Three."""
    assert submission.three() == 3
'''


def test_a_shared_fixture_is_made_once(
    judged: Callable[..., JobResult], make_sandbox: Callable[..., Any]
) -> None:
    """What a module's fixture made serves every check that asks for it."""
    sandbox = make_sandbox()
    source = "class Run: accuracy = 0.97\ndef train():\n    say('trained ')\n    return Run()\n"
    source += "def three(): return 3"
    result = judged(TRAINED, source, sandbox=sandbox)
    assert result.outcome is Outcome.PASSED
    assert result.feedback.count("trained") == 1


def test_a_fault_in_a_shared_fixture_is_the_outcome_of_all_that_share_it(
    judged: Callable[..., JobResult],
    make_sandbox: Callable[..., Any],
    by_name: Callable[..., dict[str, CheckResult]],
) -> None:
    """Each check that asks for the fixture gets its fault, and the next one a fresh worker."""
    sandbox = make_sandbox(Fault=errors.StudentOutOfMemory)
    checks = by_name(
        judged(TRAINED, "def train(): raise Fault('too much')\ndef three(): return 3", sandbox=sandbox)
    )
    assert checks["test_one"].outcome is checks["test_two"].outcome is Outcome.OUT_OF_MEMORY
    assert checks["test_two"].message == "too much"
    assert checks["test_three"].outcome is Outcome.PASSED
    assert len(sandbox.workers) == 2


def test_what_a_dead_worker_held_names_the_reason(
    judged: Callable[..., JobResult],
    make_sandbox: Callable[..., Any],
    by_name: Callable[..., dict[str, CheckResult]],
) -> None:
    """A handle kept from a worker that has ended raises what ended it."""
    tests = TRAINED.replace("assert trained.accuracy == 0.97", "trained.die()", 1)
    source = "class Run:\n    def die(self): raise Fault('it crashed')\ndef train(): return Run()\n"
    source += "def three(): return 3"
    checks = by_name(judged(tests, source, sandbox=make_sandbox(Fault=errors.StudentCrashed)))
    assert checks["test_one"].message == checks["test_two"].message == "it crashed"
    assert checks["test_two"].outcome is Outcome.CRASHED
    assert checks["test_three"].outcome is Outcome.PASSED


def test_a_fault_after_a_pass_takes_the_pass_away(judged: Callable[..., JobResult]) -> None:
    """A check is over when its fixtures are; one that fails while it is cleared up has not passed."""
    tests = '''
@pytest.fixture
def closed(submission):
    """Closed afterwards."""
    yield
    submission.close()

@pytest.mark.points(1)
def test_it(closed):
    """It closes."""
'''
    assert judged(tests, "def close(): raise ValueError").outcome is Outcome.RAISED


def test_what_a_failed_check_was_sent_is_let_go(
    judged: Callable[..., JobResult], by_name: Callable[..., dict[str, CheckResult]]
) -> None:
    """A worker may answer every check with hundreds of megabytes, and the judge does not gather them."""
    tests = '''
import weakref

class Reply:
    """Stands for something large."""

SENT = []

@pytest.mark.points(1)
def test_one():
    """It fails with a reply in its hands."""
    reply = Reply()
    SENT.append(weakref.ref(reply))
    assert reply is None, "wrong"

@pytest.mark.points(1)
def test_two():
    """The reply is gone."""
    assert SENT[0]() is None, "it is still there"
'''
    checks = by_name(judged(tests))
    assert checks["test_one"].message == "wrong"
    assert checks["test_two"].outcome is Outcome.PASSED


def test_a_job_may_end_at_the_first_miss(
    make_job: Callable[..., Job], make_sandbox: Callable[..., Any]
) -> None:
    """Whoever asks only whether all checks pass gets an answer with the first that does not."""
    job = make_job(TRAINED, "class Run: accuracy = 0.5\ndef train(): return Run()\ndef three(): return 3")
    whole = judge(job, make_sandbox())
    assert [one.outcome for one in whole.checks] == [Outcome.FAILED, Outcome.FAILED, Outcome.PASSED]
    short = judge(msgspec.structs.replace(job, until_missed=True), make_sandbox())
    assert [one.outcome for one in short.checks] == [Outcome.FAILED, Outcome.NOT_RUN, Outcome.NOT_RUN]
    assert short.checks[1].message == "not run, because a check before it did not pass"


def test_a_job_that_ends_early_passes_as_ever(
    make_job: Callable[..., Job], make_sandbox: Callable[..., Any]
) -> None:
    """With every check right there is no first miss, and all of them are run."""
    job = make_job(TRAINED, "class Run: accuracy = 0.97\ndef train(): return Run()\ndef three(): return 3")
    assert judge(msgspec.structs.replace(job, until_missed=True), make_sandbox()).outcome is Outcome.PASSED


def test_each_check_has_its_own_repeatable_random_numbers(judged: Callable[..., JobResult]) -> None:
    """The same seed and check give the same numbers; another seed or another check gives others."""
    tests = "".join(
        f'@pytest.mark.points(1)\ndef {name}(rng, record_property):\n    """It."""\n'
        f"    record_property('{name}', rng.random())\n"
        for name in ("test_a", "test_b")
    )
    first, again, other = judged(tests, seed=1), judged(tests, seed=1), judged(tests, seed=2)
    assert first.measures == again.measures
    assert first.measures["test_a"] != first.measures["test_b"]
    assert first.measures["test_a"] != other.measures["test_a"]


def test_the_fixtures_say_what_is_judged(
    judged: Callable[..., JobResult], make_sandbox: Callable[..., Any]
) -> None:
    """Exercise, terms and data set are those of the job."""
    tests = '''
@pytest.mark.points(1)
def test_it(exercise, terms, dataset, session):
    """It."""
    assert (exercise.slug, terms.seed, dataset) == ("mlp", 5, None)
    assert session.module("tools").double(4) == 8
'''

    class Tools:
        def double(self, number: int) -> int:
            return 2 * number

    assert judged(tests, sandbox=make_sandbox(tools=Tools()), seed=5).outcome is Outcome.PASSED


def test_a_recorded_value_of_another_kind_is_nobodys_fault(judged: Callable[..., JobResult]) -> None:
    """Only numbers and feedback can be recorded; anything else is the test's mistake."""
    tests = '''
@pytest.mark.points(1)
def test_it(record_property):
    """It."""
    record_property("x", "text")
'''
    assert judged(tests).outcome is Outcome.INTERNAL_ERROR
