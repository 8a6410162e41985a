"""Submissions under the names of a roster."""

from pathlib import Path

import pytest

from grader.intake.enrol import enrol
from grader.intake.roster import Roster, read_roster
from grader.model.errors import UsageError
from grader.model.exercise import Exercise
from grader.model.person import Person
from grader.model.submission import Finding, Intake, Submission

LIST = """\
name,email,id,github
"Lovelace, Ada",ada@u.edu,s1,countess
"Þór Ærling",thor@u.edu,s2,
Zoë 🦀,zoe@u.edu,s3,
Max Müller,max@u.edu,s4,
"""


def roster(folder: Path, text: str = LIST) -> Roster:
    """A roster of that text."""
    (folder / "roster.csv").write_text(text, encoding="utf-8")
    return read_roster(folder / "roster.csv")


def intake(*students: str, **fields: object) -> Intake:
    """What these students handed in."""
    works = tuple(
        Submission(student=student, slug="mlp", filename="mlp.py", source=student.encode())
        for student in students
    )
    return Intake(submissions=works, **fields)


@pytest.mark.parametrize(
    ("folder", "student"),
    [
        ("Ada Lovelace", "countess"),
        ("lovelaceada", "countess"),
        ("LOVELACE, ADA", "countess"),
        ("ada", "countess"),
        ("Countess", "countess"),
        ("S1", "countess"),
        ("Þór_Ærling", "thor@u.edu"),
        ("Zoe\u0308 🦀", "zoe@u.edu"),
        ("zoe", "zoe@u.edu"),
        ("Max Muller", "max@u.edu"),
    ],
)
def test_a_folder_is_found_by_any_of_its_names(
    tmp_path: Path, exercises: list[Exercise], folder: str, student: str
) -> None:
    """Name, email, number, login, in any case and without accents, lead to the one person."""
    enrolled = enrol(intake(folder), roster(tmp_path), exercises)
    sources = {one.student: one.source for one in enrolled.submissions if one.source}
    assert sources == {student: folder.encode()}


def test_nobody_is_lost(tmp_path: Path, exercises: list[Exercise]) -> None:
    """A stranger is graded and listed; whoever handed in nothing stands in every exercise."""
    found = Finding(student="ada", path="ada/x", message="no")
    enrolled = enrol(intake("ada", "stranger", findings=(found,)), roster(tmp_path), exercises)
    assert {one.student for one in enrolled.submissions} == {
        "countess", "stranger", "thor@u.edu", "zoe@u.edu", "max@u.edu",
    }  # fmt: skip
    absent = [one for one in enrolled.submissions if one.student == "max@u.edu"]
    assert [one.slug for one in absent] == [exercise.slug for exercise in exercises]
    assert {one.problem for one in absent} == {"not handed in"}
    assert [(one.student, one.message) for one in enrolled.findings] == [
        ("countess", "no"),
        ("", "stranger matches nobody on roster.csv; graded under this name"),
        ("", "3 of 4 on roster.csv handed in nothing: thor@u.edu, zoe@u.edu, max@u.edu"),
    ]
    assert [person.name for person in enrolled.people][:2] == ["Lovelace, Ada", "Þór Ærling"]


def test_two_submissions_of_one_person(tmp_path: Path, exercises: list[Exercise]) -> None:
    """The one that bears the person's name is theirs; the other keeps its name, and both are graded."""
    enrolled = enrol(intake("Ada Lovelace", "COUNTESS", "countess"), roster(tmp_path), exercises)
    sources = {one.student: one.source for one in enrolled.submissions if one.source}
    assert sources == {
        "countess": b"countess", "COUNTESS": b"COUNTESS", "Ada Lovelace": b"Ada Lovelace",
    }  # fmt: skip
    said = [one.message for one in enrolled.findings if "both" in one.message]
    assert said == [
        f"{name} and countess are both countess's (roster.csv, line 2); {name} is graded under its own name"
        for name in ("COUNTESS", "Ada Lovelace")
    ]


def test_what_may_be_two_peoples_is_nobodys(tmp_path: Path, exercises: list[Exercise]) -> None:
    """A folder that fits two people is an error that names both lines, unless the roster says whose it is."""
    with pytest.raises(UsageError, match=r"roster.csv, lines 2 and 3: 'kim' may be either's"):
        enrol(intake("kim"), roster(tmp_path, "name,login\nKim,k1\nAda,kim\n"), exercises)
    with pytest.raises(UsageError, match=r"lines 2 and 3"):
        enrol(intake("ada"), roster(tmp_path, "email\nada@u.edu\nada@v.edu\n"), exercises)
    said = roster(tmp_path, "folder,name,login\nf1,Kim,k1\nkim,Ada,k2\n")
    enrolled = enrol(intake("kim"), said, exercises)
    assert {one.student for one in enrolled.submissions if one.source} == {"kim"}


def test_the_platforms_number_settles_it(tmp_path: Path, exercises: list[Exercise]) -> None:
    """Two people of one name are told apart by the number that the platform has for them."""
    text = "Student,ID,SIS Login ID,Section\nKim Lee,11,k1,A\nKim Lee,12,k2,A\n"
    people = (Person(student="leekim (12)", name="leekim", account="12"),)
    enrolled = enrol(intake("leekim (12)", people=people), roster(tmp_path, text), exercises)
    assert {one.student for one in enrolled.submissions if one.source} == {"k2"}
    assert [person.name for person in enrolled.people] == ["Kim Lee", "Kim Lee"]
    enrolled = enrol(intake("11"), roster(tmp_path, text), exercises)
    assert {one.student for one in enrolled.submissions if one.source} == {"k1"}


def test_somebody_elses_number_is_somebody_else(tmp_path: Path, exercises: list[Exercise]) -> None:
    """Whoever is called as somebody on the roster, and has another number, takes nobody's place."""
    listed = roster(tmp_path, "student,canvas user id\nada,11\nbob,12\n")
    people = [("lovelaceada", "11"), ("ada", "66"), ("bob", "67")]
    known = tuple(Person(student=name, account=number) for name, number in people)
    enrolled = enrol(intake("lovelaceada", "ada", "bob", people=known), listed, exercises[:1])
    assert {one.student: one.source for one in enrolled.submissions} == {
        "ada": b"lovelaceada", "ada (66)": b"ada", "bob": b"", "bob (67)": b"bob",
    }  # fmt: skip
    assert {one.student: one.account for one in enrolled.people} == {
        "ada": "11", "bob": "12", "ada (66)": "66", "bob (67)": "67",
    }  # fmt: skip


@pytest.mark.parametrize("column", ["", "student"])
def test_a_chosen_name_gives_way_to_an_address(
    tmp_path: Path, exercises: list[Exercise], column: str
) -> None:
    """Whoever calls themselves as somebody else keeps their own place, or has none, and takes nobody's."""
    listed = roster(tmp_path, f"{column or 'name'},email\nAda,ada@u.edu\nBob,bob@u.edu\nCleo,cleo@u.edu\n")
    people = [("Ada", "bob@u.edu"), ("Countess", "ada@u.edu"), ("Cleo", "x@u.edu"), ("C.", "cleo@u.edu")]
    known = tuple(Person(student=name, email=email) for name, email in people)
    enrolled = enrol(intake(*(name for name, _ in people), people=known), listed, exercises[:1])
    places = {one.source: one.student for one in enrolled.submissions if one.source}
    emails = {one.student: one.email for one in enrolled.people}
    assert emails[places[b"Ada"]] == "bob@u.edu"
    assert emails[places[b"Countess"]] == "ada@u.edu"
    assert emails[places[b"C."]] == "cleo@u.edu"
    assert emails[places[b"Cleo"]] == "x@u.edu"


def test_of_two_who_are_called_alike_neither_is_taken(tmp_path: Path, exercises: list[Exercise]) -> None:
    """Where names alone lead two people of the platform's to one of the roster's, both keep their own."""
    names = ["Ada Lovelace (11)", "Ada Lovelace (66)"]
    known = tuple(Person(student=one, name="Ada Lovelace", account=one[-3:-1]) for one in names)
    enrolled = enrol(intake(*names, people=known), roster(tmp_path), exercises[:1])
    assert [one.student for one in enrolled.submissions if one.source] == names
    assert "countess" in {one.student for one in enrolled.submissions if one.problem}
    assert sum("does not say who is who" in one.message for one in enrolled.findings) == 2


def test_a_login_of_a_platform_is_a_login_and_nothing_else(tmp_path: Path, exercises: list[Exercise]) -> None:
    """Who takes another person's name, number or address for a login on GitHub is not that person."""
    people = (Person(student="max", login="max"), Person(student="countess", login="countess"))
    enrolled = enrol(intake("max", "countess", people=people), roster(tmp_path), exercises)
    sources = {one.student: one.source for one in enrolled.submissions if one.source}
    assert sources == {"countess": b"countess", "max": b"max"}
    assert "max matches nobody on roster.csv" in enrolled.findings[0].message
    without = roster(tmp_path, LIST.replace("github", "other"))
    found = enrol(intake("max", people=people[:1]), without, exercises).submissions
    assert {one.student: one.source for one in found if one.source} == {"max@u.edu": b"max"}
