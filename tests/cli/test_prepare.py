"""`grader prepare`: an image made ready."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Grader = Callable[..., Any]


def test_the_data_set_is_in_the_cache(
    grader: Grader, tmp_path: Path, write_exercise: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a course that trains, the data set is fetched to where grading looks for it."""
    write_exercise(tmp_path / "course", trains=True)
    monkeypatch.setenv("GRADER_CACHE", str(tmp_path / "cache"))
    done = grader("prepare", "--course", tmp_path / "course", "--data", "digits")
    assert (done.code, "ready: 1 exercises, 2 checks, digits in the cache" in done.out) == (0, True)
    assert list((tmp_path / "cache").iterdir())


def test_a_course_that_trains_nothing_needs_no_data(
    grader: Grader, tmp_path: Path, course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is fetched then."""
    monkeypatch.setenv("GRADER_CACHE", str(tmp_path / "cache"))
    assert grader("prepare", "--course", course).out == "ready: 1 exercises, 2 checks\n"
    assert not (tmp_path / "cache").exists()


def test_a_broken_course_is_found_out(
    grader: Grader, tmp_path: Path, write_exercise: Callable[..., Path]
) -> None:
    """Hidden tests that cannot be collected are an error while the image is made."""
    write_exercise(tmp_path / "course", tests="import nothing_of_that_name\n")
    done = grader("prepare", "--course", tmp_path / "course")
    assert (done.code, "nothing_of_that_name" in done.err) == (2, True)
