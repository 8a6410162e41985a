"""Grades and comments in Moodle's grading worksheet, and in a table for its gradebook."""

import csv
import html
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from grader_moodle.table import table
from grader_moodle.worksheet import fill

from grader.intake.sheet import read_sheet
from grader.model.errors import UsageError
from grader.model.outcome import Outcome
from grader.model.person import Person
from grader.report.filled import Filled
from grader.seams import Gradings

WORKSHEET = (
    'Identifier,"Full name","ID number","Email address",Status,Grade,"Maximum Grade","Grade can be changed",'
    '"Last modified (submission)","Last modified (grade)","Feedback comments"\n'
    '"Participant 11","Lovelace, Ada",s1,ada@u.edu,"Submitted for grading - ",,5.00,Yes,-,-,\n'
    '"Participant 12","Alan Turing 🦀",s2,alan@u.edu,Submitted,1.00,5.00,Yes,-,"1 May 2026, 9:00 AM",'
    '"well, ""ok"""\n'
    '"Participant 13","Grace Hopper",s3,grace@u.edu,Submitted,4.00,5.00,Yes,-,-,'
    "<p>Graded automatically:</p>old\n"
    '"Participant 14","Locked Lou",s4,lou@u.edu,Submitted,3.00,5.00,No,-,-,\n'
    '"Participant 16","Cy","cy@u.edu",cy@u.edu,"No submission",1.50,5.00,Yes,-,-,\n'
    '"Participant 15","Absent Ann",s5,ann@u.edu,"No submission",2.00,5.00,Yes,-,-,\n'
)
PEOPLE = [
    Person(student="ada", account="11", email="ada@u.edu"),
    Person(student="alan", email="alan@u.edu", number="s2"),
    Person(student="grace", name="Hopper, Grace", number="s3"), Person(student="lou", email="lou@u.edu"),
]  # fmt: skip


@pytest.fixture
def run(make_run: Callable[..., Gradings], handed_in: Callable[..., list], make_result: Callable) -> Gradings:
    """Ada, Lou and a stranger have all of the points, Alan none, and Grace was not graded."""
    ends = {"ada": Outcome.PASSED, "alan": Outcome.FAILED, "lou": Outcome.PASSED, "who": Outcome.PASSED}
    results = [make_result(student, "mlp", outcome, "<b>a & b\x1b</b>") for student, outcome in ends.items()]
    results.append(make_result("grace", "mlp", Outcome.INTERNAL_ERROR))
    works = [*handed_in(*ends, "grace"), *handed_in("cy", problem="not handed in")]
    return make_run(submissions=works, results=results, people=PEOPLE)


def filled(run: Gradings, folder: Path, what: str = "mlp", text: str = WORKSHEET, **how: bool) -> Filled:
    """What filling that worksheet comes to."""
    path = folder / "worksheet.csv"
    path.write_text(text, encoding="utf-8", newline="")
    return fill(run, read_sheet(path), what, scaled=how.get("scaled", False))


def rows(made: Filled) -> dict[str, dict[str, str]]:
    """The rows as a CSV reader has them, by email."""
    return {row["Email address"]: row for row in csv.DictReader(io.StringIO(made.content.decode()))}


def test_grade_and_comment_go_together(run: Gradings, tmp_path: Path) -> None:
    """Whoever is graded has the points and a comment, as HTML in which a student's text is text."""
    ada = rows(filled(run, tmp_path))["ada@u.edu"]
    assert ada["Grade"] == "5"
    assert ada["Feedback comments"].startswith(
        "<p>Graded automatically:</p><p><strong>mlp</strong>: 2 of 2 points"
    )
    assert "&lt;b&gt;a &amp; b␛&lt;/b&gt;" in ada["Feedback comments"]
    assert "It learns" not in ada["Feedback comments"]
    assert "\n" not in ada["Feedback comments"]


def test_no_message_begins_a_cell_with_a_formula(
    make_run: Callable[..., Gradings], handed_in: Callable[..., list], make_result: Callable, tmp_path: Path
) -> None:
    """Split at the semicolons of entities, or at a student's own, no part begins with a formula's sign."""
    said = "a <=cmd|' /C calc'!A0; =1|@2 ;\"+3 i <= k ;'-4 >-5"
    result = make_result("ada", "mlp", Outcome.FAILED, said)
    run = make_run(submissions=handed_in("ada"), results=[result], people=PEOPLE)
    comment = rows(filled(run, tmp_path))["ada@u.edu"]["Feedback comments"]
    assert html.escape(said) in html.escape(html.unescape(comment))
    assert not [cell for cell in re.split("[;|]", comment) if cell.strip().startswith(("=", "+", "-", "@"))]


def test_what_a_person_wrote_stays(run: Gradings, tmp_path: Path) -> None:
    """A person's comment, a locked grade, and the grade of whoever is not graded stay, and each is listed."""
    made = filled(run, tmp_path)
    after = rows(made)
    assert (after["alan@u.edu"]["Grade"], after["alan@u.edu"]["Feedback comments"]) == ("0", 'well, "ok"')
    unchanged = ("grace@u.edu", "lou@u.edu", "ann@u.edu")
    assert [after[email]["Grade"] for email in unchanged] == ["4.00", "3.00", "2.00"]
    assert set(made.left) == {
        "alan: the comment in worksheet.csv is a person's, and stays",
        "lou: Moodle lets nobody change it, and the grade stays 3.00",
        "grace: not graded, and the grade stays 4.00",
        "cy: nothing to grade, and the grade stays 1.50",
        "who is not in worksheet.csv",
        "worksheet.csv, line 7: Absent Ann is not in the results",
    }


def test_every_other_byte_stays(run: Gradings, tmp_path: Path) -> None:
    """Taking out what was filled in gives the worksheet as it was."""
    made = filled(run, tmp_path).content.decode()
    ada = rows(filled(run, tmp_path))["ada@u.edu"]["Feedback comments"]
    back = made.replace(',5,5.00,Yes,-,-,"' + ada.replace('"', '""') + '"', ",,5.00,Yes,-,-,")
    back = back.replace(f",5,5.00,Yes,-,-,{ada}", ",,5.00,Yes,-,-,").replace(
        "Submitted,0,", "Submitted,1.00,"
    )
    assert back == WORKSHEET


def test_our_own_comment_is_replaced(run: Gradings, tmp_path: Path) -> None:
    """A comment of an earlier run gives way to the new one."""
    text = WORKSHEET.replace('"well, ""ok"""', "<p>Graded automatically:</p>old")
    new = rows(filled(run, tmp_path, text=text))["alan@u.edu"]["Feedback comments"]
    assert "</p>old" not in new
    assert "not passed (0 of 2 points): The output is (N, 10)." in new


def test_a_note_takes_no_check_away(
    make_run: Callable[..., Gradings], handed_in: Callable[..., list], make_result: Callable, tmp_path: Path
) -> None:
    """Where something is said of the whole file, the checks are told all the same."""
    result = make_result("ada", "mlp", Outcome.FAILED, "3 is wrong", note="a cell was left out")
    new = rows(filled(make_run(submissions=handed_in("ada"), results=[result], people=PEOPLE), tmp_path))
    comment = new["ada@u.edu"]["Feedback comments"]
    assert "a cell was left out" in comment
    assert "3 is wrong" in comment


def test_points_are_scaled_only_where_that_is_asked_for(run: Gradings, tmp_path: Path) -> None:
    """Another maximum grade is an error that says so, and with --scale a share of it."""
    text = WORKSHEET.replace("5.00,Yes", "100.00,Yes")
    with pytest.raises(
        UsageError, match="Moodle has a maximum grade of 100, and mlp has 5 points; pass --scale"
    ):
        filled(run, tmp_path, text=text)
    assert rows(filled(run, tmp_path, text=text, scaled=True))["ada@u.edu"]["Grade"] == "100"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            WORKSHEET.replace("Grade,", "Bewertung,"),
            "line 1: no column 'Grade', so this is no grading worksheet",
        ),
        (WORKSHEET.replace("5.00,Yes", "Good,Yes"), "line 2: the maximum grade 'Good' is no number"),
        (WORKSHEET.replace("ada@u.edu", "alan@u.edu"), "line 3: the email 'alan@u.edu' stands in line 2 too"),
    ],
)
def test_what_cannot_be_filled(run: Gradings, tmp_path: Path, text: str, message: str) -> None:
    """Another language's worksheet, a scale, somebody twice: an error that says where."""
    with pytest.raises(UsageError, match=message):
        filled(run, tmp_path, text=text)


def test_a_table_without_a_worksheet(run: Gradings) -> None:
    """Whoever is graded and known by email or number has a row; nobody has a row with an empty grade."""
    made = table(run, "mlp")
    read = list(csv.DictReader(io.StringIO(made.content.decode())))
    assert [(row["Email address"], row["ID number"], row["Grade"]) for row in read] == [
        ("ada@u.edu", "", "5"), ("alan@u.edu", "s2", "0"), ("lou@u.edu", "", "5"),
    ]  # fmt: skip
    assert all(row["Feedback"].startswith("<p>Graded automatically:") for row in read)
    assert made.said[-1] == "the grade item in Moodle must have a maximum grade of 5"
    assert set(made.left) == {
        "grace: not graded, and left out so that the grade in Moodle stays",
        "cy: no email and no ID number, so Moodle could not tell who it is",
        "who: no email and no ID number, so Moodle could not tell who it is",
    }


def test_nobody_is_known(make_run: Callable[..., Gradings], handed_in: Callable[..., list]) -> None:
    """Without a roster Moodle could not tell anybody, which is an error that says what to do."""
    with pytest.raises(
        UsageError, match="nobody who is graded has an email or an ID number; grade again with"
    ):
        table(make_run(submissions=handed_in("ada", problem="not handed in")), "mlp")
