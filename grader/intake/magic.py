"""IPython's own lines in a notebook's cell, taken out so that Python is left, line for line."""

import re

# Cells in another language, run in another process, or run without leaving a name behind.
_FOREIGN = frozenset({
    "!", "bash", "bigquery", "cmd", "cython", "html", "javascript", "js", "julia", "latex", "markdown",
    "perl", "pypy", "python", "python2", "python3", "R", "ruby", "script", "sh", "shell", "sql", "svg", "sx",
    "system", "timeit",
})  # fmt: skip
_CELL = re.compile(r"\s*%%\s*([\w!]*)")
_TIMED = re.compile(r"(\s*)%time\b\s*(.*)", re.DOTALL)
# Autocall (`/f x`, `,f x`, `;f x`) begins like no Python does, as magics, shell commands and help do.
_ESCAPED = re.compile(r"(\s*)[%!?/,;]")
_ASSIGNED = re.compile(r"([^=!%#\"']*=\s*)(%time\b|[!%])\s*(.*)", re.DOTALL)
_HELP = re.compile(r"(\s*)[%\w.*\[\]]*\?{1,2}\s*(#.*)?$")
_PIECE = re.compile(r"\\.|\"\"\"|'''|[\"'#()\[\]{}]", re.DOTALL)


def without_magics(text: str) -> str | None:
    """The cell's text with as many lines, and Python where there were magics; None for another language.

    `%time f()` stays `f()`, `x = !ls` becomes `x = []`, and other magics, shell commands and calls for help
    become nothing, or `pass` in a block. `%%time` and `%%capture` go and leave their cell.
    """
    # Only a line feed ends a line of Python here; `splitlines` knows of seven more characters.
    lines = [f"{line}\n" for line in text.removesuffix("\n").split("\n")]
    for number, line in enumerate(lines):
        if found := _CELL.match(line):
            if found[1] in _FOREIGN:
                return None
            lines[number] = "\n"
        elif line.strip():
            break
    quote, depth, continued, in_magic = "", 0, False, False
    for number, line in enumerate(lines):
        if in_magic:
            in_magic, lines[number] = _goes_on(line), "\n"
        elif not (quote or depth > 0 or continued) and (plain := _plain(line)) is not None:
            in_magic, lines[number] = _goes_on(line), plain
        else:
            quote, depth, continued = _scan(line, quote, depth)
    return "".join(lines)


def _plain(line: str) -> str | None:
    if found := _TIMED.match(line):
        return f"{found[1]}{found[2].strip() or 'pass'}\n"
    if found := _ESCAPED.match(line) or _HELP.match(line):
        # A block needs a statement; elsewhere one would push a `__future__` import from its first place.
        return f"{found[1]}pass\n" if found[1] else "\n"
    if found := _ASSIGNED.match(line):
        value = {"!": "[]", "%": "None"}.get(found[2]) or found[3].strip() or "None"
        return f"{found[1]}{value}\n"
    return None


def _goes_on(line: str) -> bool:
    return line.rstrip("\n").endswith("\\")


def _scan(line: str, quote: str, depth: int) -> tuple[str, int, bool]:
    """The string that is open after the line, how many brackets are, and whether it is continued."""
    pieces = _PIECE.findall(line)
    for piece in pieces:
        if quote:
            # A short string can end in front of two more quotes, which are an empty string.
            quote = "" if piece == quote or (len(quote) == 1 and piece == 3 * quote) else quote
        elif piece == "#":
            return "", depth, False
        elif piece[0] in "\"'":
            quote = piece
        elif piece in "([{":
            depth += 1
        elif piece in ")]}":
            depth -= 1
    continued = bool(pieces) and pieces[-1] == "\\\n"
    return quote if len(quote) > 1 or continued else "", depth, continued
