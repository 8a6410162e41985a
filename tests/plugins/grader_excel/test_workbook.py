"""The workbook, read back by openpyxl and by pandas."""

import sys
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from grader_excel.workbook import ExcelReporter

from grader.model.errors import UsageError
from grader.model.outcome import Outcome
from grader.model.person import Person
from grader.report.frames import grades_frame
from grader.seams import Gradings

HOSTILE = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "#N/A",
    "\x1b[2J\x00\x0b",
    "007",
    "Jos\udce9",
    "🦀",
]
FORMULA = '=HYPERLINK("http://x.y")\nsecond line\ufffe'


@pytest.fixture
def run(make_run: Callable[..., Gradings], handed_in: Callable[..., list], make_result: Callable) -> Gradings:
    """Students whose names are formulas, one of whom could not be graded, and a message that is one."""
    results = [make_result(name, message=FORMULA, seed=2**40) for name in HOSTILE[1:]]
    results.append(make_result(HOSTILE[0], outcome=Outcome.INTERNAL_ERROR))
    people = [Person(student="=1+1", name="=2+2")]
    return make_run(submissions=handed_in(*HOSTILE), results=results, people=people)


def test_text_is_text_and_numbers_are_numbers(run: Gradings, tmp_path: Path) -> None:
    """No cell is a formula or an error, whatever is in it, and points are numbers or empty."""
    (path,) = ExcelReporter().write(run, tmp_path)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["grades", "scores", "checks"]
    assert {cell.data_type for sheet in book for row in sheet for cell in row} == {"s", "n"}
    names = [book["grades"].cell(row=row, column=1).value for row in range(2, 12)]
    assert names[:6] == HOSTILE[:6]
    assert names[6:] == ["␛[2J␀␋", "007", "Jos\\xe9", "🦀"]
    first = [cell.value for cell in book["grades"][2]]
    assert first == ["=1+1", "=2+2", None, None, None, None]
    assert book["checks"]["I5"].value == '=HYPERLINK("http://x.y")\nsecond line\ufffd'


def test_pandas_reads_the_same_tables(run: Gradings, tmp_path: Path) -> None:
    """What pandas reads has the columns, the rows and the figures of the report's own tables."""
    (path,) = ExcelReporter().write(run, tmp_path)
    read = pd.read_excel(
        path, sheet_name="grades", dtype={"student": str}, keep_default_na=False, na_values=[""]
    )
    table = grades_frame(run)
    assert list(read.columns) == list(table.columns)
    assert read["mlp"].astype("float64").equals(table["mlp"])
    assert read["total"].isna().all()


def test_it_looks_right_when_opened(run: Gradings, tmp_path: Path) -> None:
    """The header stays in sight and filters, columns fit what is in them, shares are shown as percent."""
    (path,) = ExcelReporter().write(run, tmp_path)
    scores = openpyxl.load_workbook(path)["scores"]
    assert (scores.freeze_panes, scores.auto_filter.ref) == ("B2", scores.dimensions)
    assert all(cell.font.bold for cell in scores[1])
    assert scores["E4"].number_format == "0.0%"
    assert 8 <= scores.column_dimensions["A"].width <= 60
    assert scores["A2"].number_format == "@"


def test_without_openpyxl(run: Gradings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the extra is not installed, the error says how to get it, and no file is left."""
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(UsageError, match=r"the report excel needs openpyxl; pip install 'grader\[excel\]'"):
        ExcelReporter().write(run, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_class(make_run: Callable[..., Gradings], tmp_path: Path) -> None:
    """A run without a student is a workbook with headers."""
    (path,) = ExcelReporter().write(make_run(), tmp_path)
    assert pd.read_excel(path, sheet_name="scores").columns[0] == "student"
