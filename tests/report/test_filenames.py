"""File names for students."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.report.filenames import file_names

ANY_NAME = st.text(
    st.characters(exclude_categories=()) | st.sampled_from("./\\:aAeÉé \0\u0301🦀\udce9"), max_size=300
)
PATH_SEPARATORS = set('/\\:*?"<>|\0\n\r\t')


@given(st.sets(ANY_NAME, max_size=8))
def test_every_name_becomes_one_file_of_its_own(students: set[str]) -> None:
    """Any set of names gets as many names, which no file system confuses, splits, hides or finds too long."""
    names = file_names(students, ".md")
    assert set(names) == students
    folded = {
        unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold()) for name in names.values()
    }
    assert len(folded) == len(students)
    for name in names.values():
        assert not set(name) & PATH_SEPARATORS
        assert not name.startswith(".")
        assert Path(name).name == name
        assert len(name.encode()) <= 255


@pytest.mark.parametrize(
    "student", ["ada", "O'Hara, Ada", "🦀", "李雷", "a.b", "José", "-rf", "ada lovelace"]
)
def test_an_ordinary_name_is_kept(student: str) -> None:
    """Commas, spaces, emoji and accents stay in the file's name."""
    assert file_names([student], ".md") == {student: f"{student}.md"}


@pytest.mark.parametrize(
    "student",
    ["..", ".", "", "../../etc/passwd", "a/b", "NUL", "con.txt", "nul .md", "COM¹", "x" * 300, ".ssh"],
)
def test_a_dangerous_name_is_altered_and_marked(student: str) -> None:
    """A name that would leave the folder, be hidden or be a device gets a digest of its own."""
    (name,) = file_names([student], ".md").values()
    assert name != f"{student}.md"
    assert len(name.rsplit("-", 1)[1]) == len("01234567.md")


@pytest.mark.parametrize(
    "students",
    [["Ann", "ann"], ["STRASSE", "straße"], ["Jose\u0301", "Jos\u00e9"], ["Ann", "ann\u200d"]],
    ids=["case", "sharp s", "accent", "joiner"],
)
def test_names_that_a_file_system_confuses_are_told_apart(students: list[str]) -> None:
    """Of two names that are one to some file system, the first keeps its own and the second is marked."""
    names = file_names(students, ".md")
    assert names[students[0]] == f"{students[0]}.md"
    assert names[students[1]].startswith(f"{students[1]}-")


def test_the_name_does_not_depend_on_who_asks(tmp_path: Path) -> None:
    """The same class gets the same file names in any order, and each of them can be made."""
    students = ["Ann", "ann", "a/b", "a_b", "..", "Jos\udce9", "x" * 300, "🦀" * 100]
    names = file_names(students, ".md")
    assert file_names(reversed(students), ".md") == names
    assert names["Ann"] == "Ann.md"
    assert names["a_b"] == "a_b.md"
    for name in names.values():
        (tmp_path / name).write_text(name)
    assert len(list(tmp_path.iterdir())) == len(students)
