"""The executors that ship, by name."""

from collections.abc import Callable
from pathlib import Path

from grader.execution.briefing import Briefing
from grader.execution.inline import InlineExecutor
from grader.execution.plugin import grader_executor


def test_inline(tmp_path: Path, write_exercise: Callable[..., Path], brief: Callable[..., Briefing]) -> None:
    """`inline` is the executor that judges in this process."""
    write_exercise(tmp_path)
    executor = grader_executor("inline", brief(tmp_path, sandbox="none"))
    assert isinstance(executor, InlineExecutor)
    executor.close()


def test_another_name(
    tmp_path: Path, write_exercise: Callable[..., Path], brief: Callable[..., Briefing]
) -> None:
    """A name that is not ours is left to other plugins."""
    write_exercise(tmp_path)
    assert grader_executor("cluster", brief(tmp_path)) is None
