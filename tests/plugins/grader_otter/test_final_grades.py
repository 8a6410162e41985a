"""The table as Otter 7 writes it, read as its users read it."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from grader_otter.final_grades import OtterReporter

from grader.model.outcome import Outcome
from grader.seams import Gradings


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
        "'=Ada,1,0,1,0.1666666667,Completed",
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


def test_otters_own_writer_agrees(run: Gradings, tmp_path: Path) -> None:
    """Where Otter is installed: what its own function makes of graded students is this table, to the cell."""
    utils = pytest.importorskip("otter.grade.utils")
    (path,) = OtterReporter().write(run, tmp_path)
    table = pd.read_csv(path, keep_default_na=False)
    (first,) = [row for row in table.to_dict("records") if row["file"] == utils.POINTS_POSSIBLE_LABEL]
    made = utils.merge_scores_to_df([_Graded(row, first) for row in table.to_dict("records")[1:3]])
    assert list(made.columns) == list(table.columns)
    assert made.astype(str).map(_plain).equals(table.head(3).astype(str).map(_plain))


def _plain(text: str) -> str:
    try:
        return f"{float(text):.6g}"
    except ValueError:
        return text


class _Graded:
    """A row as Otter's results object."""

    def __init__(self, row: dict[str, str], first: dict[str, str]) -> None:
        self.file = row["file"]
        self.total = float(row["total_points_earned"])
        self.percent = float(row["percent_correct"])
        self.possible = float(first["total_points_earned"])
        self._questions = {
            slug: {"score": float(row[slug]), "possible": float(first[slug])}
            for slug in ("mlp", "conv_strided")
        }

    def has_catastrophic_failure(self) -> bool:
        """It was graded."""
        return False

    def to_dict(self) -> dict[str, dict[str, float]]:
        """By question."""
        return self._questions
