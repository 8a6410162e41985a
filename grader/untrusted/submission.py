"""Making a module of a student's file."""

import ast
import importlib.util
import io
import linecache
import sys
from collections.abc import Callable
from types import ModuleType

from grader.untrusted.definitions import execute_definitions
from grader.untrusted.faults import File


def load_submission(file: File, source: bytes, *, definitions_only: bool) -> tuple[ModuleType, str]:
    """Execute the file's top level, or only its definitions, as a module that bears the file's name.

    A file that is called like a module of Python or torch does not take that module's place. What IPython
    gives to every notebook, and to the scripts it exports, is there and does nothing.

    Its lines are made known to `linecache`, because the file itself is not in this sandbox. Whatever the
    student's code raises passes through, except from a definition: that one is left out.

    Returns:
        The module, and a note on what was left out of its definitions (empty if nothing was).
    """
    filename = file.name
    tree = ast.parse(source, filename)
    # What is no program is refused as a whole, and the parser alone does not see all of it.
    code = compile(tree, filename, "exec", dont_inherit=True)
    lines = io.StringIO(decode_source(source)).readlines()
    linecache.cache[filename] = (len(source), None, lines, filename)
    name = _module_name(filename)
    module = ModuleType(name)
    module.__file__ = filename
    module.get_ipython = Shell  # type: ignore[attr-defined]
    if file.cells:
        module.display = print  # type: ignore[attr-defined]
    sys.modules[name] = module
    if definitions_only:
        return module, execute_definitions(tree, file, module.__dict__)
    exec(code, module.__dict__)  # noqa: S102  (this is what a worker is for)
    return module, ""


class Shell:
    """What `get_ipython()` returns: whatever is asked of it, it does nothing and returns an empty list."""

    def __getattr__(self, name: str) -> Callable[..., list[str]]:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *_args, **_kwargs: []


def _module_name(filename: str) -> str:
    name = filename.rpartition("/")[2].rpartition(".")[0]
    taken = name in sys.modules or name in sys.stdlib_module_names
    return name if name.isidentifier() and not taken else "submission"


def decode_source(source: bytes) -> str:
    """The file's text, in the encoding that it declares."""
    try:
        return importlib.util.decode_source(source)
    except (SyntaxError, UnicodeDecodeError):
        # The parser has accepted it, and these lines are only for quoting.
        return source.decode("utf-8", errors="replace")
