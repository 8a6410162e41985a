"""The hooks, and what is said of them."""

import inspect
import re
from collections.abc import Callable
from typing import Any, get_type_hints

import pytest

from grader import hookspecs

HOOKS = [
    function
    for name, function in vars(hookspecs).items()
    if name.startswith("grader_") and inspect.isfunction(function)
]


def test_hooks_are_found() -> None:
    """The hooks of the design's first part are there."""
    names = {hook.__name__ for hook in HOOKS}
    assert {"grader_exercises", "grader_submissions", "grader_sandbox", "grader_executor"} <= names


@pytest.mark.parametrize("hook", HOOKS)
def test_hook_is_typed(hook: Callable[..., Any]) -> None:
    """Every argument and what is returned has a type."""
    hints = get_type_hints(hook)
    assert set(hints) == {*inspect.signature(hook).parameters, "return"}


@pytest.mark.parametrize("hook", HOOKS)
def test_documentation_agrees_with_the_signature(hook: Callable[..., Any]) -> None:
    """Every name in backticks that could be an argument is one, and hooks that may answer None say so."""
    text = inspect.getdoc(hook) or ""
    assert text.endswith(".")
    arguments = set(inspect.signature(hook).parameters)
    known = {"folder", "digest", "problem"}
    for name in re.findall(r"`([a-z_]+)`", text):
        assert name in arguments | known, name
    assert ("None" in text) == ("None" in str(get_type_hints(hook)["return"]))
