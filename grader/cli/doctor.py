"""`grader doctor`: what isolation, devices and data this machine gives, and how to get what is missing."""

import contextlib
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.cli.examine import Examined, examine
from grader.cli.grade import settings_with
from grader.cli.options import data_root_option
from grader.sandbox.probe import Probed

NO_WALL = 2
_MARK_WIDTH, _NAME_WIDTH = 4, 12


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead, for scripts and CI.")
@data_root_option
@click.pass_context
def doctor(context: click.Context, *, as_json: bool, data_root: Path | None) -> None:
    """Say what isolation, devices and data this machine gives.

    Every layer of the sandboxes is built and tried, and in each sandbox one worker is started, which takes
    some ten seconds. For what is missing it says what that costs, and how to get it.

    Exits with 0 where `--sandbox auto` grades behind a wall, and with 2 where it cannot.
    """
    settings = settings_with(data_root)
    console = Console()
    waiting = Console(stderr=True)
    busy = waiting.status("trying every layer, and starting a worker in each sandbox")
    with busy if waiting.is_terminal and not as_json else contextlib.nullcontext():
        examined = examine(settings)
    if as_json:
        click.echo(as_object(examined))
    elif console.is_terminal:
        draw(examined, console)
    else:
        click.echo("\n".join(plain_lines(examined)))
    if not examined.walled:
        context.exit(NO_WALL)


def as_object(examined: Examined) -> str:
    """The JSON object: what was examined, with `walled` in front."""
    fields = {"walled": examined.walled, **msgspec.structs.asdict(examined)}
    return msgspec.json.format(msgspec.json.encode(fields), indent=2).decode()


def plain_lines(examined: Examined) -> list[str]:
    """One line per finding, what is missing in lines below: what a pipe or a log gets."""
    lines: list[str] = []
    for title, rows in _sections(examined):
        lines.append(f"{title}:")
        for row in rows:
            lines.append(f"  {_mark(row):<{_MARK_WIDTH}} {row.name:<{_NAME_WIDTH}} {row.detail}")
            lines += [f"  {'':{_MARK_WIDTH}} {'':{_NAME_WIDTH}} {more}" for more in _more(row)]
    return [*lines, verdict(examined)]


def draw(examined: Examined, console: Console) -> None:
    """The same as a table in the terminal, wrapped to its width."""
    for title, rows in _sections(examined):
        table = Table.grid(padding=(0, 1))
        table.add_column(width=_MARK_WIDTH)
        table.add_column(width=_NAME_WIDTH)
        table.add_column(ratio=1, overflow="fold")
        for row in rows:
            table.add_row(Text(_mark(row), style=_style(row)), Text(row.name), Text(row.detail))
            for more in _more(row):
                table.add_row("", "", Text(more, style="dim" if _harmless(row) else "yellow"))
        console.print(Text(title, style="bold"))
        console.print(table)
        console.print()
    console.print(Text(verdict(examined), style="green" if examined.walled else "red"))


def verdict(examined: Examined) -> str:
    """What `grader grade` would do here, in a sentence or two."""
    if examined.walled:
        return f"`grader grade` uses the sandbox `{examined.auto}` here (--sandbox auto)."
    failed = next((one for one in examined.sandboxes if one.required and not one.ok), examined.sandboxes[0])
    way_out = f" The way out: {failed.remedy}." if failed.remedy else ""
    instead = "`--sandbox none` grades without a wall, and marks every result."
    if not failed.required:
        instead = "`--sandbox standard` grades behind the wall without it."
    return (
        f"`grader grade` stops here, because the wall cannot be built ({failed.detail}).{way_out} {instead}"
    )


def _sections(examined: Examined) -> list[tuple[str, list[Probed]]]:
    layers = examined.isolation
    return [
        ("Sandboxes", list(examined.sandboxes)),
        ("What `standard` is made of", [row for row in layers if row.required]),
        ("What `full` needs besides", [row for row in layers if row.part == "full"]),
        ("What every sandbox does without", [row for row in layers if row.part == "further"]),
        ("Software", list(examined.software)),
        ("Hardware", list(examined.hardware)),
        ("Data", list(examined.data)),
    ]


def _more(row: Probed) -> list[str]:
    cost = [f"costs: {row.cost}"] if row.cost else []
    return [*cost, f"-> {row.remedy}"] if row.remedy else cost


def _harmless(row: Probed) -> bool:
    return row.ok or not row.required


def _mark(row: Probed) -> str:
    return "ok" if row.ok else "NO" if row.required else "-"


def _style(row: Probed) -> str:
    return "green" if row.ok else "bold red" if row.required else "dim"
