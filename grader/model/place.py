"""Where something happened in a student's file."""

import msgspec


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A line, from 1; in a notebook the line of the code cell `cell`, counted from 1, and 0 in a script."""

    line: int
    cell: int = 0

    def __str__(self) -> str:
        return f"cell {self.cell}, line {self.line}" if self.cell else f"line {self.line}"
