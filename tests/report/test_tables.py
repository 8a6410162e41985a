"""The tables as files."""

import csv
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from grader.model.outcome import Outcome
from grader.model.person import Person
from grader.model.result import JobResult
from grader.model.submission import Submission
from grader.report.frames import checks_frame, grades_frame, scores_frame
from grader.report.tables import CsvReporter, ParquetReporter
from grader.seams import Gradings

FRAMES = {"grades": grades_frame, "scores": scores_frame, "checks": checks_frame}
HEADERS = {
    "grades": "student,name,mlp,conv_strided,total,percent",
    "scores": "student,exercise,earned,possible,fraction,outcome,accuracy,parameters,data,device,sandbox,"
    "seed,duration_s,submitted_at,late_s,note",
    "checks": "student,exercise,check,description,visibility,points,earned,outcome,message,duration_s",
}


@pytest.fixture
def mixed_run(
    make_run: Callable[..., Gradings],
    handed_in: Callable[..., list[Submission]],
    make_result: Callable[..., JobResult],
) -> Gradings:
    """A run with everything that is hard to write: strange names, formulas, gaps and line breaks."""
    return make_run(
        submissions=handed_in("O'Hara, Ada", "=cmd|'/C calc'!A0", "🦀", "Jos\udce9", 'say "hi"'),
        results=[
            make_result("O'Hara, Ada", measures={"accuracy": 2 / 3, "parameters": 28938.0}),
            make_result("=cmd|'/C calc'!A0", outcome=Outcome.FAILED, message="=1+1\nsecond, line\r\x1b[2J"),
            make_result("🦀", outcome=Outcome.INTERNAL_ERROR, message="-judge"),
        ],
    )


def rows_of(path: Path) -> list[dict[str, str]]:
    """A CSV file as a spreadsheet reads it."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_csv_has_exactly_these_columns(mixed_run: Gradings, tmp_path: Path) -> None:
    """Each table begins with its documented header, and grades is offered first."""
    paths = CsvReporter().write(mixed_run, tmp_path)
    assert [path.name for path in paths] == ["grades.csv", "scores.csv", "checks.csv"]
    for path in paths:
        assert path.read_text(encoding="utf-8").split("\n")[0] == HEADERS[path.stem]


@pytest.mark.parametrize("name", list(FRAMES))
def test_csv_holds_every_row(name: str, mixed_run: Gradings, tmp_path: Path) -> None:
    """No name or message, however strange, adds, drops or splits a row."""
    CsvReporter().write(mixed_run, tmp_path)
    table = FRAMES[name](mixed_run)
    read = rows_of(tmp_path / f"{name}.csv")
    assert [row["student"].removeprefix("'") for row in read] == table["student"].tolist()
    assert {len(row) for row in read} == {len(table.columns)}


def test_csv_runs_no_formula(mixed_run: Gradings, tmp_path: Path) -> None:
    """Every text cell that begins like a formula has an apostrophe, and a negative number would have none."""
    CsvReporter().write(mixed_run, tmp_path)
    cells = [cell for name in FRAMES for row in rows_of(tmp_path / f"{name}.csv") for cell in row.values()]
    assert "'=cmd|'/C calc'!A0" in cells
    assert "'=1+1\nsecond, line\n␛[2J" in cells
    assert "'-judge" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_csv_leaves_unknown_cells_empty(mixed_run: Gradings, tmp_path: Path) -> None:
    """What is not graded is an empty cell, and whole numbers are written without a fraction."""
    CsvReporter().write(mixed_run, tmp_path)
    ada, _, _, _, crab, *_ = rows_of(tmp_path / "scores.csv")
    assert (ada["earned"], ada["accuracy"], ada["parameters"], ada["seed"]) == (
        "5",
        "0.6666666667",
        "28938",
        "0",
    )
    assert (crab["earned"], crab["fraction"], crab["possible"]) == ("", "", "5")


@pytest.mark.parametrize("name", list(FRAMES))
def test_parquet_is_the_frame(name: str, mixed_run: Gradings, tmp_path: Path) -> None:
    """Reading a Parquet file gives the frame, types included, without apostrophes."""
    paths = ParquetReporter().write(mixed_run, tmp_path)
    assert [path.name for path in paths] == ["grades.parquet", "scores.parquet", "checks.parquet"]
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / f"{name}.parquet"), FRAMES[name](mixed_run))


def test_an_empty_class_has_empty_tables(make_run: Callable[..., Gradings], tmp_path: Path) -> None:
    """A run without a student writes every file with its header."""
    CsvReporter().write(make_run(), tmp_path)
    ParquetReporter().write(make_run(), tmp_path)
    for name, header in HEADERS.items():
        assert (tmp_path / f"{name}.csv").read_text() == header + "\n"
        assert list(pd.read_parquet(tmp_path / f"{name}.parquet").columns) == header.split(",")


def test_nothing_but_the_tables_is_left(mixed_run: Gradings, tmp_path: Path) -> None:
    """Writing twice leaves the same six files and no temporary one."""
    for _ in range(2):
        written = [*CsvReporter().write(mixed_run, tmp_path), *ParquetReporter().write(mixed_run, tmp_path)]
    assert sorted(tmp_path.iterdir()) == sorted(written)


def test_grades_say_who_it_is(
    make_run: Callable[..., Gradings], handed_in: Callable[..., list[Submission]], tmp_path: Path
) -> None:
    """A name that is known stands beside the student, and cannot act as a formula; otherwise it is empty."""
    people = [Person(student="ada", name="=Ada, Countess")]
    CsvReporter().write(make_run(submissions=handed_in("ada", "bob"), people=people), tmp_path)
    assert [row["name"] for row in rows_of(tmp_path / "grades.csv")] == ["'=Ada, Countess", ""]
