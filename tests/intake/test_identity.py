"""How one person is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.intake.identity import fold, spellings, squeeze

WORDS = st.lists(st.text(alphabet="abcdé", min_size=1, max_size=5), min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Zoë", "ZOE"),
        ("Zoe\u0308", "zoë"),
        ("  Ada   King ", "ada king"),
        ("STRASSE", "straße"),
        ("🦀", "🦀"),
    ],
)
def test_the_same_when_folded(one: str, other: str) -> None:
    """Case, accents however composed, and spare white space do not count."""
    assert fold(one) == fold(other)


def test_what_differs_stays_different() -> None:
    """Letters, and emoji, tell people apart; an email keeps its dots."""
    assert fold("Zoë") != fold("Zoa")
    assert fold("🦀") != fold("🐌")
    assert fold("a.b@u.edu") != fold("ab@u.edu")


@given(WORDS)
def test_a_name_in_any_platforms_order(words: list[str]) -> None:
    """Last name first, with or without comma, spaces and underscores, is the same name."""
    turned = f"{words[-1]}, {' '.join(words[:-1])}"
    for written in (" ".join(words), turned, "_".join(words), turned.replace(" ", "").replace(",", "")):
        assert squeeze(written) in spellings(" ".join(words))


def test_a_name_without_letters_is_itself() -> None:
    """An emoji is a name too, and nothing is none."""
    assert spellings("🦀") == {"🦀"}
    assert spellings("") == frozenset()
