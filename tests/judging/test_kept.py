"""Results of an earlier grading that stand in the place of a run."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from grader.judging.examination import MOST_TIMEOUTS
from grader.judging.judge import judge
from grader.judging.kept import renew
from grader.model import errors
from grader.model.exercise import Check
from grader.model.job import Job
from grader.model.outcome import Outcome, Visibility
from grader.model.result import CheckResult, JobResult, Recorded

ASKS = '''
@pytest.mark.points(2)
{marks}def test_{name}(submission):
    """Asks {name}."""
    assert submission.ask("{name}") == "{name}", "no"
'''
PROGRAM = "asked = []\ndef ask(x):\n    heard.append(x)\n    return x"


def asks(*names: str, **marks: str) -> str:
    """Hidden tests that each ask for their own name."""
    return "".join(ASKS.format(name=name, marks=marks.get(name, "")) for name in names)


def known(name: str, outcome: Outcome = Outcome.PASSED, **fields: Any) -> CheckResult:
    """What an earlier grading observed of one of them."""
    check = Check(name=f"test_{name}", description="As it was.", points=2.0)
    earned = 2.0 if outcome is Outcome.PASSED else 0.0
    return CheckResult(**{"check": check, "outcome": outcome, "earned": earned, "duration_s": 7.0, **fields})


@pytest.fixture
def judge_with(
    make_job: Callable[..., Job], make_sandbox: Callable[..., Any]
) -> Callable[..., tuple[JobResult, list[str], Any]]:
    """Judges tests with what is kept; the result, the names that the program was asked, and the sandbox."""

    def run(tests: str, *kept: CheckResult, source: str = PROGRAM) -> tuple[JobResult, list[str], Any]:
        heard: list[str] = []
        sandbox = make_sandbox(heard=heard, Overdue=errors.StudentTimedOut, Crash=errors.StudentCrashed)
        job = msgspec.structs.replace(make_job(tests, source), kept=kept)
        return judge(job, sandbox), heard, sandbox

    return run


def test_only_the_others_are_asked(judge_with: Callable[..., Any]) -> None:
    """What is kept stands in its place in the file, with its text of today, and the result counts it."""
    recorded = Recorded(texts=("b's table",), printed="b printed", measures={"accuracy": 0.5})
    result, heard, _ = judge_with(asks("a", "b", "c"), known("b", recorded=recorded))
    assert heard == ["a", "c"]
    assert [one.check.name for one in result.checks] == ["test_a", "test_b", "test_c"]
    assert result.checks[1].check.description == "Asks b."
    assert (result.checks[1].duration_s, result.checks[1].recorded) == (7.0, recorded)
    assert (result.outcome, result.score.earned, result.kept) == (Outcome.PASSED, 6.0, 1)
    assert result.feedback == "b's table\n\nYour program printed:\n\nb printed"
    assert result.measures == {"accuracy": 0.5}
    assert not result.warnings


def test_where_all_is_kept_no_worker_is_started(judge_with: Callable[..., Any]) -> None:
    """Nothing is left to ask of anybody."""
    result, _, sandbox = judge_with(asks("a", "b"), known("a"), known("b", Outcome.FAILED, message="no"))
    assert not sandbox.workers
    assert [one.message for one in result.checks] == ["", "no"]


def test_a_kept_pass_opens_the_way(judge_with: Callable[..., Any]) -> None:
    """A check that requires one which is kept is run where that had passed, and not where it had not."""
    tests = asks("a", "b", b='@pytest.mark.requires("test_a")\n')
    assert judge_with(tests, known("a"))[1] == ["b"]
    result, heard, _ = judge_with(tests, known("a", Outcome.FAILED))
    assert not heard
    assert result.checks[1].outcome is Outcome.NOT_RUN
    assert result.checks[1].message == "needs `Asks a.` to pass first"


@pytest.mark.parametrize(
    ("source", "outcome"), [(PROGRAM, Outcome.PASSED), ("def ask(x): pass", Outcome.NOT_RUN)]
)
def test_what_a_kept_check_requires_is_asked_today(
    judge_with: Callable[..., Any], source: str, outcome: Outcome
) -> None:
    """Where the check that it requires has changed, and does not pass any more, it counts as not run."""
    tests = asks("a", "b", b='@pytest.mark.requires("test_a")\n')
    result, heard, _ = judge_with(tests, known("b"), source=source)
    assert heard == (["a"] if source == PROGRAM else [])
    assert result.checks[1].outcome is outcome


def test_checks_that_are_gone_are_gone(judge_with: Callable[..., Any]) -> None:
    """What was known of a check that is not in the file has no place in the result."""
    result, _, _ = judge_with(asks("a"), known("a"), known("z"))
    assert [one.check.name for one in result.checks] == ["test_a"]
    assert result.kept == 1


def test_a_hidden_check_that_is_run_is_asked_after_the_others_are_told(
    judge_with: Callable[..., Any],
) -> None:
    """What is kept of a visible one is the student's to read; what is run for a hidden one is withheld."""
    tests = asks("a", "b", a='@pytest.mark.visibility("hidden")\n')
    source = PROGRAM.replace("heard", "say(x)\n    heard")
    result, heard, _ = judge_with(tests, known("b", recorded=Recorded(printed="early")), source=source)
    assert heard == ["a"]
    assert result.feedback.endswith("early")
    assert result.withheld.endswith("\n\na")


def test_after_three_timeouts_nothing_is_taken(judge_with: Callable[..., Any]) -> None:
    """What would not be waited for in a grading from nothing is not, although its outcome is known."""
    tests = asks("a", "b", "c", "d", "e")
    source = "def ask(x): raise Overdue('too long')"
    result, _, _ = judge_with(tests, known("a"), known("e"), source=source)
    outcomes = [one.outcome for one in result.checks]
    assert outcomes == [Outcome.PASSED, *[Outcome.TIMED_OUT] * (MOST_TIMEOUTS + 1)]
    assert result.kept == 1


@pytest.mark.parametrize("source", ["def ask(x:", "if not DEFINITIONS_ONLY: raise ValueError\n" + PROGRAM])
def test_a_file_that_is_loaded_otherwise_today(judge_with: Callable[..., Any], source: str) -> None:
    """Once it turns out that the file cannot be imported as it was, nothing more is taken from then."""
    result, _, _ = judge_with(asks("a", "b", "c"), known("a"), known("c", Outcome.FAILED), source=source)
    assert result.note
    assert result.kept == 1
    assert result.checks[2].message != "no"


def test_points_are_those_of_today() -> None:
    """Who passed has all of them, whatever they are, and who earned a part of others is asked again."""
    today = [Check(name=f"test_{name}", description="It.", points=5.0) for name in "abcd"]
    part = known("c", Outcome.FAILED, earned=0.5, message="half of it")
    renewed = renew([known("a"), known("b", Outcome.RAISED), part], today)
    assert {name: (one.earned, one.check.points) for name, one in renewed.items()} == {
        "test_a": (5.0, 5.0),
        "test_b": (0.0, 5.0),
    }
    same = [msgspec.structs.replace(one, points=2.0) for one in today]
    assert renew([part], same)["test_c"].earned == 0.5


def test_who_sees_it_is_said_today() -> None:
    """A check's description and visibility are as they were collected last."""
    today = Check(name="test_a", description="Anew.", points=2.0, visibility=Visibility.AFTER_DUE_DATE)
    assert renew([known("a")], [today])["test_a"].check == today
