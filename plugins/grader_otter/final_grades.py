"""The table `final_grades.csv` as Otter 7 writes it: exercises are its questions, students its files."""

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pandas as pd

from grader.model.score import Score
from grader.report.files import replacing
from grader.report.frames import fraction, frame
from grader.report.inert import cell, neutral
from grader.report.points import TOTAL, Mark, marks
from grader.seams import Gradings

POINTS_POSSIBLE = "points-per-question"
COMPLETED = "Completed"
_LAST = {"total_points_earned": "float64", "percent_correct": "float64", "grading_status": "string"}


class OtterReporter:
    """Writes final_grades.csv.

    The first row has the points possible. `percent_correct` is a fraction of four digits, as it is in Otter.
    Whoever is not graded has empty cells, where Otter would write 0, and the reason for `grading_status`.
    """

    name = "otter"
    always = False

    def write(self, gradings: Gradings, folder: Path) -> Sequence[Path]:
        """Write the table into `folder`."""
        path = folder / "final_grades.csv"
        with replacing(path) as temporary:
            final_grades(gradings).to_csv(
                temporary, index=False, float_format="%.10g", lineterminator="\n", encoding="utf-8"
            )
        return [path]


def final_grades(gradings: Gradings) -> pd.DataFrame:
    """The table: file, a column for each exercise by name, total, percent and status; by file."""
    questions = sorted(exercise.slug for exercise in gradings.exercises)
    scores = {
        slug: {mark.student: mark.score for mark in marks(gradings, slug)} for slug in (*questions, TOTAL)
    }
    rows = [_row(mark, scores, questions) for mark in marks(gradings, TOTAL)]
    rows.sort(key=lambda row: str(row["file"]))
    possible = {slug: _possible(scores[slug].values()) for slug in (*questions, TOTAL)}
    first: dict[str, object] = {
        "file": POINTS_POSSIBLE,
        **{slug: possible[slug] for slug in questions},
        "total_points_earned": possible[TOTAL],
        "percent_correct": 1.0,
        "grading_status": "--",
    }
    dtypes = {"file": "string", **dict.fromkeys(questions, "float64"), **_LAST}
    return frame([first, *rows] if rows else [], dtypes)


def _row(
    mark: Mark, scores: Mapping[str, Mapping[str, Score]], questions: Sequence[str]
) -> dict[str, object]:
    errors = [one.error or one.note for one in mark.standings if not one.graded]
    return {
        "file": neutral(cell(mark.student)),
        **{slug: scores[slug][mark.student].earned for slug in questions},
        "total_points_earned": mark.score.earned,
        "percent_correct": round(fraction(mark.score), 4),
        "grading_status": neutral(cell(errors[0])) if errors else COMPLETED,
    }


def _possible(scores: Iterable[Score]) -> float:
    known = [one.possible for one in scores if not math.isnan(one.possible)]
    return max(known, default=math.nan)
