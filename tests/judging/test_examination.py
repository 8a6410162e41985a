"""The plugin that gives hidden tests their fixtures, and decides what is run."""

from collections.abc import Callable
from typing import Any

import msgspec

from grader.judging.collect import collect
from grader.judging.examination import MOST_TIMEOUTS, Examination
from grader.judging.judge import judge
from grader.judging.subject import Subject
from grader.judging.suite import run_pytest
from grader.model import errors
from grader.model.job import Job
from grader.model.limits import Limits
from grader.model.outcome import Outcome
from grader.model.result import CheckResult, JobResult

CHAIN = '''
@pytest.mark.points(1)
def test_first(submission):
    """The first step."""
    assert submission.first() == 1, "not 1"

@pytest.mark.points(1)
@pytest.mark.requires("test_first")
def test_second(submission):
    """The second step."""
    assert submission.second() == 2

@pytest.mark.points(1)
@pytest.mark.requires("test_second")
def test_third(submission):
    """The third step."""
'''

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


def by_name(result: JobResult) -> dict[str, CheckResult]:
    """By check, its result."""
    return {one.check.name: one for one in result.checks}


def test_a_check_whose_requirement_failed_is_not_run(judged: Callable[..., JobResult]) -> None:
    """What builds on a failed check is not run and names that check, and so on along the chain."""
    checks = by_name(judged(CHAIN, "def first(): return 0\ndef second(): return 2"))
    assert checks["test_first"].outcome is Outcome.FAILED
    assert checks["test_second"].outcome is checks["test_third"].outcome is Outcome.NOT_RUN
    assert checks["test_second"].message == "needs `The first step.` to pass first"
    assert checks["test_third"].message == "needs `The second step.` to pass first"


def test_a_file_that_cannot_be_loaded_is_every_checks_own_reason(judged: Callable[..., JobResult]) -> None:
    """No check is left out for another's sake where the file itself is at fault."""
    result = judged(CHAIN + "    submission.third()\n", "def f(:")
    assert {one.outcome for one in result.checks} == {Outcome.RAISED}
    assert len({one.message for one in result.checks}) == 1


def test_a_check_whose_requirement_passed_is_run(judged: Callable[..., JobResult]) -> None:
    """With every step right, the whole chain passes."""
    assert judged(CHAIN, "def first(): return 1\ndef second(): return 2").outcome is Outcome.PASSED


def test_a_hidden_requirement_is_not_described(judged: Callable[..., JobResult]) -> None:
    """The description of a check that students do not see stays unseen."""
    tests = CHAIN.replace(
        "@pytest.mark.points(1)\ndef test_first",
        "@pytest.mark.points(1)\n@pytest.mark.visibility('hidden')\ndef test_first",
    )
    assert (
        by_name(judged(tests, "def first(): return 0"))["test_second"].message
        == "needs another check to pass first"
    )


def test_a_required_test_with_parameters_must_pass_with_all_of_them(judged: Callable[..., JobResult]) -> None:
    """The name of a parametrised test stands for every one of its checks."""
    tests = '''
@pytest.mark.points(1)
@pytest.mark.parametrize("n", [1, 2])
def test_each(submission, n):
    """Each."""
    assert submission.same(n) == n

@pytest.mark.points(1)
@pytest.mark.requires("test_each")
def test_after():
    """After."""
'''
    checks = by_name(judged(tests, "def same(n): return 1"))
    assert list(checks) == ["test_each[1]", "test_each[2]", "test_after"]
    assert checks["test_after"].outcome is Outcome.NOT_RUN


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
    judged: Callable[..., JobResult], make_sandbox: Callable[..., Any]
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
    judged: Callable[..., JobResult], make_sandbox: Callable[..., Any]
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


def test_what_a_failed_check_was_sent_is_let_go(judged: Callable[..., JobResult]) -> None:
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


def test_a_check_is_given_its_own_time(
    judged: Callable[..., JobResult], make_sandbox: Callable[..., Any]
) -> None:
    """A time_limit mark replaces the exercise's limit for that check's questions."""
    tests = '''
@pytest.mark.points(1)
@pytest.mark.time_limit(500)
def test_long(submission):
    """Long."""
    submission.f()

@pytest.mark.points(1)
def test_short(submission):
    """Short."""
    submission.f()
'''
    sandbox = make_sandbox()
    judged(tests, "def f(): return 1", sandbox=sandbox)
    load, *asked = sandbox.workers[0].timeouts_s
    assert load <= 10
    assert all(400 < limit <= 500 for limit in asked[:2])
    assert all(limit <= 20 for limit in asked[2:])


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


def test_after_three_timeouts_the_rest_is_not_waited_for(judged: Callable[..., JobResult]) -> None:
    """An endless loop costs the time of three checks; the others end as timed out too, without being run."""
    check = '''
@pytest.mark.points(1)
def test_{0}(submission):
    """Check {0}."""
    submission.loop()
'''
    source = "from grader.model.errors import StudentTimedOut\ndef loop(): raise StudentTimedOut('too long')"
    result = judged("".join(check.format(number) for number in range(6)), source)
    assert [one.outcome for one in result.checks] == [Outcome.TIMED_OUT] * 6
    run = [one.message for one in result.checks if one.message == "too long"]
    assert len(run) == MOST_TIMEOUTS
    assert "not run" in result.checks[-1].message


def test_a_job_out_of_time_ends_at_once(
    make_job: Callable[..., Job], make_sandbox: Callable[..., Any]
) -> None:
    """The check that is running when the job's time is up times out and names it; the rest is not run."""
    tests = "".join(
        f'@pytest.mark.points(1)\ndef test_{number}(submission):\n    """Check."""\n    submission.wait()\n'
        for number in range(3)
    )
    job = make_job(tests, "def wait():\n    pass_time()\n    raise Overdue('', 'used 3 s')")
    limits = Limits(job_s=60, call_s=100)
    job = msgspec.structs.replace(job, exercise=msgspec.structs.replace(job.exercise, limits=limits))
    now_s = [0.0]
    sandbox = make_sandbox(Overdue=errors.StudentOverdue, pass_time=lambda: now_s.append(60.0))
    subject = Subject(
        job.submission,
        limits,
        lambda limits: sandbox.start(limits, files={}),
        lambda: now_s[-1],
    )
    examination = Examination(job, collect(job.exercise), subject, None)
    run_pytest(job.exercise.tests_path, examination)
    said = "the exercise, with all its checks, ran longer than the 60 s it may take"
    first, *rest = examination.verdicts.values()
    assert (first.outcome, first.message) == (Outcome.TIMED_OUT, f"{said} (used 3 s)")
    assert [(one.outcome, one.message) for one in rest] == [(Outcome.NOT_RUN, f"not run, because {said}")] * 2
    assert len(sandbox.workers) == 1


def test_a_check_is_given_its_own_limits(
    judged: Callable[..., JobResult], make_sandbox: Callable[..., Any]
) -> None:
    """A limits mark gives that check, and no other, a worker that has them."""
    tests = '''
@pytest.mark.points(1)
def test_before(submission):
    """As ever."""
    assert submission.count() == 1, "wrong"

@pytest.mark.points(1)
@pytest.mark.limits(open_files=20, output_bytes=100)
def test_limited(submission):
    """With limits of its own."""
    assert submission.count() == 1, "wrong"

@pytest.mark.points(1)
def test_after(submission):
    """As ever."""
    assert submission.count() == 2, "wrong"
'''
    sandbox = make_sandbox()
    source = "n = [0]\ndef count():\n    n[0] += 1\n    say(f'{LIMITS.open_files} ')\n    return n[0]"
    result = judged(tests, source, sandbox=sandbox)
    assert [one.outcome for one in result.checks] == [Outcome.PASSED] * 3
    assert result.feedback == "Your program printed:\n\n64 64 20"
