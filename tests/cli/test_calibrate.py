"""`grader calibrate`, with real jobs in a small course."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.catalog.calibrations import read_calibration, write_calibration

EXERCISE = """\
from grader.hookspecs import hookimpl
from grader.model.exercise import Exercise
from grader.model.regimen import Regimen


@hookimpl
def grader_exercises(course):
    regimens = {"digits": Regimen(epochs=1)}
    return [Exercise(slug="double", title="Doubled", trains=True, regimens=regimens)]
"""
TESTS = '''\
import pytest


@pytest.mark.points(1)
def test_double(submission, exercise, terms, record_property):
    """The accuracy follows from the seed, and from what the solution says."""
    assert exercise.lines_for(terms.data, terms.device).attempts == 1
    record_property("accuracy", (900 + submission.double(terms.seed)) / 1000)
'''


@pytest.fixture
def calibration(course: Path) -> Path:
    """The course's one exercise made one that trains; where its calibration goes."""
    folder = course / "exercises" / "double"
    (folder / "exercise.py").write_text(EXERCISE, encoding="utf-8")
    (folder / "hidden_tests.py").write_text(TESTS, encoding="utf-8")
    return folder / "calibration" / "digits-cpu.json"


@pytest.mark.slow
def test_solutions_are_trained_and_filed(
    grader: Callable[..., Any],
    course: Path,
    calibration: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Real jobs of the solution fill the file; the same command again finds nothing to do.

    Either says what lines follow and how seldom they wrong somebody, or how many runs are lacking.
    """
    monkeypatch.setenv("GRADER_CACHE", str(tmp_path / "cache"))
    arguments = ("calibrate", "double", "--data", "digits", "--device", "cpu", "--course", course)
    said = grader(*arguments, "--seeds", "3", "--jobs", "2")
    assert said.code == 0, said
    assert "3 to train\n" in said.out
    assert "double  seed 2  90.40 %" in said.out
    assert said.out.endswith("double, digits, cpu: too few runs for lines (3 of 29)\n")
    one = read_calibration(calibration)
    assert one is not None
    assert one.accuracies == {0: 0.9, 1: 0.902, 2: 0.904}
    write_calibration(calibration, one.with_runs(dict.fromkeys(range(100), 0.9) | {7: 0.91}))
    said = grader(*arguments, "--seeds", "2")
    assert said.out == (
        "0 to train; 2 are on file and are kept\n"
        "double, digits, cpu: 100 trainings; full 89.5 %, partial 84.5 %; "
        "with 95 % confidence a correct solution falls short in at most 1 of 38,000\n"
    )


def test_nothing_to_calibrate(grader: Callable[..., Any], course: Path) -> None:
    """A course that trains nothing is told so in a line, and nothing is written."""
    said = grader("calibrate", "--data", "digits", "--course", course)
    assert said.code == 2
    assert "no exercise of this course trains on digits" in said.err
    assert not (course / "exercises" / "double" / "calibration").exists()
