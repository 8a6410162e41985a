"""Text that others wrote, made harmless where it is shown."""

import re

_LONGEST_CELL = 32_000
_LONGEST_BLOCK = 20_000

_SURROGATE = re.compile("[\ud800-\udfff]")
_NO_XML = re.compile("[\ufffe\uffff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
# Line and paragraph separators, and what is not seen or reorders what is. The joiners U+200C and U+200D and
# the variation selectors stay: names in many scripts, and emoji, are written with them.
_MISLEADING = re.compile(
    "[\x80-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e007f]"
)
_SPECIAL = re.compile(r"[\\`*\[\]#~|$@]|(?<![^\W_])_|_(?![^\W_])|(?<=www)\.|:(?=//)")
# What would begin a list where the text begins a line or an item: `- `, `+ `, `1. `, `1) `.
_MARKER = re.compile(r"^([0-9]*)([-+.)])")
_CODE = re.compile("(`[^`]+`)")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
# The four of ASCII, their full-width and their small forms.
_FORMULA = r"=+\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b"
_PASSED_OVER = r"(?:[^\S\t\n]|[\"'\u2018\u2019\u201c\u201d\uff02\uff07])*"
# A cell begins with its text; and, for a program that splits at semicolons, tabs or bars, after each of them
# and on each line, because such a program does not understand our quotes.
_BEGINS = rf"(?:^(?={_PASSED_OVER}[\t\n{_FORMULA}])|(?<=[;\t\n|])(?={_PASSED_OVER}[{_FORMULA}]))"
_BEGINNING = re.compile(_BEGINS)
_NEUTRAL = re.compile(rf"{_BEGINS}'")


def visible(text: str) -> str:
    r"""The text with every control character shown as a picture of it; line feeds and tabs stay.

    Escape sequences, NUL and backspace cannot act on a terminal, bidirectional controls cannot reorder a
    line, and a lone surrogate (a byte of a badly encoded name) is shown as `\xNN`, so that UTF-8 takes it.
    """
    shown = _SURROGATE.sub(_byte, text).replace("\r\n", "\n").replace("\r", "\n")
    shown = _CONTROL.sub(lambda found: "\u2421" if found[0] == "\x7f" else chr(0x2400 + ord(found[0])), shown)
    return _MISLEADING.sub("\ufffd", shown)


def in_xml(text: str) -> str:
    """Visible text without the two characters that it may have and XML 1.0 may not."""
    return _NO_XML.sub("\ufffd", text)


def cell(text: str) -> str:
    """Visible text of a length that every spreadsheet takes (32,000 characters)."""
    return shorten(visible(text), _LONGEST_CELL)


def neutral(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe stands wherever one could begin.

    That is at the text's beginning and after each `;`, `|`, tab and line feed, where the first character that
    is neither white space nor a quote is one of `= + - @`. `restored` takes the apostrophes away again.
    """
    return _BEGINNING.sub("'", text)


def restored(text: str) -> str:
    """What `neutral` was given; for programs that read the CSV tables and want the text itself."""
    return _NEUTRAL.sub("", text)


def inline(text: str) -> str:
    """The text as one line of Markdown that shows it and does nothing else."""
    return _MARKER.sub(r"\1\\\2", _escape(" ".join(visible(text).split())))


def prose(text: str) -> str:
    """The course's own text as one line of Markdown: as `inline`, but code between backticks stays code."""
    pieces = _CODE.split(" ".join(visible(text).split()))
    return "".join(piece if _CODE.fullmatch(piece) else _escape(piece) for piece in pieces)


def block(text: str, indent: str = "") -> str:
    """At most 20,000 characters of the text, in a fence that they cannot close, every line after `indent`."""
    shown = shorten(visible(text).strip("\n"), _LONGEST_BLOCK)
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    fence = "`" * max(3, longest + 1)
    return "\n".join(f"{indent}{line}".rstrip() for line in (f"{fence}text", *shown.split("\n"), fence))


def shorten(text: str, longest: int) -> str:
    """At most `longest` characters, with a word on how many are left out."""
    if len(text) <= longest:
        return text
    ending = f" … ({len(text) - longest:,} characters more)"
    return text[: longest - len(ending)] + ending


def _escape(line: str) -> str:
    return _SPECIAL.sub(lambda found: f"\\{found[0]}", line.translate(_ENTITIES))


def _byte(surrogate: re.Match[str]) -> str:
    try:
        return f"\\x{surrogate[0].encode('utf-8', 'surrogateescape').hex()}"
    except UnicodeEncodeError:
        return f"\\u{ord(surrogate[0]):04x}"
