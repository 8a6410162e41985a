"""What builds on a check that did not pass is not run."""

from collections.abc import Callable

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


def test_a_check_whose_requirement_failed_is_not_run(
    judged: Callable[..., JobResult], by_name: Callable[..., dict[str, CheckResult]]
) -> None:
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


def test_a_hidden_requirement_is_not_described(
    judged: Callable[..., JobResult], by_name: Callable[..., dict[str, CheckResult]]
) -> None:
    """The description of a check that students do not see stays unseen."""
    mark = "@pytest.mark.points(1)\n"
    tests = CHAIN.replace(mark, f"{mark}@pytest.mark.visibility('after_due_date')\n")
    tests = tests.replace("after_due_date", "hidden", 1)
    assert (
        by_name(judged(tests, "def first(): return 0"))["test_second"].message
        == "needs another check to pass first"
    )


def test_a_required_test_with_parameters_must_pass_with_all_of_them(
    judged: Callable[..., JobResult], by_name: Callable[..., dict[str, CheckResult]]
) -> None:
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
