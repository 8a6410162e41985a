"""`grader demo`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest


def test_folder_of_somebody_else(grader: Callable[..., Any], tmp_path: Path) -> None:
    """A folder that no demo made is left as it is."""
    (tmp_path / "thesis.txt").write_text("years of work\n", encoding="utf-8")
    said = grader("demo", tmp_path)
    assert said.code == 2
    assert "no demo made it" in said.err
    assert (tmp_path / "thesis.txt").is_file()


def test_folder_that_cannot_be(grader: Callable[..., Any], tmp_path: Path) -> None:
    """A place where no folder can be made ends with 2 and one line."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    said = grader("demo", tmp_path / "file" / "demo")
    assert said.code == 2
    assert "name another folder: grader demo DIR" in said.err
    assert said.err.count("\n") == 1


@pytest.mark.slow
def test_demo_without_mnist(grader_process: Callable[..., Any], tmp_path: Path) -> None:
    """Without MNIST the demo says so, takes the digits, and grades its class as its names promise."""
    said = grader_process(
        "demo",
        tmp_path / "demo",
        GRADER_CACHE=str(tmp_path / "cache"),
        GRADER_MNIST_MIRRORS="http://127.0.0.1:9/",
    )
    if "the wall cannot be built here" in said.err:
        pytest.skip(said.err)
    assert said.code == 0, said.err
    assert "MNIST cannot be had here" in said.out
    assert "scikit-learn's digits" in said.out
    assert "Open next:" in said.out
    scores = pd.read_csv(tmp_path / "demo" / "results" / "scores.csv", keep_default_na=False)
    assert set(scores[scores.accuracy != ""].data) == {"digits"}
    assert (scores[scores.student == "Ada Lovelace"].fraction == 1).all()
    assert {"passed", "failed", "timed_out", "raised"} <= set(scores.outcome)
