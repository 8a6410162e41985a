"""Text that others wrote, shown without acting."""

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from grader.report.inert import block, cell, inline, neutral, prose, restored, shorten, visible

ANY_TEXT = st.text(st.characters(exclude_categories=()))
HOSTILE = st.text(st.sampled_from("`~*_[]()<>&#|\\!$@=+-: \n\r\t\x1b\x00\ud800\udce9\u202eaé🦀"))


@given(ANY_TEXT | HOSTILE)
def test_visible_text_controls_nothing(text: str) -> None:
    """Whatever the text, it can be encoded and keeps no control character but line feeds and tabs."""
    shown = visible(text)
    assert shown.encode().decode() == shown
    assert {one for one in shown if unicodedata.category(one) == "Cc"} <= {"\n", "\t"}
    assert not set(shown) & set("\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert not set(shown) & set("\xad\u200b\u200e\u200f\u2060\u3164\ufeff\U000e0041")


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


FORMULAS = st.text(st.sampled_from("=+-@\uff1d\ufe62'\" \n\t\r;|a1"))


@given(ANY_TEXT | HOSTILE | FORMULAS)
def test_neutral_text_is_no_formula(text: str) -> None:
    """However a program splits lines and columns, no piece of a cell begins like a formula."""
    shown = neutral(cell(text))
    assert not shown.startswith(("\t", "\n"))
    for piece in re.split("[;|\t\n]", shown):
        first = unicodedata.normalize(
            "NFKC", piece.lstrip(' \xa0\u3000"\u201c\u201d\u2018\u2019\uff02\uff07')
        )[:1]
        assert first not in set("=+-@")


@given(ANY_TEXT | FORMULAS)
def test_the_text_of_a_neutral_cell_can_be_had_again(text: str) -> None:
    """Nothing is lost: of any text, `restored` gives back what `neutral` was given."""
    assert restored(neutral(text)) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t'=1"),
        ("\uff1d1", "'\uff1d1"),
        ("\ufe631", "'\ufe631"),
        (' "=1', "' \"=1"),
        ("'=1", "''=1"),
        ("a;=1", "a;'=1"),
        ("a\n\n- b", "a\n\n'- b"),
        ("a\t@b|-c", "a\t'@b|'-c"),
    ],
)
def test_a_formula_gets_an_apostrophe(text: str, shown: str) -> None:
    """What begins like a formula, here or behind a separator, is kept behind an apostrophe."""
    assert neutral(text) == shown


@pytest.mark.parametrize("text", ["ada", "1=1", "a-b", "", "a; b", "a, -1", "a\n\nb", "'tis"])
def test_plain_cells_are_not_touched(text: str) -> None:
    """Text that is no formula gets no apostrophe."""
    assert neutral(text) == text


@pytest.mark.parametrize("run", ["\n", " ", "'", ";", "\t'", "; "])
def test_a_long_run_of_what_is_passed_over_is_read_in_one_go(run: str) -> None:
    """A million characters that might precede a formula are no work to speak of."""
    text = run * (1_000_000 // len(run))
    assert restored(neutral(text)) == text


@given(ANY_TEXT | HOSTILE)
@example("<script>alert(1)</script>")
def test_inline_text_has_no_bare_markup(text: str) -> None:
    """One line comes out, with no tag, no entity of the text's own, and every mark of Markdown escaped."""
    line = inline(text)
    assert "\n" not in line
    assert not set(line) & {"<", ">"}
    assert re.sub(r"&(amp|lt|gt);", "", line).count("&") == 0
    assert not set(re.sub(r"\\[\\`*\[\]#~|$@_.:)+-]", "", line)) & set("\\`*[]#~|$@")


def test_names_of_python_stay_readable() -> None:
    """An underscore inside a word is left alone, one that could begin emphasis is not."""
    assert inline("train_epoch has no __init__") == r"train_epoch has no \_\_init\_\_"


@pytest.mark.parametrize(
    ("text", "line"),
    [("- a", r"\- a"), ("12. a", r"12\. a"), ("3) a", r"3\) a"), ("+", r"\+"), ("a - b", "a - b")],
)
def test_a_line_begins_no_list(text: str, line: str) -> None:
    """What would begin a list at the beginning of a line or an item is escaped there, and not elsewhere."""
    assert inline(text) == line


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
