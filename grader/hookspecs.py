"""The hooks a plugin may implement; nouns offer, and none changes its arguments."""

from collections.abc import Callable, Sequence
from pathlib import Path

import click
import pluggy

from grader.model.exercise import Exercise
from grader.model.submission import Intake
from grader.seams import Executor, ExecutorSettings, Reporter, Sandbox

hookspec = pluggy.HookspecMarker("grader")
hookimpl = pluggy.HookimplMarker("grader")


@hookspec
def grader_exercises(course: Path) -> list[Exercise]:  # type: ignore[empty-body]
    """Offer exercises of the course at `course`; their `folder` and `digest` are filled in by the catalog."""


@hookspec(firstresult=True)
def grader_submissions(source: Path, exercises: Sequence[Exercise]) -> Intake | None:
    """Read the submissions at `source`, or return None where its form is not yours.

    One `Submission` for every student × exercise, those not handed in included (with their `problem`);
    whatever else lies there becomes a `Finding`.
    """


@hookspec(firstresult=True)
def grader_sandbox(name: str, secrets: Sequence[Path]) -> Sandbox | None:
    """Make the sandbox called `name`, or return None; no worker may ever read anything under `secrets`.

    Raises `SandboxUnavailable` rather than weaken the wall.
    """


@hookspec(firstresult=True)
def grader_executor(name: str, settings: ExecutorSettings, notify: Callable[[str], None]) -> Executor | None:
    """Make the executor called `name`, or return None; it may `notify` the user, in a line, as it runs."""


@hookspec
def grader_reporters() -> list[Reporter]:  # type: ignore[empty-body]
    """Offer reporters; those that write always, and those asked for by name, write at the end of a run."""


@hookspec
def grader_commands() -> list[click.Command]:  # type: ignore[empty-body]
    """Offer commands, which stand beside the grader's own as `grader NAME`."""
