"""The last run as pandas DataFrames: scores, checks and grades."""

import math
from collections.abc import Iterable, Mapping
from datetime import datetime

import pandas as pd

from grader.model.outcome import Outcome
from grader.model.result import JobResult
from grader.model.score import Score, total
from grader.report.inert import cell
from grader.report.standing import Standing, standings
from grader.seams import Gradings

_SCORES = {
    "student": "string",
    "exercise": "string",
    "earned": "float64",
    "possible": "float64",
    "fraction": "float64",
    "outcome": "string",
    "accuracy": "Float64",
    "parameters": "Int64",
    "data": "string",
    "device": "string",
    "sandbox": "string",
    "seed": "Int64",
    "duration_s": "Float64",
    "submitted_at": "string",
    "late_s": "Float64",
    "note": "string",
}
_CHECKS = {
    "student": "string",
    "exercise": "string",
    "check": "string",
    "description": "string",
    "visibility": "string",
    "points": "float64",
    "earned": "float64",
    "outcome": "string",
    "message": "string",
    "duration_s": "Float64",
}
_LARGEST_INTEGER = 2**63 - 1


def tables(gradings: Gradings) -> Mapping[str, pd.DataFrame]:
    """All of the report's tables by name, grades first."""
    return {
        "grades": grades_frame(gradings),
        "scores": scores_frame(gradings),
        "checks": checks_frame(gradings),
    }


def scores_frame(gradings: Gradings) -> pd.DataFrame:
    """A row for every student × exercise.

    Columns:
        student, exercise, outcome, data, device, sandbox, note: text; `outcome` is missing before grading.
        submitted_at: ISO 8601 with its time zone; missing where nobody knows.
        earned, possible, fraction: float64; NaN where nothing may be published (yet).
        accuracy, duration_s: Float64, in [0, 1] and in seconds; missing without a result.
        late_s: Float64, seconds after the due date, 0 for work in time; missing where either is not known.
        parameters, seed: Int64; missing without a result.

    The note joins what the student is told of the file and what the instructor must know of the result.
    """
    due = gradings.publication.due
    return frame((_score_row(standing, due) for standing in standings(gradings)), _SCORES)


def checks_frame(gradings: Gradings) -> pd.DataFrame:
    """A row for every student × exercise × check, whatever the check's visibility.

    A check that was not observed yet has no `outcome` and no `duration_s`, and a NaN for `earned`; one that
    ended in an internal error has that outcome and a NaN.
    """
    rows = (row for standing in standings(gradings) for row in _check_rows(standing))
    return frame(rows, _CHECKS)


def grades_frame(gradings: Gradings) -> pd.DataFrame:
    """A row for every student: float64 points in a column per exercise, `total` and `percent` (0 to 100).

    `student` and `name` are text; the name is missing where nobody has said it.
    A student with an exercise that is not graded has a NaN there, in `total` and in `percent`.
    """
    slugs = [exercise.slug for exercise in gradings.exercises]
    scores: dict[str, dict[str, Score]] = {}
    for one in standings(gradings):
        scores.setdefault(one.submission.student, {})[one.submission.slug] = one.score
    names = {person.student: person.name for person in gradings.people}
    rows = (_grade_row(student, names.get(student, ""), by_slug) for student, by_slug in scores.items())
    columns = dict.fromkeys((*slugs, "total", "percent"), "float64")
    return frame(rows, {"student": "string", "name": "string", **columns})


def frame(rows: Iterable[Mapping[str, object]], dtypes: Mapping[str, str]) -> pd.DataFrame:
    """The rows under exactly the columns of `dtypes`; what a row does not have is missing."""
    table = pd.DataFrame(list(rows), columns=list(dtypes), dtype=object)
    return table.astype(dict(dtypes))


def fraction(score: Score) -> float:
    """The score's own fraction, except that what is not known stays so."""
    return math.nan if math.isnan(score.earned) or math.isnan(score.possible) else score.fraction


def _score_row(standing: Standing, due: datetime | None) -> dict[str, object]:
    result, score, outcome = standing.result, standing.score, standing.outcome
    parts = [standing.error, standing.note, *(result.warnings if result else ()), _kept(result)]
    row: dict[str, object] = {
        "student": cell(standing.submission.student),
        "exercise": standing.submission.slug,
        "earned": score.earned,
        "possible": score.possible,
        "fraction": fraction(score),
        "outcome": outcome.value if outcome else None,
        "submitted_at": standing.submission.submitted_at or None,
        "late_s": standing.late_s(due),
        "note": cell("; ".join(part for part in parts if part)),
    }
    if result:
        row |= {
            "accuracy": _known(result.measures.get("accuracy")),
            "parameters": _whole(result.measures.get("parameters")),
            "data": result.data,
            "device": result.device,
            "sandbox": result.sandbox,
            "seed": _whole(result.seed),
            "duration_s": result.duration_s,
        }
    return row


def _kept(result: JobResult | None) -> str:
    if not result or not result.kept:
        return ""
    kept = f"{result.kept} of {len(result.checks)} checks"
    return f"{kept} were not run again: nothing that they depend on has changed"


def _check_rows(standing: Standing) -> Iterable[dict[str, object]]:
    for one in standing.checks:
        known = standing.observed and one.outcome is not Outcome.INTERNAL_ERROR
        yield {
            "student": cell(standing.submission.student),
            "exercise": standing.submission.slug,
            "check": cell(one.check.name),
            "description": cell(one.check.description),
            "visibility": one.check.visibility.value,
            "points": one.check.points,
            "earned": one.earned if known else math.nan,
            "outcome": one.outcome.value if standing.observed else None,
            "message": cell(one.message),
            "duration_s": one.duration_s if standing.observed else None,
        }


def _grade_row(student: str, name: str, scores: Mapping[str, Score]) -> dict[str, object]:
    whole = total(scores.values())
    row: dict[str, object] = {slug: score.earned for slug, score in scores.items()}
    who = {"student": cell(student), "name": cell(name) or None}
    return {**who, **row, "total": whole.earned, "percent": 100.0 * fraction(whole)}


def _known(measure: float | None) -> float | None:
    return measure if measure is not None and math.isfinite(measure) else None


def _whole(measure: float | None) -> int | None:
    known = _known(measure)
    return round(known) if known is not None and abs(known) < _LARGEST_INTEGER else None
