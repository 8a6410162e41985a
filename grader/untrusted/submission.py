"""Making a module of a student's file."""

import ast
import linecache
import sys
from types import ModuleType

from grader.untrusted.definitions import keep_definitions


def load_submission(filename: str, source: bytes, *, definitions_only: bool) -> ModuleType:
    """Execute the file's top level, or only its definitions, as a module that bears the file's name.

    Its lines are made known to `linecache`, because the file itself is not in this sandbox. Whatever the student's
    code raises passes through.
    """
    tree = ast.parse(source, filename)
    text = ast_text(source)
    linecache.cache[filename] = (len(text), None, text.splitlines(keepends=True), filename)
    if definitions_only:
        tree = keep_definitions(tree)
    name = filename.removesuffix(".py")
    module = ModuleType(name)
    module.__file__ = filename
    sys.modules[name] = module
    code = compile(tree, filename, "exec", dont_inherit=True)
    exec(code, module.__dict__)  # noqa: S102  (this is what a worker is for)
    return module


def ast_text(source: bytes) -> str:
    """The file's text for quoting lines; the parser has already judged its encoding."""
    return source.decode("utf-8-sig", errors="replace")
