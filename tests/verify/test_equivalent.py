"""The list of mutants that are no mistakes."""

from pathlib import Path

import pytest

from grader.model.errors import CourseError
from grader.model.exercise import Exercise
from grader.verify.equivalent import Equivalent, read_equivalents, stale
from grader.verify.mutate import Mutant

MUTANT = Mutant(function="CNN.forward", line=9, before="x = f(x, 2)", after="x = f(x, 3)", source="")
ENTRY = {"function": "CNN.forward", "before": "x = f(x, 2)", "after": "x = f(x, 3)", "reason": "f is even"}


def read(folder: Path, text: str) -> tuple[Equivalent, ...]:
    """What a file with this text lists."""
    (folder / "equivalent.toml").write_text(text, encoding="utf-8")
    return read_equivalents(Exercise(slug="cnn", title="A CNN", folder=str(folder)))


def toml(**fields: str) -> str:
    """A file with one entry."""
    return "[[equivalent]]\n" + "".join(f"{name} = '{text}'\n" for name, text in fields.items())


def test_no_file_lists_nothing(tmp_path: Path) -> None:
    """Most exercises need none."""
    assert read_equivalents(Exercise(slug="cnn", title="A CNN", folder=str(tmp_path))) == ()


def test_an_entry_means_its_mutant(tmp_path: Path) -> None:
    """An entry means the mutant wherever its function has moved, and however its blanks are written."""
    (entry,) = read(tmp_path, toml(**{**ENTRY, "before": "  x = f( x,  2)"}))
    assert entry.means(MUTANT)
    assert stale([entry], [MUTANT]) == []


@pytest.mark.parametrize(("field", "text"), [("function", "f"), ("before", "x = f(x, 1)"), ("after", "pass")])
def test_an_entry_means_no_other(tmp_path: Path, field: str, text: str) -> None:
    """A mutant in another function, of another line or of another change is not meant."""
    listed = read(tmp_path, toml(**{**ENTRY, field: text}))
    assert stale(listed, [MUTANT]) == list(listed)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[equivalent]", "equivalent.toml: "),
        (toml(**{name: text for name, text in ENTRY.items() if name != "after"}), "after"),
        (toml(**ENTRY, line="9"), "line"),
        (toml(**{**ENTRY, "reason": " "}), "say why it is no mistake"),
        (toml(**ENTRY).replace("equivalent", "equivalents"), "equivalents"),
    ],
    ids=["no TOML", "lacks a field", "has another field", "no reason", "misspelt"],
)
def test_a_file_that_says_too_little_or_too_much(tmp_path: Path, text: str, words: str) -> None:
    """What would silence nothing, or for no reason, is an error that names the file."""
    with pytest.raises(CourseError, match=r"equivalent\.toml") as error:
        read(tmp_path, text)
    assert words in str(error.value)
