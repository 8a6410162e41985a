"""Students of a run, on a platform's list."""

import pytest

from grader.intake.directory import make_directory
from grader.intake.matched import match
from grader.intake.roster import Entry, Roster
from grader.model.errors import UsageError
from grader.model.person import Person

ROSTER = Roster(
    name="list.csv",
    entries=(
        Entry(person=Person(student="ada@u", name="Lovelace, Ada", email="ada@u", account="11"), line=2),
        Entry(person=Person(student="kim@u", name="Kim Lee", email="kim@u", account="12"), line=3),
        Entry(person=Person(student="lee@u", name="Kim Lee", email="lee@u", account="13"), line=4),
    ),
)


def test_everybody_finds_their_line() -> None:
    """By what is known of a person, or by the student's name alone; whoever is on no line is left out."""
    people = [
        Person(student="k", account="13"),
        Person(student="x", name="Kim Lee", email="kim@u", account="12"),
    ]
    lines = match(["Ada Lovelace", "k", "x", "nobody"], people, make_directory(ROSTER))
    assert lines == {"Ada Lovelace": 2, "k": 4, "x": 3}


def test_a_name_of_two_people_is_nobodys() -> None:
    """Where only a name is known and two people bear it, the error names both lines."""
    with pytest.raises(UsageError, match=r"list.csv, lines 3 and 4: 'Kim Lee' may be either's"):
        match(["Kim Lee"], [], make_directory(ROSTER))


def test_two_students_on_one_line() -> None:
    """The one whose person is known is meant; where that tells nothing, the error names the line."""
    people = [Person(student="ada", email="ada@u")]
    assert match(["Ada Lovelace", "ada"], people, make_directory(ROSTER)) == {"ada": 2}
    with pytest.raises(UsageError, match=r"list.csv, line 2: 'Ada Lovelace' and 'ada' are both this person"):
        match(["Ada Lovelace", "ada"], [], make_directory(ROSTER))
