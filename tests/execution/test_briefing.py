"""What an executor and its judges must know of a run."""

from collections.abc import Callable
from pathlib import Path

from grader.execution.briefing import Briefing
from grader.model.exercise import Exercise
from grader.model.job import Terms
from grader.settings import Settings


def test_no_data_where_nothing_trains(
    tmp_path: Path, write_exercise: Callable[..., Path], brief: Callable[..., Briefing]
) -> None:
    """A course that trains nothing needs no data set, and looks for none."""
    write_exercise(tmp_path)
    assert brief(tmp_path).dataset() is None
    assert not (tmp_path / "cache").exists()


def test_the_data_asked_for(settings: Settings) -> None:
    """A course that trains gets the data set that the terms name."""
    briefing = Briefing(
        terms=Terms(data="digits"),
        exercises=(Exercise(slug="mlp", title="A perceptron", trains=True),),
        secrets=(),
        machine=settings,
    )
    dataset = briefing.dataset()
    assert dataset is not None
    assert dataset.name == "digits"
