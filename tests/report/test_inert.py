"""Text that others wrote, shown without acting."""

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from grader.report.inert import block, cell, inline, neutral, prose, shorten, visible

ANY_TEXT = st.text(st.characters(exclude_categories=()))
HOSTILE = st.text(st.sampled_from("`~*_[]()<>&#|\\!$@=+-: \n\r\t\x1b\x00\ud800\udce9\u202eaé🦀"))


@given(ANY_TEXT | HOSTILE)
def test_visible_text_controls_nothing(text: str) -> None:
    """Whatever the text, it can be encoded and keeps no control character but line feeds and tabs."""
    shown = visible(text)
    assert shown.encode().decode() == shown
    assert {one for one in shown if unicodedata.category(one) == "Cc"} <= {"\n", "\t"}
    assert not set(shown) & set("\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@given(st.from_regex(r"[a-zA-Z0-9 ,.'é🦀\n\t]*", fullmatch=True))
def test_ordinary_text_is_shown_as_it_is(text: str) -> None:
    """Letters, accents, emoji, line feeds and tabs are not touched."""
    assert visible(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", "␛[31mred"),
        ("a\0b", "a␀b"),
        ("\x7f", "␡"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("Jos\udce9", "Jos\\xe9"),
    ],
)
def test_a_control_character_is_pictured(text: str, shown: str) -> None:
    """An escape, a NUL or a stray byte can be seen for what it was."""
    assert visible(text) == shown


@given(ANY_TEXT | HOSTILE)
def test_neutral_text_is_no_formula(text: str) -> None:
    """No cell begins with a character that makes a spreadsheet compute it."""
    assert not re.match("[=+\\-@\t\r\n]", neutral(cell(text)))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-2", "@SUM(A1)", "\t=1", "\r=1", "\uff1d1"])
def test_a_formula_gets_an_apostrophe(text: str) -> None:
    """What begins like a formula is kept whole behind an apostrophe."""
    assert neutral(text if text[0] != "\r" else cell(text)) == "'" + text.replace("\r", "\n")


@pytest.mark.parametrize("text", ["ada", "1=1", "a-b", "", "' ="])
def test_plain_cells_are_not_touched(text: str) -> None:
    """Text that is no formula gets no apostrophe."""
    assert neutral(text) == text


@given(ANY_TEXT | HOSTILE)
@example("<script>alert(1)</script>")
def test_inline_text_has_no_bare_markup(text: str) -> None:
    """One line comes out, with no tag, no entity of the text's own, and every mark of Markdown escaped."""
    line = inline(text)
    assert "\n" not in line
    assert not set(line) & {"<", ">"}
    assert re.sub(r"&(amp|lt|gt);", "", line).count("&") == 0
    assert not set(re.sub(r"\\[\\`*\[\]#~|$@_.:]", "", line)) & set("\\`*[]#~|$@")


def test_names_of_python_stay_readable() -> None:
    """An underscore inside a word is left alone, one that could begin emphasis is not."""
    assert inline("train_epoch has no __init__") == r"train_epoch has no \_\_init\_\_"


def test_code_in_the_courses_own_words_stays_code() -> None:
    """Between backticks nothing is escaped, beside them everything, and one backtick alone is no code."""
    assert prose("`x_*y` gives\n<a*b> `") == r"`x_*y` gives &lt;a\*b&gt; \`"


def test_addresses_are_no_links() -> None:
    """A bare address is not turned into a link."""
    assert inline("https://a.b and www.a.b and [x](y)") == r"https\://a.b and www\.a.b and \[x\](y)"


@given(ANY_TEXT | HOSTILE, st.sampled_from(["", "  "]))
@example("```\n# out\n````", "")
def test_a_block_cannot_be_left(text: str, indent: str) -> None:
    """Between the fences no line closes them, and every line with text keeps the indent."""
    lines = block(text, indent).split("\n")
    assert all(line.startswith(indent) for line in lines if line.strip())
    opening, *inside, closing = (line.removeprefix(indent) for line in lines)
    fence = opening.removesuffix("text")
    assert closing == fence
    assert set(fence) == {"`"}
    assert len(fence) >= 3
    assert not [line for line in inside if fence in line]


@given(st.text(max_size=200), st.integers(40, 100))
def test_long_text_is_cut_with_a_word(text: str, longest: int) -> None:
    """What is too long says so within its length; what is not stays whole."""
    short = shorten(text, longest)
    assert len(short) <= longest
    assert short == text if len(text) <= longest else short.endswith(" characters more)")
