"""`grader`: the group of commands, and what becomes of errors."""

import importlib
import io
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from grader.cli.registry import full_registry
from grader.model.errors import GraderError
from grader.report.inert import visible

OURS = (
    "demo", "exercises", "start", "check", "grade", "ci", "report", "new", "build", "verify", "release",
    "package", "prepare", "calibrate", "doctor",
)  # fmt: skip
STOPPED = 3
UNUSABLE = 2


class Commands(click.Group):
    """The grader's own commands, and those that plugins offer; a plugin's never stands in for one of ours.

    Each of ours is the function of its name in the module of its name, imported when it is wanted: some need
    torch, which takes seconds, and `grade` leaves that to its judges.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click's signature)
        """Every name: ours in the order of a course's life, then the plugins'."""
        return [*OURS, *self._offered()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  (likewise)
        """The command of that name; plugins are loaded only where it is none of ours."""
        if cmd_name not in OURS:
            return self._offered().get(cmd_name)
        command: click.Command = getattr(importlib.import_module(f"grader.cli.{cmd_name}"), cmd_name)
        return command

    def _offered(self) -> dict[str, click.Command]:
        offered = {str(command.name): command for command in full_registry().commands()}
        return {name: offered[name] for name in sorted(offered) if name not in OURS}


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="grader", prog_name="grader")
def cli() -> None:
    """Grade PyTorch exercises: students' code behind a wall, hidden tests in pytest, scores in pandas.

    \b
    Students     grader start mlp, then grader check mlp.py
    Instructors  grader grade SUBMISSIONS --out DIR
    CI           grader ci PATH --format NAME
    Authors      grader new SLUG, then grader release DIR
    First look   grader demo

    Exit codes: 0 fine; 1 checks failed; 2 usage or course error; 3 something was not graded.
    """  # noqa: D301  (click wants the escape itself)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command; every error of ours is one or two lines and an exit code, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        # A student's name may not exist in the terminal's encoding; that is no reason to fail.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = cli.main(arguments, prog_name="grader", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = UNUSABLE
    except GraderError as error:
        click.echo(f"grader: {visible(str(error))}", err=True)
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("grader: stopped", err=True)
        code = STOPPED
    sys.exit(code if isinstance(code, int) else 0)
