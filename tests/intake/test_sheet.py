"""CSV files of others."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.intake.sheet import read_sheet
from grader.model.errors import UsageError

CELLS = st.text(alphabet='aé🦀 ,;"\t\r\n', max_size=6)


def write(folder: Path, content: bytes) -> Path:
    """A file of these bytes."""
    path = folder / "sheet.csv"
    path.write_bytes(content)
    return path


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), max_size=5), st.sampled_from(",;\t"))
def test_it_reads_what_python_writes(tmp_path: Path, rows: list[list[str]], separator: str) -> None:
    """Whatever is in the cells, they are those that Python's csv module wrote."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows([["one", "two"], *rows])
    sheet = read_sheet(write(tmp_path, out.getvalue().encode()))
    written = [row for row in rows if any(cell.strip() for cell in row)]
    assert [list(row.cells) for row in sheet.rows] == written
    assert sheet.replaced({}) == out.getvalue().encode()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_only_the_cell_changes(tmp_path: Path, encoding: str, end: str) -> None:
    """A new cell leaves every other byte alone: byte-order mark, line ends, needless quotes."""
    text = 'Student,"HW 1 (7)",Note{0}"Lovelace, Ada",,"x ""y"""{0}{0}Bob,3,{0}"Eve",4'.replace("{0}", end)
    sheet = read_sheet(write(tmp_path, text.encode(encoding)))
    assert [row.line for row in sheet.rows] == [2, 4, 5]
    changed = sheet.replaced({(sheet.rows[0], 1): '9,"5"', (sheet.rows[2], 1): ""})
    assert changed == text.replace(',,"x', ',"9,""5""","x').replace('"Eve",4', '"Eve",').encode(encoding)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"name\nJos\xe9\n", "sheet.csv, line 2: byte 0xe9 is not UTF-8; save it as 'CSV UTF-8'"),
        (b"name\n\na\0b\n", "sheet.csv, line 3: a byte 0x00, so this is no text"),
        (b'name\n"Ada\nBob\n', 'sheet.csv, line 2: a quote (") opens here and is never closed'),
        (b" \n,,\n", "sheet.csv is empty"),
    ],
)
def test_what_cannot_be_read_names_the_line(tmp_path: Path, content: bytes, message: str) -> None:
    """Another encoding, no text, an open quote and an empty file are usage errors that say where."""
    with pytest.raises(UsageError) as raised:
        read_sheet(write(tmp_path, content))
    assert str(raised.value).startswith(message)


def test_what_is_no_file(tmp_path: Path) -> None:
    """A missing file and a folder are usage errors that name them."""
    with pytest.raises(UsageError, match=r"nothing\.csv does not exist; name a CSV file"):
        read_sheet(tmp_path / "nothing.csv")
    with pytest.raises(UsageError, match="is a folder"):
        read_sheet(tmp_path)
