"""The first look."""

from collections.abc import Callable

from grader.model.outcome import Outcome
from grader.model.result import JobResult
from grader.model.submission import Submission
from grader.report.summary import summary_frame
from grader.seams import Gradings


def test_an_exercise_is_a_row_of_counts(
    make_run: Callable[..., Gradings],
    handed_in: Callable[..., list[Submission]],
    make_result: Callable[..., JobResult],
) -> None:
    """Students, readable files, graded results, full marks and the mean are counted per exercise."""
    run = make_run(
        submissions=[*handed_in("ada", "bob", "cy"), *handed_in("dee", problem="not handed in")],
        results=[
            make_result("ada"),
            make_result("bob", outcome=Outcome.INTERNAL_ERROR),
            make_result("cy", outcome=Outcome.FAILED),
        ],
    )
    mlp, strided = summary_frame(run).to_dict("records")
    assert [mlp[name] for name in ("students", "handed_in", "graded", "full_marks", "possible")] == [
        4,
        3,
        3,
        1,
        5,
    ]
    assert mlp["mean_percent"] == 100.0 / 3
    assert (strided["exercise"], strided["title"], strided["graded"]) == ("conv_strided", "Strides", 1)


def test_nobody_has_no_mean(make_run: Callable[..., Gradings]) -> None:
    """An exercise of an empty class has counts of zero and a missing mean, not a mean of zero."""
    table = summary_frame(make_run())
    assert table["students"].tolist() == [0, 0]
    assert table["mean_percent"].isna().all()
