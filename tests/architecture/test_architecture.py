"""What holds for the source as a whole."""

import ast
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader import hookspecs
from grader.registry import Registry

_ROOT = Path(__file__).parents[2]
_SOURCES = sorted(path for part in ("grader", "plugins") for path in (_ROOT / part).rglob("*.py"))
_LONGEST = 300
_UNPICKLERS = {"pickle", "cPickle", "_pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_the_layers_hold() -> None:
    """No part imports what is above it, and nobody imports the untrusted side."""
    pytest.importorskip("importlinter", reason="import-linter is not installed")
    program = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=_ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", _SOURCES, ids=lambda path: str(path.relative_to(_ROOT)))
def test_a_file_is_short_and_says_what_it_is(path: Path) -> None:
    """No file has more than 300 lines, and each begins with a docstring."""
    source = path.read_text(encoding="utf-8")
    assert source.count("\n") <= _LONGEST
    assert ast.get_docstring(ast.parse(source))


def test_the_package_itself_imports_nothing() -> None:
    """`grader/__init__.py`, which every worker executes, is a docstring."""
    (only,) = ast.parse((_ROOT / "grader" / "__init__.py").read_bytes()).body
    assert isinstance(only, ast.Expr)


@pytest.mark.parametrize("part", ["wire", "untrusted", "warm"])
def test_what_workers_execute_is_light_to_import(part: str) -> None:
    """The packages that a worker executes import nothing by themselves."""
    assert not list(_imports(_ROOT / "grader" / part / "__init__.py"))


def test_nothing_unpickles() -> None:
    """No file imports a library that makes objects of bytes."""
    used = {
        (path.name, name) for path in _SOURCES for name in _imports(path) if name.split(".")[0] in _UNPICKLERS
    }
    assert not used


def test_numpy_never_unpickles() -> None:
    """Wherever a file of arrays is loaded, pickled objects in it are refused."""
    loads = [
        node
        for path in _SOURCES
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("np.load", "numpy.load", "torch.load")
    ]
    for node in loads:
        safe = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
        assert safe.get("allow_pickle") == "False" or safe.get("weights_only") == "True", ast.unparse(node)


def test_every_hook_is_documented_as_it_is() -> None:
    """Each hook has a docstring, types for all its arguments, and names no argument that it lacks."""
    hooks = {name: one for name, one in vars(hookspecs).items() if name.startswith("grader_")}
    assert hooks
    for name, hook in hooks.items():
        signature = inspect.signature(hook)
        assert inspect.getdoc(hook), name
        assert signature.return_annotation is not inspect.Signature.empty, name
        for parameter in signature.parameters.values():
            assert parameter.annotation is not inspect.Parameter.empty, name
        named = set(re.findall(r"`(\w+)`", inspect.getdoc(hook) or ""))
        lower = {word for word in named if word.islower()}
        known = set(signature.parameters) | {"problem", "folder", "digest"}
        assert lower <= known, f"{name} speaks of {lower - known}"


def test_every_hook_has_a_method_of_the_registry() -> None:
    """The registry has one method for each hook, named like it."""
    for name in vars(hookspecs):
        if name.startswith("grader_"):
            assert callable(getattr(Registry, name.removeprefix("grader_"), None)), name


@pytest.mark.parametrize("module", ["grader.sandbox.plugin", "grader.untrusted.single", "grader.warm.client"])
def test_a_students_own_system_can_import_it(module: str) -> None:
    """What `check` needs on macOS and Windows imports without what only Linux or Unix has."""
    program = (
        "import os, signal, socket, sys\n"
        "for name in ('fcntl', 'resource', 'pwd', 'grp', 'termios', 'pyseccomp'):\n"
        "    sys.modules[name] = None\n"
        "for owner, name in ((os, 'pidfd_open'), (os, 'fork'), (signal, 'pidfd_send_signal'),\n"
        "                    (socket, 'AF_UNIX'), (socket, 'send_fds'), (socket, 'MSG_WAITALL')):\n"
        "    if hasattr(owner, name):\n"
        "        delattr(owner, name)\n"
        "sys.modules['torch'] = sys.modules['torchvision'] = None\n"
        "sys.modules['grader.untrusted.laboratory'] = sys\n"
        f"import {module}\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
