"""Hidden tests as a pytest module, run without anybody else's configuration, plugins or cache."""

import contextlib
import hashlib
import io
import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from grader.judging.draws import draw_anew, draws_of_its_own
from grader.judging.verdict import where
from grader.model.errors import CourseError

# What ships with pytest and has no part in judging; starting it takes five times as long as ten checks.
_LEFT_OUT = (
    "cacheprovider", "capture", "debugging", "doctest", "faulthandler", "junitxml", "legacypath", "logging",
    "pastebin", "recwarn", "reports", "setuponly", "setupplan", "skipping", "stepwise", "subtests",
    "terminal", "threadexception", "unittest", "unraisableexception", "warnings",
)  # fmt: skip


class Suite(pytest.Module):
    """A file of hidden tests; it is executed anew for each run, and leaves no `__pycache__` and no module."""

    def _getobj(self) -> ModuleType:
        name = f"hidden_tests_{hashlib.sha256(os.fsencode(self.path)).hexdigest()[:16]}"
        module = ModuleType(name)
        module.__file__ = str(self.path)
        code = compile(self.path.read_bytes(), str(self.path), "exec", dont_inherit=True)
        # Dataclasses and their like look their module up while it is executed.
        sys.modules[name] = module
        draw_anew(self.path.parent.name)
        try:
            exec(code, module.__dict__)  # noqa: S102  (the instructor's tests, in the process that is theirs)
        except SystemExit as error:
            # Pytest would take it for its own end.
            raise CourseError(
                f"{where(error, self.path)}: {error!r} ends the program; take it out"
            ) from error
        finally:
            del sys.modules[name]
        return module


def run_pytest(tests: Sequence[Path], plugins: Sequence[object], *options: str) -> str:
    """Have pytest run these files with these plugins; returns what pytest would have printed.

    What was observed is for the plugins to keep; pytest's exit status says nothing that is relied on. The
    environment, `sys.path`, the warning filters, the standard streams and the random generators are restored.
    """
    root = os.path.commonpath([path.parent for path in tests])
    left_out = [word for name in _LEFT_OUT for word in ("-p", f"no:{name}")]
    arguments = [
        "-c", os.devnull, "--rootdir", root, "--confcutdir", root, "--noconftest", "--assert=plain",
        "--import-mode=importlib", *left_out, *options, *map(str, tests),
    ]  # fmt: skip
    said = io.StringIO()
    with (
        _own_environment(),
        draws_of_its_own(),
        warnings.catch_warnings(),
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(said),
    ):
        warnings.simplefilter("ignore")
        pytest.main(arguments, plugins=plugins)
    return said.getvalue()


@contextlib.contextmanager
def _own_environment() -> Iterator[None]:
    environment: dict[str, str] = dict(os.environ)
    path: list[Any] = list(sys.path)
    for name in [name for name in os.environ if name.startswith("PYTEST_")]:
        del os.environ[name]
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    try:
        yield
    finally:
        for name in [name for name in os.environ if name not in environment]:
            del os.environ[name]
        os.environ.update(environment)
        sys.path[:] = path
