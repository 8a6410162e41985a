"""Gradescope's export of a class, read as it comes."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from grader_gradescope import plugin

from grader.intake import folder as built_in
from grader.model.errors import UsageError
from grader.model.exercise import Exercise
from grader.model.submission import Intake, Submission
from grader.registry import Registry

EXERCISES = (Exercise(slug="double", title="Double", defines=("double",)),)
WORK = "def double(x):\n    return {}\n"
YAML = """\
---
submission_11:
  :submitters:
  - :name: Ada Lovelace
    :sid: '1'
    :email: ada@x.org
  :created_at: 2026-11-30 17:59:59.123456789 Z
  :score: 1.0
  :results: !ruby/hash:ActiveSupport::HashWithIndifferentAccess
    tests:
    - output: "- [not: yaml"
submission_12:
  :submitters:
  - :name: Wei Zhang
    :email: wei.1@x.org
  - :name: Wei Zhang
    :email: wei.2@x.org
  :created_at: 2026-11-30 19:00:00.5 +01:00
"""


@pytest.fixture
def hand_in(tmp_path: Path) -> Callable[..., Path]:
    """An export with a folder for each number, whose work returns that number."""

    def write(text: str | None, *numbers: int) -> Path:
        root = tmp_path / "assignment_99_export"
        root.mkdir()
        if text is not None:
            (root / "submission_metadata.yml").write_text(text, encoding="utf-8")
        for number in numbers:
            (root / f"submission_{number}").mkdir()
            (root / f"submission_{number}" / "double.py").write_text(WORK.format(number))
        return root

    return write


def _read(source: Path) -> Intake:
    return Registry([built_in, plugin], installed=False).submissions(source, EXERCISES)


def _handed_in(intake: Intake) -> dict[str, Submission]:
    return {one.student: one for one in intake.submissions}


def test_a_group_hands_in_for_each_of_its_members(hand_in: Callable[..., Path]) -> None:
    """Members have the same work and time; namesakes are told apart by their addresses."""
    read = _read(hand_in(YAML, 11, 12))
    theirs = _handed_in(read)
    assert list(theirs) == ["Ada Lovelace", "Wei Zhang (wei.1@x.org)", "Wei Zhang (wei.2@x.org)"]
    assert theirs["Ada Lovelace"].submitted_at == "2026-11-30T17:59:59.123456+00:00"
    sources = {one.source for name, one in theirs.items() if name.startswith("Wei")}
    assert sources == {WORK.format(12).encode()}
    assert theirs["Wei Zhang (wei.2@x.org)"].submitted_at == "2026-11-30T19:00:00.500000+01:00"
    assert not read.findings
    assert [(one.student, one.email, one.number) for one in read.people] == [
        ("Ada Lovelace", "ada@x.org", "1"),
        ("Wei Zhang (wei.1@x.org)", "wei.1@x.org", ""),
        ("Wei Zhang (wei.2@x.org)", "wei.2@x.org", ""),
    ]


def test_the_folder_around_it_will_do(hand_in: Callable[..., Path]) -> None:
    """The folder into which the export was unzipped is read as the export itself."""
    assert len(_read(hand_in(YAML, 11, 12).parent).submissions) == 3


def test_a_submission_that_is_not_named_is_not_lost(hand_in: Callable[..., Path]) -> None:
    """It is graded under its folder's name, and that is said."""
    read = _read(hand_in(YAML, 11, 12, 13))
    assert _handed_in(read)["submission_13"].source == WORK.format(13).encode()
    (finding,) = read.findings
    assert (finding.student, "does not name submission_13" in finding.message) == ("submission_13", True)


def test_a_submission_that_is_not_there_is_said(hand_in: Callable[..., Path]) -> None:
    """Its students stand as not handed in, with the line that names it."""
    read = _read(hand_in(YAML, 12))
    assert "submission_11 is not in the export" in _handed_in(read)["Ada Lovelace"].problem
    assert [(one.student, one.path) for one in read.findings] == [
        ("Ada Lovelace", "submission_metadata.yml:3")
    ]


def test_of_several_submissions_the_newest_counts(hand_in: Callable[..., Path]) -> None:
    """Whoever stands in two is graded by the later one, and the other is named."""
    second = YAML.replace("submission_12", "submission_10").replace("wei.1@x.org", "ada@x.org")
    read = _read(hand_in(second, 10, 11))
    assert _handed_in(read)["Ada Lovelace"].source == WORK.format(10).encode()
    assert [(one.student, one.message) for one in read.findings] == [
        ("Ada Lovelace", "submission_11 is older than submission_10, which is graded")
    ]


def test_without_metadata_folders_are_students(hand_in: Callable[..., Path]) -> None:
    """Nothing is lost, and one line says what is missing."""
    read = _read(hand_in(None, 11, 12))
    assert list(_handed_in(read)) == ["submission_11", "submission_12"]
    assert [one.message for one in read.findings] == [
        "submission_metadata.yml is missing, so everybody is called after a folder; download the export again"
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("submission_1:\n  :submitters: [\n", r"submission_metadata\.yml:3: no YAML"),
        ("- one\n- two\n", r"submission_metadata\.yml:1: is no list of submissions"),
        ("", r"submission_metadata\.yml:1: is no list of submissions"),
        ("{}\n", r"submission_metadata\.yml:1: names no submission"),
        ("a: \x01\n", "no YAML"),
        ("[" * 50_000, "no YAML"),
    ],
)
def test_metadata_that_is_none_stops_the_run(hand_in: Callable[..., Path], text: str, said: str) -> None:
    """The message names the file and the line, before anything is graded under a wrong name."""
    with pytest.raises(UsageError, match=said):
        _read(hand_in(text, 1))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            ":created_at: 2026-11-30 17:59:59.123456789 Z",
            ":created_at: 2026-11-30 17:59",
            "no time with a zone",
        ),
        ("- :name: Ada Lovelace\n    :sid: '1'\n    :email: ada@x.org", "- :name: ~", "names nobody"),
        (
            ":submitters:\n  - :name: Ada Lovelace\n    :sid: '1'\n    :email: ada@x.org\n",
            "\n",
            "names nobody",
        ),
        ("submission_12:", "submission_11:", "there twice"),
    ],
)
def test_a_spoilt_entry_costs_nobody_else(
    hand_in: Callable[..., Path], old: str, new: str, said: str
) -> None:
    """What cannot be used is a finding with its line, and all work that is there is graded."""
    assert old in YAML
    read = _read(hand_in(YAML.replace(old, new), 11, 12))
    said_of = [one for one in read.findings if said in one.message]
    assert said_of
    assert said_of[0].path.startswith("submission_metadata.yml:")
    graded = {one.source for one in read.submissions}
    assert WORK.format(11).encode() in graded
    assert WORK.format(12).encode() in graded


def test_what_lies_in_a_groups_folder_is_said_to_each(hand_in: Callable[..., Path]) -> None:
    """A file for no exercise is named to every member, under the folder it lies in."""
    root = hand_in(YAML, 11, 12)
    (root / "submission_12" / "notes.docx").write_text("notes")
    said = [(one.student, one.path) for one in _read(root).findings]
    assert said == [
        ("Wei Zhang (wei.1@x.org)", "submission_12/notes.docx"),
        ("Wei Zhang (wei.2@x.org)", "submission_12/notes.docx"),
    ]


def test_a_class_of_another_form_is_left_to_others(tmp_path: Path) -> None:
    """A plain folder of students is none of Gradescope's, one called `submission_x` included."""
    for name in ("ada", "submission_x"):
        (tmp_path / name).mkdir()
    assert plugin.grader_submissions(tmp_path, EXERCISES) is None
    assert plugin.grader_submissions(tmp_path / "nowhere", EXERCISES) is None


def test_an_export_is_unzipped_first(tmp_path: Path) -> None:
    """The zip itself is told from other zips, which are left to others."""
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("assignment_9_export/submission_metadata.yml", YAML)
    with pytest.raises(UsageError, match="unzip it"):
        _read(tmp_path / "export.zip")
    (tmp_path / "other.zip").write_bytes(b"no zip")
    assert plugin.grader_submissions(tmp_path / "other.zip", EXERCISES) is None
