"""An exercise, and the lines it is held to."""

import pytest

from grader.model.errors import CourseError
from grader.model.exercise import Exercise, Lines

EXERCISE = Exercise(
    slug="mlp",
    title="A perceptron",
    lines={"mnist": Lines(full=0.965, partial=0.95), "mnist-cuda": Lines(full=0.97, partial=0.955)},
)


@pytest.mark.parametrize(("device", "full"), [("cpu", 0.965), ("cuda", 0.97), ("mps", 0.965)])
def test_a_device_has_its_own_lines_or_the_data_sets(device: str, full: float) -> None:
    """Lines of the kind of device come first; without them those of the data set hold."""
    assert EXERCISE.lines_for("mnist", device).full == full


def test_no_lines() -> None:
    """A data set without lines is a course error with the way out."""
    with pytest.raises(CourseError, match="mlp has no accuracy lines for digits; run grader calibrate mlp"):
        EXERCISE.lines_for("digits", "cpu")
