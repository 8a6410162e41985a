"""A filled worksheet and a table, read by the rules of Moodle's own importers (moodle/moodle).

The rules are those of mod/assign/feedback/offline/importgradeslib.php and locallib.php, and files are split
as public/lib/csvlib.class.php has PHP's fgetcsv do it, which takes a backslash for an escape.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from grader_moodle.table import table
from grader_moodle.worksheet import fill

from grader.intake.sheet import read_sheet
from grader.model.outcome import Outcome
from grader.model.person import Person
from grader.seams import Gradings

WORKSHEET = (
    '\ufeffIdentifier,"Full name","Email address",Status,Grade,"Maximum Grade","Grade can be changed",'
    '"Last modified (grade)","Feedback comments"\n'
    '"Participant 11","Lovelace, Ada ""A""",ada@u.edu,"Submitted, late",,5.00,Yes,-,\n'
    '"Participant 12","Alan Turing 🦀",alan@u.edu,Submitted,1.00,5.00,Yes,-,"well, ""ok"""\n'
    '"Participant 13",Grace,grace@u.edu,Submitted,4.00,5.00,Yes,-,"<p>Graded automatically:</p>old"\n'
)
SAID = 'C:\\dir\\ "quoted\\", \\'


def php_rows(text: str) -> Iterator[list[str]]:
    """What `fgetcsv`, with a backslash for its escape, makes of a text."""
    cells, cell, quoted, at = [], "", False, 0
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").strip()
    while at < len(text):
        char, after = text[at], text[at : at + 2]
        if quoted and char == "\\":
            cell, at = cell + after, at + 2
        elif quoted and after == '""':
            cell, at = f'{cell}"', at + 2
        elif char == '"' and (quoted or not cell):
            quoted, at = not quoted, at + 1
        elif char in ",\n" and not quoted:
            cells.append(cell)
            cell, at = "", at + 1
            if char == "\n":
                yield cells
                cells = []
        else:
            cell, at = cell + char, at + 1
    yield [*cells, cell]


def taken(text: str) -> Mapping[str, tuple[str, str]]:
    """By Moodle's number, the grade and the comment that it takes."""
    header, *rows = php_rows(text)
    assert {len(row) for row in rows} == {len(header)}
    needed = ("Identifier", "Grade", "Last modified (grade)", "Feedback comments")
    at = {name: header.index(name) for name in needed}
    most = header.index("Maximum Grade")
    found = {}
    for row in rows:
        grade = row[at["Grade"]]
        assert not grade or 0 <= float(grade) <= float(row[most]), "Moodle passes over it without a word"
        found[row[at["Identifier"]][len("Participant ") :]] = (grade, row[at["Feedback comments"]])
    return found


@pytest.fixture
def run(make_run: Callable[..., Gradings], handed_in: Callable[..., list], make_result: Callable) -> Gradings:
    """Ada has all of the points, Alan none, Grace was not graded; their messages are full of escapes."""
    ends = {"ada": Outcome.PASSED, "alan": Outcome.FAILED, "grace": Outcome.INTERNAL_ERROR}
    people = [Person(student=who, email=f"{who}@u.edu", name=f"{who}, a\\") for who in ends]
    results = [make_result(who, "mlp", how, SAID) for who, how in ends.items()]
    return make_run(submissions=handed_in(*ends), results=results, people=people)


def test_moodle_takes_grade_and_comment(run: Gradings, tmp_path: Path) -> None:
    """Each row is one row to Moodle, with the run's grade; a person's comment and an ungraded one stay."""
    path = tmp_path / "worksheet.csv"
    path.write_text(WORKSHEET, encoding="utf-8")
    made = taken(fill(run, read_sheet(path), "mlp", scaled=False).content.decode())
    assert {number: grade for number, (grade, _) in made.items()} == {"11": "5", "12": "0", "13": "4.00"}
    assert made["11"][1].startswith("<p>Graded automatically:</p><p><strong>mlp</strong>")
    assert made["12"][1] == 'well, "ok"'
    assert made["13"] == taken(WORKSHEET)["13"]


def test_a_table_is_read_cell_by_cell(run: Gradings) -> None:
    """No name, however it ends, runs into the grade."""
    header, *rows = php_rows(table(run, "mlp").content.decode())
    assert [row[:4] for row in rows] == [
        ["ada@u.edu", "", "ada, a/", "5"], ["alan@u.edu", "", "alan, a/", "0"]
    ]  # fmt: skip
    assert {len(row) for row in rows} == {len(header)}
