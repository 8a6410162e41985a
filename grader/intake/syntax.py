"""Parse what students wrote, as far as that is safe: nothing is executed, and no text takes too long."""

import ast
import re
import warnings

# Trees take some thousand bytes for each byte of the nastiest text.
_LONGEST = 256 * 1024
# The parser's time grows with the square of a dotted name's length.
_CHAIN = re.compile(r"(?:\.\w{1,99}){200}")
_BLANKS = str.maketrans("", "", " \t\f\r\n\\")


class NoProgram(Exception):  # noqa: N818  (it is an answer, and no error of ours)
    """The text is no Python program; its message is one line."""


def parse(text: str) -> ast.Module:
    """The tree of a program that compiles.

    Raises:
        NoProgram: it does not, or is too long or too deep to find out.
    """
    if len(text) > _LONGEST:
        raise NoProgram(f"longer than {_LONGEST // 1024} KiB")
    if _CHAIN.search(text.translate(_BLANKS)):
        raise NoProgram("a dotted name of more than 200 parts")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
            # The parser alone does not see all of it: a `return` outside a function, for one.
            compile(tree, "<submission>", "exec", dont_inherit=True)
    except SyntaxError as error:
        where = f", line {error.lineno}" if error.lineno else ""
        raise NoProgram(f"{error.msg}{where}") from error
    except (RecursionError, MemoryError) as error:
        raise NoProgram("nested too deeply") from error
    except (ValueError, OverflowError) as error:
        raise NoProgram("not text that a program can have") from error
    return tree
