"""Plugins, and what becomes of those that are not as they must be."""

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest

from grader.hookspecs import hookimpl
from grader.model.errors import CourseError, PluginError, SandboxUnavailable, UsageError
from grader.model.exercise import Exercise
from grader.model.submission import Intake
from grader.registry import Registry


def plugin(**hooks: Callable[..., Any]) -> SimpleNamespace:
    """A plugin with these hooks."""
    for name, function in hooks.items():
        function.__name__ = name
    return SimpleNamespace(**{name: hookimpl(function) for name, function in hooks.items()})


def registry_of(*plugins: object) -> Registry:
    """A registry of these plugins alone."""
    return Registry(plugins, installed=False)


def add(tmp_path: Path, text: str) -> Registry:
    """Add an exercise module with this text."""
    path = tmp_path / "exercise.py"
    path.write_text("from grader.hookspecs import hookimpl\n" + text, encoding="utf-8")
    registry = registry_of()
    registry.add_exercise_module(path)
    return registry


def test_exercises_of_all_plugins(tmp_path: Path) -> None:
    """What all plugins offer comes together, in the order of the plugins."""
    one, two, three = (Exercise(slug=slug, title=slug) for slug in ("one", "two", "three"))
    registry = registry_of(
        plugin(grader_exercises=lambda: [one, two]),
        plugin(grader_exercises=lambda: (three,)),
    )
    assert registry.exercises(tmp_path) == [one, two, three]


@pytest.mark.parametrize("offered", ["mlp", 3, {"slug": "mlp"}, [Exercise], ["mlp"]])
def test_what_is_no_exercise(tmp_path: Path, offered: object) -> None:
    """A plugin that offers something else is told what it offered."""
    registry = registry_of(plugin(grader_exercises=lambda: offered))
    with pytest.raises(PluginError, match="grader_exercises"):
        registry.exercises(tmp_path)


def test_built_in_reporters_come_first() -> None:
    """Reporters are asked in the order in which their plugins were registered."""
    registry = registry_of(
        plugin(grader_reporters=lambda: ["built in"]), plugin(grader_reporters=lambda: ["installed"])
    )
    assert registry.reporters() == ["built in", "installed"]


def test_commands_have_names_of_their_own() -> None:
    """Two plugins' commands stand side by side, and one name for two of them is an error."""
    one, other = click.Command("one"), click.Command("other")
    registry = registry_of(plugin(grader_commands=lambda: [one]), plugin(grader_commands=lambda: [other]))
    assert registry.commands() == [one, other]
    twice = registry_of(plugin(grader_commands=lambda: [one]), plugin(grader_commands=lambda: [one]))
    with pytest.raises(PluginError, match="two plugins offer a command 'one'"):
        twice.commands()
    with pytest.raises(PluginError, match="no command"):
        registry_of(plugin(grader_commands=lambda: ["one"])).commands()


def test_first_intake_that_knows_the_form(tmp_path: Path) -> None:
    """A plugin that returns None leaves a folder to the others."""
    intake = Intake(submissions=())
    registry = registry_of(
        plugin(grader_submissions=lambda: intake),
        plugin(grader_submissions=lambda: None),
    )
    assert registry.submissions(tmp_path, []) is intake


def test_form_that_nobody_knows(tmp_path: Path) -> None:
    """Submissions that no plugin can read are an error with the form that is known."""
    with pytest.raises(UsageError, match="<student>/<slug>"):
        registry_of().submissions(tmp_path, [])


def test_names_that_nobody_knows() -> None:
    """A sandbox or an executor that there is not is an error with its name, not replaced by another."""
    registry = registry_of(plugin(grader_sandbox=lambda: None))
    with pytest.raises(SandboxUnavailable, match="'foo'"):
        registry.sandbox("foo", [])
    with pytest.raises(UsageError, match=r"'bar'.*local, inline, and dask:"):
        registry.executor("bar", SimpleNamespace())


def test_plugin_that_fails() -> None:
    """A plugin's own exception arrives as a PluginError that names the hook; one of ours as itself."""

    def fail() -> None:
        raise ZeroDivisionError("by nought")

    def refuse() -> None:
        raise SandboxUnavailable("no Landlock")

    with pytest.raises(PluginError, match=r"grader_reporters failed: ZeroDivisionError"):
        registry_of(plugin(grader_reporters=fail)).reporters()
    with pytest.raises(SandboxUnavailable, match="no Landlock"):
        registry_of(plugin(grader_sandbox=refuse)).sandbox("standard", [])


def test_misspelt_hook() -> None:
    """A hook that does not exist is rejected when its plugin is loaded."""
    with pytest.raises(PluginError, match="grader_excercises"):
        registry_of(plugin(grader_excercises=lambda: [1]))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("@hookimpl\ndef grader_exercise(course):\n    return []\n", "grader_exercise"),
        ("@hookimpl\ndef grader_exercises(course, style):\n    return []\n", "style"),
        ("1 / 0\n", "ZeroDivisionError"),
        ("raise SystemExit(0)\n", "SystemExit"),
        ("def f(:\n", "SyntaxError"),
    ],
)
def test_exercise_module_that_cannot_be_used(tmp_path: Path, text: str, words: str) -> None:
    """An exercise.py that is not as it must be is a CourseError with the file and the reason."""
    with pytest.raises(CourseError, match=f"{re.escape(str(tmp_path))}.*exercise.py.*{words}"):
        add(tmp_path, text)


def test_exercise_module_added_twice(tmp_path: Path) -> None:
    """The same file is registered once; a second time is an error and no duplicate."""
    registry = add(tmp_path, "@hookimpl\ndef grader_exercises(course):\n    return []\n")
    with pytest.raises(CourseError, match=r"exercise\.py"):
        registry.add_exercise_module(tmp_path / "exercise.py")
