"""A merged gradebook, read by the rules of Canvas's importer.

That is lib/gradebook_importer.rb of instructure/canvas-lms.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from grader_canvas.gradebook import merge

from grader.intake.sheet import read_sheet
from grader.model.errors import UsageError
from grader.model.outcome import Outcome
from grader.seams import Gradings

EXPORT = (
    "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Notes,Perceptron (901),Strides (902),"
    "My Final Score (903),Assignments Current Score,Final Score\r\n"
    ",,,,,,,Manual Posting,,,\r\n"
    "    Points Possible,,,,,,5.00,1.00,5.00,(read only),(read only)\r\n"
    '"Lovelace, Ada",11,s1,ada,A and B,"says ""hi, you""",,0.25,,50.00,50.00\r\n'
    '"Turing, Alan 🦀",12,s2,alan,A,,EX,1.00,,,\r\n'
    "Hopper Grace,13,s3,grace,A,,4.00,N/A,,,\r\n"
    '"Student, Test",99,,deadbeef,,,,,,,\r\n'
)
_PASSED_OVER = re.compile(
    "Current Score|Current Points|Current Grade|Final Score|Final Points|Final Grade|"
    "Override Score|Override Grade|Override Status"
)
_NOBODY = re.compile(r"\s*(Muted|Manual Posting.*)?\s*", re.IGNORECASE)


def grades(text: str) -> Mapping[tuple[int, int], str]:
    """By Canvas's numbers of student and assignment, the grade; what it would make anew is an error here."""
    separator = _separator(text)
    lines = [line for line in text.splitlines(keepends=True) if not re.fullmatch(r"[;, ]+\s*", line)]
    header, *rows = csv.reader(io.StringIO("".join(lines)), delimiter=separator)
    assert "Student" in header[0]
    assert "ID" in header[1]
    assert len(header) > 3
    read_only: set[int] = set()
    found: dict[tuple[int, int], str] = {}
    columns = dict(_assignments(header))
    for row in rows:
        if "Points Possible" in row[0]:
            read_only = {column for column in columns if re.search(r"read\s+only", row[column])}
        elif not all(_NOBODY.fullmatch(cell) for cell in row if cell):
            student = int(re.match(r"\d*", row[1])[0] or 0)  # type: ignore[index]
            assert student, f"Canvas would look for {row[0]!r} by their name"
            found |= {(student, columns[one]): _number(row[one].strip()) for one in columns}
    return {key: grade for key, grade in found.items() if key[1] not in {columns[one] for one in read_only}}


def _assignments(header: list[str]) -> Iterator[tuple[int, int]]:
    begin = next(column for column, cell in enumerate(header) if cell == "Section") + 1
    for cell in header[begin:]:
        found = re.fullmatch(r"(.*)\s\((\d+)\)", cell)
        if not _PASSED_OVER.search(cell) and cell != "Notes":
            assert found, f"Canvas would make an assignment {cell!r}"
            yield header.index(cell), int(found[2])


def _number(cell: str) -> str:
    """Commas or points are between thousands, and the last of them is before decimals."""
    if not re.fullmatch(r"-?[0-9.,]+%?", cell):
        return cell
    *whole, last = re.split("[,.]", cell)
    return f"{''.join(whole)}.{last}" if whole else last


def _separator(text: str) -> str:
    first = text.splitlines(keepends=True)[:3]
    counts = dict.fromkeys(";,", 0)
    for one in counts:
        sizes = {len(next(csv.reader([line], delimiter=one), [])) for line in first}
        counts[one] = sizes.pop() if len(sizes) == 1 else 0
    return ";" if counts[";"] > counts[","] else ","


@pytest.fixture
def run(make_run: Callable[..., Gradings], handed_in: Callable[..., list], make_result: Callable) -> Gradings:
    """Ada has all of the points, Alan none, and Grace could not be graded."""
    ends = {"ada": Outcome.PASSED, "alan": Outcome.FAILED, "grace": Outcome.INTERNAL_ERROR}
    results = [make_result(who, slug, how) for who, how in ends.items() for slug in ("mlp", "conv_strided")]
    return make_run(submissions=handed_in(*ends), results=results)


def merged(run: Gradings, folder: Path, text: str, columns: dict[str, str]) -> str:
    """The file to import."""
    (folder / "export.csv").write_bytes(text.encode())
    return merge(run, read_sheet(folder / "export.csv"), columns, scaled=True).content.decode()


@pytest.mark.parametrize("semicolons", [False, True])
def test_canvas_takes_the_points_and_changes_nothing_else(
    run: Gradings, tmp_path: Path, *, semicolons: bool
) -> None:
    """Read by its importer, the grades that differ from the export's are those of the run."""
    text = EXPORT
    if semicolons:
        cells = csv.reader(io.StringIO(EXPORT.removeprefix("\ufeff")))
        rows = [[re.sub(r"^(\d+)\.(\d\d)$", r"\1,\2", cell) for cell in row] for row in cells]
        out = io.StringIO()
        csv.writer(out, delimiter=";").writerows(rows)
        text = out.getvalue()
    after = grades(merged(run, tmp_path, text, {"Perceptron (901)": "mlp", "Strides (902)": "conv_strided"}))
    before = grades(text)
    assert set(after) == set(before)
    changed = {key: float(after[key]) for key in after if after[key] != before[key]}
    assert changed == {(11, 901): 5, (11, 902): 1, (12, 902): 0}


def test_what_canvas_would_pass_over_is_refused(run: Gradings, tmp_path: Path) -> None:
    """Canvas leaves out every column with one of its own names in it, so grades would be lost there."""
    assert (11, 903) not in grades(EXPORT)
    with pytest.raises(UsageError, match=r"passes over 'My Final Score \(903\)', because there is 'Final S"):
        merged(run, tmp_path, EXPORT, {"My Final Score (903)": "mlp"})
