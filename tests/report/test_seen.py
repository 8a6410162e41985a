"""What a student may see of an exercise."""

import math
from collections.abc import Callable

from grader.model.outcome import Outcome, Visibility
from grader.model.result import CheckResult, JobResult
from grader.report.seen import Seen, seen
from grader.report.standing import standings
from grader.seams import Gradings

MakeRun = Callable[..., Gradings]
MakeResult = Callable[..., JobResult]
VISIBLE = frozenset({Visibility.VISIBLE})


def look(run: Gradings, shown: frozenset[Visibility] = VISIBLE) -> Seen:
    """What the first student sees of the first exercise."""
    return seen(standings(run)[0], shown)


def test_a_withheld_check_leaves_one_trace(
    make_run: MakeRun, handed_in: Callable[..., object], make_result: MakeResult
) -> None:
    """Whether a check that is not shown passed or failed, what is seen is the same."""
    result = make_result(measures={"accuracy": 0.9}, withheld="its inputs")
    other = CheckResult(check=result.checks[1].check, outcome=Outcome.FAILED, message="3 is wrong")
    failed = make_result(measures={"accuracy": 0.1}, checks=(result.checks[0], other))
    views = [look(make_run(submissions=handed_in("ada"), results=[one])) for one in (result, failed)]
    for view in views:
        assert [one.check.name for one in view.checks] == ["test_shape"]
        assert (view.score.earned, view.score.possible) == (2.0, 2.0)
        assert (view.withheld, view.withheld_points) == (1, 3.0)
        assert (view.measures, view.printed) == ({}, ())
        assert view.passed


def test_once_everything_is_shown_so_is_the_rest(
    make_run: MakeRun, handed_in: Callable[..., object], make_result: MakeResult
) -> None:
    """With every check shown, its figures and what was printed in it are, too."""
    result = make_result(measures={"accuracy": 0.9}, feedback="table", withheld="its inputs")
    view = look(make_run(submissions=handed_in("ada"), results=[result]), frozenset(Visibility))
    assert (view.score.earned, view.withheld) == (5.0, 0)
    assert (view.measures, view.printed) == ({"accuracy": 0.9}, ("table", "its inputs"))


def test_what_is_not_graded_shows_no_check(make_run: MakeRun, handed_in: Callable[..., object]) -> None:
    """Before there is a result there are no checks, no points, and nothing has passed."""
    view = look(make_run(submissions=handed_in("ada")))
    assert view.checks == ()
    assert math.isnan(view.score.earned)
    assert not view.passed
