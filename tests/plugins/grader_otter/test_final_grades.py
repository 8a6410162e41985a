"""The table as Otter 7 writes it, read as its users read it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from grader_otter.final_grades import OtterReporter

from grader.model.outcome import Outcome
from grader.seams import Gradings

SLUGS = ("mlp", "conv_strided")


@pytest.fixture
def run(make_run: Callable[..., Gradings], handed_in: Callable[..., list], make_result: Callable) -> Gradings:
    """Bob has all of the points, =Ada none of one exercise, and eve could not be graded."""
    ends = [("bob", "mlp", Outcome.PASSED), ("bob", "conv_strided", Outcome.PASSED)]
    ends += [("=Ada", "mlp", Outcome.FAILED), ("=Ada", "conv_strided", Outcome.PASSED)]
    ends += [("eve", "mlp", Outcome.INTERNAL_ERROR), ("eve", "conv_strided", Outcome.PASSED)]
    results = [make_result(*end, "no memory\nleft") for end in ends]
    return make_run(submissions=handed_in("bob", "=Ada", "eve"), results=results)


def test_it_is_otters_table(run: Gradings, tmp_path: Path) -> None:
    """Columns, their order, the row of points possible and the order of rows are Otter's."""
    (path,) = OtterReporter().write(run, tmp_path)
    assert path.name == "final_grades.csv"
    assert path.read_text(encoding="utf-8").splitlines() == [
        "file,conv_strided,mlp,total_points_earned,percent_correct,grading_status",
        "points-per-question,1,5,6,1,--",
        "'=Ada,1,0,1,0.1667,Completed",
        "bob,1,5,6,1,Completed",
        "eve,1,,,,not graded: no memory",
    ]


def test_whoever_is_not_graded_is_no_zero(run: Gradings, tmp_path: Path) -> None:
    """Read with pandas, an exercise that is not graded is missing, and a total over it, too."""
    (path,) = OtterReporter().write(run, tmp_path)
    table = pd.read_csv(path).set_index("file")
    assert table.loc["eve", ["mlp", "total_points_earned", "percent_correct"]].isna().all()
    assert table.loc["eve", "conv_strided"] == 1


def test_an_empty_class(make_run: Callable[..., Gradings], tmp_path: Path) -> None:
    """A run without a student is a header."""
    (path,) = OtterReporter().write(make_run(), tmp_path)
    assert path.read_text(encoding="utf-8").count("\n") == 1


@pytest.mark.skipif("GRADER_OTTER" not in os.environ, reason="GRADER_OTTER names no folder with Otter in it")
def test_otters_own_writer_agrees(run: Gradings, tmp_path: Path) -> None:
    """What Otter itself makes of the same class is this table, but for whom it could not grade.

    .ci/run installs Otter into a folder of its own, because it brings a browser and Sphinx along.
    """
    (path,) = OtterReporter().write(run, tmp_path / "ours")
    table = pd.read_csv(path, keep_default_na=False)
    (first, *rows) = table.to_dict("records")
    graded = [[row["file"], {slug: [row[slug], first[slug]] for slug in SLUGS}] for row in rows[:2]]
    given = {"graded": graded, "failed": [["eve", "not graded: no memory"]]}
    theirs = tmp_path / "theirs.csv"
    subprocess.run(
        [sys.executable, Path(__file__).with_name("by_otter.py"), path, theirs],
        env=os.environ | {"PYTHONPATH": os.environ["GRADER_OTTER"]},
        input=json.dumps(given),
        text=True,
        check=True,
    )
    made = pd.read_csv(theirs, keep_default_na=False)
    assert list(made.columns) == list(table.columns)
    assert made.head(3).astype(str).map(_plain).equals(table.head(3).astype(str).map(_plain))
    ungraded = ["file", "grading_status"]
    assert made.loc[3, ungraded].equals(table.loc[3, ungraded])
    # Both tables together, as Otter puts the tables of several runs together.
    merged = pd.read_csv(theirs.with_suffix(".merged"), keep_default_na=False)
    assert list(merged["file"]) == ["points-per-question"] * 2 + ["'=Ada"] * 2 + ["bob"] * 2 + ["eve"] * 2


def _plain(text: str) -> str:
    try:
        return f"{float(text):.10g}"
    except ValueError:
        return text
