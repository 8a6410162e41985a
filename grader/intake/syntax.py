"""Parse what students wrote, as far as that is safe: nothing is executed, and no text takes too long."""

import ast
import re
import symtable
import unicodedata
import warnings
from collections.abc import Iterator

from grader.intake.place import find_misplaced

# Trees take some thousand bytes for each byte of the nastiest text.
LONGEST = 64 * 1024
# The parser's time grows with the square of a dotted name's length.
_CHAIN = re.compile(r"(?:\.\w{1,99}+){200}")
_BLANKS = str.maketrans("", "", " \t\f\r\n\\")
# And with that of a run of accents on one letter; 30 is Unicode's own bound (UAX #15, stream-safe text).
_ACCENTS_LIMIT = 30
_FOREIGN = re.compile(rf"[^\x00-\x7f]{{{_ACCENTS_LIMIT // 4},}}")


class NoProgram(Exception):  # noqa: N818  (it is an answer, and no error of ours)
    """The text is no Python program; its message is one line."""


def parse(text: str) -> ast.Module:
    """The tree of a program, which is not compiled.

    The compiler multiplies out constants (`'a' * 4000 + ...`), and writes a `finally` within a `finally`
    twice: a few lines take it gigabytes. So what it alone complains of may be left to the sandbox, but for
    the mistakes that a notebook's cell may hold by accident, such as a `return` outside a function.

    Raises:
        NoProgram: it is none, or is too long or too deep to find out.
    """
    if len(text) > LONGEST:
        raise NoProgram(f"longer than {LONGEST // 1024} KiB")
    if _CHAIN.search(text.translate(_BLANKS)):
        raise NoProgram("a dotted name of more than 200 parts")
    if any(_is_piled(found[0]) for found in _FOREIGN.finditer(text)):
        raise NoProgram(f"more than {_ACCENTS_LIMIT} accents on one letter")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            # The parser alone does not see all of it: an argument that is there twice, for one.
            symtable.symtable(text, "<submission>", "exec")
            tree = ast.parse(text)
    except SyntaxError as error:
        where = f", line {error.lineno}" if error.lineno else ""
        raise NoProgram(f"{error.msg}{where}") from error
    except (RecursionError, MemoryError) as error:
        raise NoProgram("nested too deeply") from error
    except (ValueError, OverflowError) as error:
        raise NoProgram("not text that a program can have") from error
    if found := find_misplaced(tree):
        raise NoProgram(found)
    return tree


def _is_piled(text: str) -> bool:
    count = 0
    for is_accent in _accents(text):
        count = count + 1 if is_accent else 0
        if count > _ACCENTS_LIMIT:
            return True
    return False


def _accents(text: str) -> Iterator[bool]:
    # One character may stand for several accents (U+0F73), and be none by itself.
    for char in text:
        for part in unicodedata.normalize("NFKD", char):
            yield unicodedata.combining(part) != 0
