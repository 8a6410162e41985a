"""The document `results.json`; `schema` is its JSON Schema."""

import math
from typing import Any, Literal

import msgspec

from grader.model.outcome import Outcome, Visibility
from grader.model.place import Place
from grader.report.seen import Seen, seen
from grader.report.standing import by_student
from grader.seams import Gradings

VERSION: Literal["grader/results/v1"] = "grader/results/v1"


class CheckEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A check that is shown; `place` is where the student's code raised, if that is known."""

    name: str
    description: str
    visibility: Visibility
    outcome: Outcome
    earned: float
    points: float
    message: str
    place: Place | None
    duration_s: float


class ExerciseEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A student's standing in an exercise.

    `earned` is null while it is not graded; `earned` and `possible` are those of the checks shown, and
    `withheld` says how many there are besides.
    """

    slug: str
    title: str
    graded: bool
    earned: float | None
    possible: float
    withheld: int
    withheld_points: float
    note: str
    submitted_at: str
    measures: dict[str, float]
    checks: list[CheckEntry]


class StudentEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A student, and every exercise of the run."""

    student: str
    exercises: list[ExerciseEntry]


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """The whole report."""

    schema: Literal["grader/results/v1"]
    students: list[StudentEntry]


def document(gradings: Gradings) -> Document:
    """What the students of the run may see now."""
    titles = {exercise.slug: exercise.title for exercise in gradings.exercises}
    entries = [
        StudentEntry(
            student=student,
            exercises=[_exercise(seen(one, gradings.shown), titles[one.submission.slug]) for one in theirs],
        )
        for student, theirs in by_student(gradings).items()
    ]
    return Document(schema=VERSION, students=entries)


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the document."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(Document)}


def _exercise(one: Seen, title: str) -> ExerciseEntry:
    submission = one.standing.submission
    return ExerciseEntry(
        slug=submission.slug,
        title=title,
        graded=one.standing.graded,
        earned=None if math.isnan(one.score.earned) else one.score.earned,
        possible=one.score.possible,
        withheld=one.withheld,
        withheld_points=one.withheld_points,
        note=one.standing.note,
        submitted_at=submission.submitted_at,
        measures=dict(one.measures),
        checks=[
            CheckEntry(
                name=result.check.name,
                description=result.check.description,
                visibility=result.check.visibility,
                outcome=result.outcome,
                earned=result.earned,
                points=result.check.points,
                message=result.message,
                place=result.place,
                duration_s=result.duration_s,
            )
            for result in one.checks
        ],
    )
