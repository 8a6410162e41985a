"""Making a module of a student's file."""

import ast
import importlib.util
import io
import linecache
import sys
from types import ModuleType

from grader.untrusted.definitions import execute_definitions


def load_submission(filename: str, source: bytes, *, definitions_only: bool) -> tuple[ModuleType, str]:
    """Execute the file's top level, or only its definitions, as a module that bears the file's name.

    Its lines are made known to `linecache`, because the file itself is not in this sandbox. Whatever the
    student's code raises passes through, except from a definition: that one is left out.

    Returns:
        The module, and a note on what was left out of its definitions (empty if nothing was).
    """
    tree = ast.parse(source, filename)
    # What is no program is refused as a whole, and the parser alone does not see all of it.
    code = compile(tree, filename, "exec", dont_inherit=True)
    lines = io.StringIO(decode_source(source)).readlines()
    linecache.cache[filename] = (len(source), None, lines, filename)
    name = filename.removesuffix(".py")
    module = ModuleType(name)
    module.__file__ = filename
    sys.modules[name] = module
    if definitions_only:
        return module, execute_definitions(tree, filename, module.__dict__)
    exec(code, module.__dict__)  # noqa: S102  (this is what a worker is for)
    return module, ""


def decode_source(source: bytes) -> str:
    """The file's text, in the encoding that it declares."""
    try:
        return importlib.util.decode_source(source)
    except (SyntaxError, UnicodeDecodeError):
        # The parser has accepted it, and these lines are only for quoting.
        return source.decode("utf-8", errors="replace")
