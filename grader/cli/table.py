"""Tables: drawn in a terminal, plain columns in a pipe."""

from collections.abc import Sequence

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from grader.report.inert import visible


class Column(msgspec.Struct, frozen=True):
    """A heading, and on which side its cells stand."""

    title: str
    right: bool = False


def show_table(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    """Print a table; what the cells say is made inert first, because students wrote some of it."""
    safe = [[visible(cell) for cell in row] for row in rows]
    console = Console()
    if console.is_terminal:
        table = Table(header_style="bold", pad_edge=False)
        for column in columns:
            table.add_column(column.title, justify="right" if column.right else "left")
        for row in safe:
            table.add_row(*(Text(cell, style=_STYLES.get(cell.split(" ")[0], "")) for cell in row))
        console.print(table)
        return
    lines = [[column.title for column in columns], *safe]
    widths = [max(len(line[index]) for line in lines) for index in range(len(columns))]
    for line in lines:
        cells = [
            cell.rjust(width) if column.right else cell.ljust(width)
            for cell, width, column in zip(line, widths, columns, strict=True)
        ]
        console.file.write("  ".join(cells).rstrip() + "\n")


_STYLES = {
    "passed": "green",
    "failed": "red",
    "raised": "red",
    "timed_out": "yellow",
    "out_of_memory": "yellow",
    "output_limit": "yellow",
    "crashed": "yellow",
    "broke_protocol": "yellow",
    "not_run": "dim",
    "internal_error": "bold magenta",
}
