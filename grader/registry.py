"""The one module that calls pluggy: a typed method per hook."""

import hashlib
import importlib.util
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import pluggy

from grader import hookspecs
from grader.model.errors import CourseError, GraderError, PluginError, SandboxUnavailable, UsageError
from grader.model.exercise import Exercise
from grader.model.submission import Intake
from grader.seams import Executor, ExecutorSettings, Reporter, Sandbox


class Registry:
    """The plugins of one run: the built-in ones given here, installed ones, and a course's exercises."""

    def __init__(self, builtin: Sequence[object] = (), *, installed: bool = True) -> None:
        self._manager = pluggy.PluginManager("grader")
        self._manager.add_hookspecs(hookspecs)
        for plugin in builtin:
            self._register(plugin)
        if installed:
            try:
                self._manager.load_setuptools_entrypoints("grader")
            except (Exception, SystemExit) as error:
                raise PluginError(f"an installed plugin could not be loaded: {error!r}") from error
            self._check()

    def add_exercise_module(self, path: Path) -> None:
        """Execute an `exercise.py` from its folder and register it as a plugin.

        Raises:
            CourseError: the file cannot be executed, implements a hook that does not exist or with arguments
                that it does not have, or was added before.
        """
        module = _execute(path)
        try:
            self._register(module, name=str(path))
        except PluginError as error:
            raise CourseError(f"{path}: {error}") from error

    def exercises(self, course: Path) -> list[Exercise]:
        """What all plugins offer for the course, flattened."""
        offered = self._flattened("grader_exercises", course=course)
        for one in offered:
            if not isinstance(one, Exercise):
                raise PluginError(f"a plugin's grader_exercises offered {one!r}, which is no Exercise")
        return offered

    def submissions(self, source: Path, exercises: Sequence[Exercise]) -> Intake:
        """What the first plugin that knows the form of `source` finds there."""
        found = self._call("grader_submissions", source=source, exercises=exercises)
        if not isinstance(found, Intake):
            raise UsageError(
                f"{source}: no submissions in a form that is known; "
                "expected <student>/<slug>.py, <student>/<slug>.ipynb or <student>.zip below it"
            )
        return found

    def sandbox(self, name: str, secrets: Sequence[Path]) -> Sandbox:
        """The sandbox called `name`."""
        made: Sandbox | None = self._call("grader_sandbox", name=name, secrets=secrets)
        if made is None:
            raise SandboxUnavailable(
                f"there is no sandbox called {name!r}; `grader doctor` lists those there are"
            )
        return made

    def executor(
        self, name: str, settings: ExecutorSettings, notify: Callable[[str], None] = lambda _: None
    ) -> Executor:
        """The executor called `name`; it tells `notify` in a line what its user should know meanwhile."""
        made: Executor | None = self._call("grader_executor", name=name, settings=settings, notify=notify)
        if made is None:
            raise UsageError(
                f"there is no executor called {name!r}; there are local, inline, and dask://HOST:PORT"
            )
        return made

    def reporters(self) -> list[Reporter]:
        """What all plugins offer, flattened, the built-in ones first."""
        return self._flattened("grader_reporters")

    def commands(self) -> list[click.Command]:
        """What all plugins offer, flattened.

        Raises:
            PluginError: a plugin offered something else, or two of them offered commands of one name.
        """
        offered: list[click.Command] = []
        for one in self._flattened("grader_commands"):
            if not isinstance(one, click.Command) or not one.name:
                raise PluginError(
                    f"a plugin's grader_commands offered {one!r}, which is no command of click's"
                )
            if one.name in {other.name for other in offered}:
                raise PluginError(f"two plugins offer a command {one.name!r}; uninstall one of them")
            offered.append(one)
        return offered

    def _flattened(self, hook: str, **arguments: object) -> list[Any]:
        # Pluggy asks the plugin that was registered last first.
        lists = self._call(hook, **arguments)[::-1]
        for offered in lists:
            if not isinstance(offered, list | tuple):
                raise PluginError(f"a plugin's {hook} returned {offered!r}, not a list")
        return [one for offered in lists for one in offered]

    def _call(self, hook: str, **arguments: object) -> Any:
        try:
            return getattr(self._manager.hook, hook)(**arguments)
        except GraderError:
            raise
        except Exception as error:
            raise PluginError(f"a plugin's {hook} failed: {error!r}") from error

    def _register(self, plugin: object, name: str | None = None) -> None:
        try:
            self._manager.register(plugin, name=name)
        except (pluggy.PluginValidationError, ValueError) as error:
            reason = " ".join(str(error).split())
            raise PluginError(f"{reason}; grader/hookspecs.py lists the hooks") from error
        self._check()

    def _check(self) -> None:
        try:
            self._manager.check_pending()
        except pluggy.PluginValidationError as error:
            raise PluginError(f"{error}; grader/hookspecs.py lists the hooks") from error


def _execute(path: Path) -> ModuleType:
    place = hashlib.sha256(os.fsencode(path)).hexdigest()[:16]
    name = f"grader_course_{path.parent.name}_{place}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise CourseError(f"{path}: not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        del sys.modules[name]
        raise CourseError(f"{path}: {type(error).__name__}: {error}") from error
    return module
