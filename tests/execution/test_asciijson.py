"""Structs as JSON in pure ASCII."""

import math

import pytest

from grader.execution.asciijson import from_ascii, to_ascii
from grader.model.exercise import Exercise
from grader.model.job import Job, Terms
from grader.model.result import JobResult
from grader.model.submission import Submission


def test_round_trip_of_a_job() -> None:
    """A job comes back equal, its bytes and the lone surrogates of a badly encoded name included."""
    job = Job(
        submission=Submission(student="J\udcfcrgen", slug="mlp", filename="mlp.py", source=b"\x00\xff"),
        exercise=Exercise(slug="mlp", title="A perceptron"),
        terms=Terms(seed=3),
    )
    text = to_ascii(job)
    assert text.isascii()
    assert "\n" not in text
    assert from_ascii(text, Job) == job
    assert from_ascii(memoryview(text.encode()), Job).key == job.key


def test_not_a_number_stays_one() -> None:
    """A NaN among the measures is no null afterwards."""
    result = JobResult(key="k", student="ada", slug="mlp", checks=(), measures={"loss": math.nan})
    assert math.isnan(from_ascii(to_ascii(result), JobResult).measures["loss"])


@pytest.mark.parametrize("text", ["", "ready?", "[]", '{"key": 1}', "{", "[" * 10**5, "9" * 10**4], ids=len)
def test_other_text(text: str) -> None:
    """Whatever is no such struct raises ValueError."""
    with pytest.raises(ValueError):  # noqa: PT011  (the two libraries word it differently)
        from_ascii(text, JobResult)
