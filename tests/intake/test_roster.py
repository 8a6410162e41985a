"""Class lists, of one's own and as platforms export them."""

from pathlib import Path

import pytest

from grader.intake.roster import Roster, read_roster
from grader.model.errors import UsageError
from grader.model.person import Person

CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,HW 1 (1001),Current Score,Final Score
,,,,,Manual Posting,,
    Points Possible,,,,,10.00,(read only),(read only)
"Lovelace, Ada",11,s1,ada@u.edu,A and B,,0,0
"Student, Test",99,,deadbeef,,,,
"""
MOODLE = """\
\ufeffIdentifier,"Full name","ID number","Email address",Status,Grade,"Maximum Grade","Grade can be changed"
"Participant 4711","Ada Lovelace",s1,ada@u.edu,"Submitted for grading - ",,100.00,Yes
"""
BLIND = 'Identifier,Status,Grade,"Maximum Grade"\n"Participant 4711",Submitted,,100.00\n'
GRADESCOPE = """\
First Name,Last Name,SID,Email,Role,Section
Ada,Lovelace,s1,ada@u.edu,Student,A
Grace,Hopper,,grace@u.edu,Instructor,
"""
GITHUB = 'identifier,github_username,github_id,name\n"ada@u.edu","adal","1","Ada Lovelace"\n'


def roster(folder: Path, text: str) -> Roster:
    """A roster of that text."""
    path = folder / "roster.csv"
    path.write_text(text, encoding="utf-8")
    return read_roster(path)


@pytest.mark.parametrize(
    ("text", "person"),
    [
        (
            CANVAS,
            Person(student="ada@u.edu", name="Lovelace, Ada", number="s1", login="ada@u.edu", account="11"),
        ),
        (
            MOODLE,
            Person(student="ada@u.edu", name="Ada Lovelace", email="ada@u.edu", number="s1", account="4711"),
        ),
        (BLIND, Person(student="4711", account="4711")),
        (GRADESCOPE, Person(student="ada@u.edu", name="Ada Lovelace", email="ada@u.edu", number="s1")),
        (GITHUB, Person(student="ada@u.edu", name="Ada Lovelace", login="adal", account="")),
        ("E-Mail;Folder;ID\nada@u.edu;ada;s1\n", Person(student="ada", email="ada@u.edu", number="s1")),
        ("name\tGitHub\n\nAda 🦀\tadal\n", Person(student="adal", name="Ada 🦀", login="adal")),
        ("Surname,First name\nLovelace,Ada\n", Person(student="Ada Lovelace", name="Ada Lovelace")),
    ],
)
def test_lists_as_they_come(tmp_path: Path, text: str, person: Person) -> None:
    """Each platform's export, and a list of one's own in any order, says who the one student is."""
    (entry,) = roster(tmp_path, text).entries
    assert entry.person == person


def test_a_second_login_is_an_alias(tmp_path: Path) -> None:
    """Where two columns say what somebody is called, both do."""
    (entry,) = roster(tmp_path, "username,github\nadal,countess\n").entries
    assert (entry.person.login, entry.aliases) == ("adal", ("countess",))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "Grade,Section\n1,A\n",
            "roster.csv, line 1: no column says who somebody is; call one student, name",
        ),
        (
            "name,email\nAda,a@u\n\nBob,A@U\n",
            "roster.csv, line 4: the email 'A@U' stands in line 2 too; take",
        ),
        ("student\nada\nÁda\n", "roster.csv, line 3: the student 'Áda' stands in line 2 too"),
        (
            "name\nAda King\nAda King\n",
            "roster.csv, line 3: the student 'Ada King' stands in line 2 too; take",
        ),
        ("name,email\nLovelace, Ada,a@u\n", "roster.csv, line 2: 3 cells under 2 columns; put quotes around"),
        ("name,email,group\nAda,a@u,1\n,,2\n", "roster.csv, line 3: nobody stands here"),
        ("name,email\n", "roster.csv has nobody in it"),
    ],
)
def test_what_is_wrong_names_the_line(tmp_path: Path, text: str, message: str) -> None:
    """A missing column, somebody twice, a bare comma and an empty line are errors that say where."""
    with pytest.raises(UsageError) as raised:
        roster(tmp_path, text)
    assert str(raised.value).startswith(message)
