"""The frames: their columns, their types, and what is missing in them."""

import math
from collections.abc import Callable
from datetime import UTC, datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model.exercise import Check, Exercise
from grader.model.outcome import Outcome
from grader.model.person import Person
from grader.model.publication import Publication
from grader.model.result import CheckResult, JobResult
from grader.model.submission import Finding, Submission
from grader.report.frames import checks_frame, grades_frame, scores_frame
from grader.seams import Gradings

MakeRun = Callable[..., Gradings]
HandedIn = Callable[..., list[Submission]]
MakeResult = Callable[..., JobResult]

SCORES = [
    "student",
    "exercise",
    "earned",
    "possible",
    "fraction",
    "outcome",
    "accuracy",
    "parameters",
    "data",
    "device",
    "sandbox",
    "seed",
    "duration_s",
    "submitted_at",
    "late_s",
    "note",
]
CHECKS = [
    "student",
    "exercise",
    "check",
    "description",
    "visibility",
    "points",
    "earned",
    "outcome",
    "message",
    "duration_s",
]


def row(table: pd.DataFrame, number: int = 0) -> dict[str, object]:
    """One row as plain values, what is missing as None."""
    return {name: None if pd.isna(value) else value for name, value in table.iloc[number].to_dict().items()}


def test_a_result_is_a_row_of_its_figures(
    make_run: MakeRun, handed_in: HandedIn, make_result: MakeResult
) -> None:
    """A graded result appears with its points, figures and circumstances."""
    result = make_result(
        measures={"accuracy": 0.97, "parameters": 397510.0}, seed=7, duration_s=1.5, note="only definitions"
    )
    table = scores_frame(make_run(submissions=handed_in("ada"), results=[result]))
    assert list(table.columns) == SCORES
    expected = ["ada", "mlp", 5, 5, 1, "passed", 0.97, 397510, "digits", "cpu", "standard", 7, 1.5]
    assert row(table) == dict(zip(SCORES, [*expected, None, None, "only definitions"], strict=True))


@pytest.mark.parametrize(
    ("submitted_at", "late_s"), [("2026-12-01T19:00:00+01:00", 3600.0), ("2026-12-01T16:00:00+00:00", 0.0)]
)
def test_lateness_is_counted_in_seconds(make_run: MakeRun, submitted_at: str, late_s: float) -> None:
    """Work is late by the seconds after the due date, whichever zones the two are in."""
    one = Submission(student="ada", slug="mlp", filename="mlp.py", submitted_at=submitted_at)
    due = Publication(due=datetime(2026, 12, 1, 17, tzinfo=UTC))
    table = scores_frame(make_run(submissions=[one], publication=due))
    assert (table["submitted_at"][0], table["late_s"][0]) == (submitted_at, late_s)
    assert pd.isna(scores_frame(make_run(submissions=[one]))["late_s"][0])


def test_types_do_not_depend_on_the_rows(
    make_run: MakeRun, handed_in: HandedIn, make_result: MakeResult
) -> None:
    """A frame has the same columns and types for nobody, for the ungraded and for the graded."""
    full = make_run(submissions=handed_in("ada"), results=[make_result(), make_result(slug="conv_strided")])
    bare = make_run(submissions=handed_in("ada"), checks={})
    for make in (scores_frame, checks_frame, grades_frame):
        assert make(make_run()).dtypes.equals(make(full).dtypes)
        assert make(bare).dtypes.equals(make(full).dtypes)
    assert list(checks_frame(make_run()).columns) == CHECKS


def test_parameters_stay_whole_numbers(
    make_run: MakeRun, handed_in: HandedIn, make_result: MakeResult
) -> None:
    """A missing count in one row does not turn the others into floats, and a seed keeps its last digit."""
    result = make_result(measures={"parameters": 28938.0}, seed=2**62 + 1)
    table = scores_frame(make_run(submissions=handed_in("ada"), results=[result]))
    assert table["parameters"].tolist() == [28938, pd.NA]
    assert table["seed"].tolist() == [2**62 + 1, pd.NA]


@pytest.mark.parametrize("measure", [math.nan, math.inf, -math.inf, 1e300])
def test_a_figure_that_is_no_number_is_missing(
    measure: float, make_run: MakeRun, handed_in: HandedIn, make_result: MakeResult
) -> None:
    """A count that is NaN, infinite or beyond 64 bits is a missing value, not an error."""
    run = make_run(submissions=handed_in("ada"), results=[make_result(measures={"parameters": measure})])
    assert row(scores_frame(run))["parameters"] is None


@pytest.mark.parametrize("recorded", [True, False])
def test_not_handed_in_is_a_row_of_zero(
    recorded: bool, make_run: MakeRun, handed_in: HandedIn, make_result: MakeResult
) -> None:
    """What was not handed in earns 0 of all points and says so, whether or not its job was run already."""
    results = [make_result(outcome=Outcome.NOT_RUN, note="not handed in")] if recorded else []
    run = make_run(submissions=handed_in("ada", problem="not handed in"), results=results)
    shown = row(scores_frame(run))
    assert [shown[name] for name in ("earned", "possible", "fraction")] == [0.0, 5.0, 0.0]
    assert (shown["outcome"], shown["note"]) == ("not_run", "not handed in")
    assert row(grades_frame(run)) == {
        "student": "ada", "name": None, "mlp": 0.0, "conv_strided": 0.0, "total": 0.0, "percent": 0.0,
    }  # fmt: skip


def test_a_share_of_unknown_points_is_unknown(make_run: MakeRun, handed_in: HandedIn) -> None:
    """Before any result says what an exercise is worth, nothing handed in is 0 points of a missing number."""
    run = make_run(submissions=handed_in("ada", problem="not handed in"), checks={})
    shown = row(scores_frame(run))
    assert (shown["earned"], shown["possible"], shown["fraction"]) == (0.0, None, None)
    assert (row(grades_frame(run))["total"], row(grades_frame(run))["percent"]) == (0.0, None)


def test_not_graded_yet_is_not_zero(make_run: MakeRun, handed_in: HandedIn) -> None:
    """A job that an interrupted run left over has no points, no outcome and a note with the way out."""
    run = make_run(submissions=handed_in("ada"))
    shown = row(scores_frame(run))
    assert (shown["earned"], shown["fraction"], shown["outcome"]) == (None, None, None)
    assert shown["note"] == "not graded yet; run grade again"
    assert checks_frame(run)[["earned", "outcome", "duration_s"]].isna().all(axis=None)


def test_an_internal_error_costs_no_points(
    make_run: MakeRun, handed_in: HandedIn, make_result: MakeResult
) -> None:
    """A result with an internal error has no score, blanks the total and percent, and says why."""
    broken = make_result(outcome=Outcome.INTERNAL_ERROR, message="\nthe judge was killed\nTraceback")
    run = make_run(submissions=handed_in("ada"), results=[broken, make_result(slug="conv_strided")])
    shown = row(scores_frame(run))
    assert (shown["earned"], shown["possible"], shown["outcome"]) == (None, 5.0, "internal_error")
    assert shown["note"] == "not graded: the judge was killed"
    assert row(grades_frame(run)) == {
        "student": "ada", "name": None, "mlp": None, "conv_strided": 1.0, "total": None, "percent": None,
    }  # fmt: skip
    assert checks_frame(run)["earned"].isna().tolist() == [True, True, False]


def test_a_result_without_checks_is_not_graded(
    make_run: MakeRun, handed_in: HandedIn, make_result: MakeResult
) -> None:
    """A result that holds no check earns nothing and costs nothing."""
    run = make_run(submissions=handed_in("ada"), results=[make_result(checks=())])
    shown = row(scores_frame(run))
    assert (shown["earned"], shown["possible"], shown["outcome"]) == (None, 5.0, "internal_error")
    assert shown["note"] == "not graded: the judge gave no result"


def test_the_instructor_sees_every_check(
    make_run: MakeRun, handed_in: HandedIn, make_result: MakeResult
) -> None:
    """The table of checks holds hidden ones too, with the visibility that says who else sees them."""
    run = make_run(submissions=handed_in("ada"), results=[make_result(message="3 of 4")])
    table = checks_frame(run)
    assert row(table, 1) == dict(
        zip(
            CHECKS,
            ["ada", "mlp", "test_accuracy", "It learns.", "hidden", 3.0, 3.0, "passed", "3 of 4", 0.25],
            strict=True,
        )
    )


def test_what_was_not_run_again_is_told(
    make_run: MakeRun, handed_in: HandedIn, make_result: MakeResult
) -> None:
    """Last in the note it says of how many checks an earlier grading was kept; where of none, nothing."""
    results = [make_result(note="half", kept=1), make_result(slug="conv_strided")]
    notes = scores_frame(make_run(submissions=handed_in("ada"), results=results))["note"]
    kept = "1 of 2 checks were not run again: nothing that they depend on has changed"
    assert notes.tolist() == [f"half; {kept}", ""]


def test_warnings_reach_the_instructor(
    make_run: MakeRun, handed_in: HandedIn, make_result: MakeResult
) -> None:
    """The note in scores joins what concerns the file and what concerns the result's standing."""
    result = make_result(note="only definitions", warnings=("no sandbox", "slow machine"))
    run = make_run(submissions=handed_in("ada"), results=[result])
    assert row(scores_frame(run))["note"] == "only definitions; no sandbox; slow machine"


def test_a_student_with_only_findings_is_in_the_class(make_run: MakeRun) -> None:
    """Who handed in nothing but unknown files has a row of zeros; a finding of nobody's adds nobody."""
    findings = [
        Finding(student="eve", path="eve/x.py", message="no such exercise"),
        Finding(student="", path="notes.txt", message="in no student's folder"),
    ]
    table = grades_frame(make_run(findings=findings))
    assert table["student"].tolist() == ["eve"]
    assert table["total"].tolist() == [0.0]


def test_names_alike_when_shown_stay_two_students(
    make_run: MakeRun, handed_in: HandedIn, make_result: MakeResult
) -> None:
    """Two names that are shown alike keep a row each, with their own points."""
    run = make_run(
        submissions=handed_in("Jos\udce9", "Jos\\xe9", problem="not handed in"),
        results=[make_result("Jos\udce9")],
    )
    table = grades_frame(run)
    assert table["student"].tolist() == ["Jos\\xe9", "Jos\\xe9"]
    assert table["mlp"].tolist() == [5.0, 0.0]


@given(st.lists(st.lists(st.tuples(st.floats(0, 100), st.floats(0, 1)), min_size=1, max_size=6), max_size=5))
def test_totals_are_the_sums_of_the_scores(points: list[list[tuple[float, float]]]) -> None:
    """For any points, grades sums what scores shows, and percent lies between 0 and 100."""
    slugs = [f"e{number}" for number in range(len(points))]
    results = [
        JobResult(
            key=slug,
            student="ada",
            slug=slug,
            checks=tuple(
                CheckResult(
                    check=Check(name=f"c{number}", description="", points=possible),
                    outcome=Outcome.FAILED,
                    earned=possible * share,
                )
                for number, (possible, share) in enumerate(checks)
            ),
        )
        for slug, checks in zip(slugs, points, strict=True)
    ]
    run = _Run(
        exercises=[Exercise(slug=slug, title=slug) for slug in slugs],
        submissions=[Submission(student="ada", slug=slug, filename=f"{slug}.py") for slug in slugs],
        results=results,
    )
    if not slugs:
        assert grades_frame(run).empty
        return
    grade = row(grades_frame(run))
    assert grade["total"] == math.fsum(scores_frame(run)["earned"])
    assert 0.0 <= float(str(grade["percent"])) <= 100.0 + 1e-9


class _Run:
    """A run of a property test, which takes no fixtures."""

    def __init__(
        self, exercises: list[Exercise], submissions: list[Submission], results: list[JobResult]
    ) -> None:
        self.exercises = exercises
        self.submissions = submissions
        self.results = results
        self.findings: list[Finding] = []
        self.checks: dict[str, list[Check]] = {}
        self.people = [Person(student="somebody else")]
        self.publication = Publication()
        self.shown = self.publication.shown(datetime.now(UTC))
