"""Offers the exercise `pooling`."""

from pathlib import Path

from grader.hookspecs import hookimpl
from grader.model.exercise import Exercise
from grader.model.picture import Geometry


@hookimpl
def grader_exercises(course: Path) -> list[Exercise]:  # noqa: ARG001  (it is the same in every course)
    """The arithmetic of pooling."""
    return [
        Exercise(
            slug="pooling",
            title="Max and average pooling: windows without weights",
            picture=Geometry(kind="pooling", i=6, k=3, s=2),
            order=100,
        )
    ]
