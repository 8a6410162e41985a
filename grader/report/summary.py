"""A first look at the last run, for a terminal."""

import math
from collections.abc import Sequence

import pandas as pd

from grader.report.frames import fraction, frame
from grader.report.standing import Standing, standings
from grader.seams import Gradings

_SUMMARY = {
    "exercise": "string",
    "title": "string",
    "students": "Int64",
    "handed_in": "Int64",
    "graded": "Int64",
    "full_marks": "Int64",
    "mean_percent": "Float64",
    "possible": "float64",
}


def summary_frame(gradings: Gradings) -> pd.DataFrame:
    """A row for every exercise: how many handed in a readable file, are graded, have full marks; the mean.

    The mean, in percent, is over everybody who is graded, those who handed in nothing included;
    it is missing without any.
    """
    by_slug: dict[str, list[Standing]] = {exercise.slug: [] for exercise in gradings.exercises}
    for one in standings(gradings):
        by_slug[one.submission.slug].append(one)
    titles = {exercise.slug: exercise.title for exercise in gradings.exercises}
    return frame((_summary_row(slug, titles[slug], of_it) for slug, of_it in by_slug.items()), _SUMMARY)


def _summary_row(slug: str, title: str, of_it: Sequence[Standing]) -> dict[str, object]:
    graded = [one.score for one in of_it if one.graded]
    fractions = [value for score in graded if not math.isnan(value := fraction(score))]
    return {
        "exercise": slug,
        "title": title,
        "students": len(of_it),
        "handed_in": sum(not one.submission.problem for one in of_it),
        "graded": len(graded),
        "full_marks": sum(fraction >= 1.0 for fraction in fractions),
        "mean_percent": 100.0 * math.fsum(fractions) / len(fractions) if fractions else None,
        "possible": max((one.score.possible for one in of_it if one.checks), default=math.nan),
    }
