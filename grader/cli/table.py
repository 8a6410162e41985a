"""Tables: drawn in a terminal, plain columns in a pipe."""

from collections.abc import Sequence

import msgspec
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.cli.console import PatientConsole, one_line, print_line


class Column(msgspec.Struct, frozen=True):
    """A heading, and on which side its cells stand."""

    title: str
    right: bool = False


def show_table(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], console: Console | None = None
) -> None:
    """Print a table; what the cells say is made inert first, because students wrote some of it."""
    console = console or PatientConsole()
    safe = [[one_line(cell) for cell in row] for row in rows]
    if console.is_terminal:
        _draw(columns, safe, console)
    else:
        for line in _plain_lines(columns, safe):
            print_line(console, line)


def _draw(columns: Sequence[Column], rows: Sequence[Sequence[str]], console: Console) -> None:
    table = Table(header_style="bold", pad_edge=False)
    for column in columns:
        table.add_column(Text(column.title), justify="right" if column.right else "left")
    for row in rows:
        table.add_row(*(Text(cell, style=_STYLES.get(cell, "")) for cell in row))
    console.print(table)


def _plain_lines(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> list[str]:
    lines = [[column.title for column in columns], *rows]
    widths = [max(cell_len(line[place]) for line in lines) for place in range(len(columns))]
    return [
        "  ".join(
            _padded(cell, width, right=column.right)
            for cell, width, column in zip(line, widths, columns, strict=True)
        ).rstrip()
        for line in lines
    ]


def _padded(cell: str, width: int, *, right: bool) -> str:
    # Some characters, most emoji among them, are two columns wide.
    gap = " " * (width - cell_len(cell))
    return gap + cell if right else cell + gap


_STYLES = {
    "passed": "green",
    "failed": "red",
    "raised": "red",
    "timed_out": "yellow",
    "cpu_limit": "yellow",
    "job_time_limit": "yellow",
    "out_of_memory": "yellow",
    "thread_limit": "yellow",
    "open_files_limit": "yellow",
    "output_limit": "yellow",
    "scratch_limit": "yellow",
    "file_size_limit": "yellow",
    "no_scratch": "yellow",
    "crashed": "yellow",
    "broke_protocol": "yellow",
    "not_run": "dim",
    "internal_error": "bold magenta",
}
