"""Tables, in a terminal and in a pipe."""

import io

from rich.console import Console

from grader.cli.table import Column, show_table

COLUMNS = [Column("student"), Column("total", right=True)]
ROWS = [["Ada, \x1b[1mL.", "10"], ["\N{SNAIL}\N{GRINNING FACE}", "9.5"], ["new\nline [b]", "-"]]


def test_pipe() -> None:
    """In a pipe there are plain aligned columns, one line for each row, whatever a name contains."""
    file = io.StringIO()
    show_table(COLUMNS, ROWS, Console(file=file, width=20))
    lines = file.getvalue().splitlines()
    assert lines[0] == "student       total"
    assert lines[1] == "Ada, \u241b[1mL.      10"
    assert lines[3] == "new line [b]      -"
    assert len(lines) == 4
    assert "\x1b" not in file.getvalue()


def test_wide_characters_keep_the_columns() -> None:
    """An emoji takes two columns of a terminal, and the next cell stands where it should."""
    file = io.StringIO()
    show_table(COLUMNS, [["\N{GRINNING FACE}", "1"], ["ab", "2"]], Console(file=file))
    _, wide, narrow = file.getvalue().splitlines()
    assert len(wide) == len(narrow) - 1


def test_terminal() -> None:
    """In a terminal the table is drawn and outcomes are coloured; a name's escapes and markup are inert."""
    file = io.StringIO()
    console = Console(file=file, force_terminal=True, color_system="standard", width=80)
    show_table(COLUMNS, [*ROWS, ["passed", "1"]], console)
    text = file.getvalue()
    assert "\x1b[32mpassed" in text
    assert "Ada, \u241b[1mL." in text
    assert "[b]" in text
    assert "\u2500" in text or "\u2501" in text
