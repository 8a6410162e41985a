"""What students get who misremember a formula, held to the formulas of the guide."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from grader.judging.misconceptions import convolution, hints, of_layers, transposed

LETTERS = ["ik", "ikp", "iks", "iksp", "iksd", "ikspd"]
TRANSPOSED = ["ik", "iksp", "ikspa"]
# The guide's neutral values: whoever forgets one of these forgets nothing.
NEUTRAL = {"s": 1, "p": 0, "d": 1, "a": 0}
SIZES = st.fixed_dictionaries(
    {
        "i": st.integers(1, 40),
        "k": st.integers(1, 9),
        "s": st.integers(1, 6),
        "p": st.integers(0, 6),
        "d": st.integers(1, 5),
        "a": st.integers(0, 5),
    }
)


def right(i: int, k: int, s: int = 1, p: int = 0, d: int = 1) -> int:
    """Relation 15 of the guide."""
    return (i + 2 * p - (k + (k - 1) * (d - 1))) // s + 1


def right_transposed(i: int, k: int, s: int = 1, p: int = 0, a: int = 0) -> int:
    """Relation 14 of the guide."""
    return s * (i - 1) + a + k - 2 * p


@given(SIZES, st.sampled_from(LETTERS))
def test_a_mistake_about_a_neutral_letter_is_none(sizes: dict[str, int], letters: str) -> None:
    """Where stride, padding and dilation change nothing, leaving them out gives the right answer."""
    case = tuple(NEUTRAL.get(letter, sizes[letter]) for letter in letters)
    for text, formula in convolution(letters).items():
        if "left out" in text or "side only" in text:
            assert formula(*case) == right(**dict(zip(letters, case, strict=True))), text


@given(SIZES)
def test_leaving_a_letter_out_is_the_formula_without_it(sizes: dict[str, int]) -> None:
    """What follows from a missing letter is the right formula with that letter's neutral value."""
    case = tuple(sizes[letter] for letter in "ikspd")
    named = dict(zip("ikspd", case, strict=True))
    for word, letter in (("padding", "p"), ("stride", "s"), ("dilation", "d")):
        formula = convolution("ikspd")[f"when the {word} is left out"]
        assert formula(*case) == right(**{**named, letter: NEUTRAL[letter]})


@given(SIZES)
def test_the_same_of_transposed_convolutions(sizes: dict[str, int]) -> None:
    """Their padding, stride and output padding, left out, are their neutral values."""
    case = tuple(sizes[letter] for letter in "ikspa")
    named = dict(zip("ikspa", case, strict=True))
    for word, letter in (("padding", "p"), ("stride", "s"), ("output padding", "a")):
        formula = transposed("ikspa")[f"when the {word} is left out"]
        assert formula(*case) == right_transposed(**{**named, letter: NEUTRAL[letter]})


@pytest.mark.parametrize(
    ("letters", "mistakes", "truth"),
    [(letters, convolution(letters), right) for letters in LETTERS]
    + [(letters, transposed(letters), right_transposed) for letters in TRANSPOSED],
)
def test_every_mistake_is_one(letters: str, mistakes: dict[str, object], truth: object) -> None:
    """Each formula is wrong somewhere, and takes just the letters of the relation."""
    cases = [
        tuple({"i": i, "k": 3, "s": 2, "p": 1, "d": 2, "a": 1}[one] for one in letters) for i in range(5, 15)
    ]
    for text, formula in mistakes.items():
        answers = [
            (formula(*case), truth(**dict(zip(letters, case, strict=True))))  # type: ignore[operator]
            for case in cases
        ]
        assert any(wrong != true for wrong, true in answers), text


@pytest.mark.parametrize(("letters", "word"), [("ik", "stride"), ("iks", "padding"), ("iksp", "dilation")])
def test_a_relation_without_a_letter_has_no_mistake_about_it(letters: str, word: str) -> None:
    """A student is never told of a number that the function does not take."""
    assert not any(word in text for text in convolution(letters))


@given(SIZES, st.sampled_from(LETTERS))
def test_hints_are_of_wrong_answers_only(sizes: dict[str, int], letters: str) -> None:
    """Whatever the case, the right answer has no hint, and each hint begins with the answer it explains."""
    case = tuple(sizes[letter] for letter in letters)
    answer = right(**dict(zip(letters, case, strict=True)))
    assume(answer >= 1)
    found = hints(convolution(letters), case, answer)
    assert answer not in found
    assert all(text.startswith(f"{wrong} is what you get ") for wrong, text in found.items())


def test_the_first_of_several_mistakes_is_named() -> None:
    """Two formulas with the same wrong answer give the hint of the one that stands first."""
    both = {"with one": lambda i: i + 1, "with the other": lambda i: 1 + i}
    assert hints(both, (3,), 3) == {4: "4 is what you get with one"}


def test_layers_make_no_mistake_in_reckoning() -> None:
    """A layer that is too small was given other numbers; it did not forget the + 1."""
    found = of_layers(convolution("iksp"))
    assert "when the stride is left out" in found
    assert not any("+ 1" in text or "round" in text for text in found)
