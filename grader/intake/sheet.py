"""A CSV file that another program made: read by cell, and written back with nothing else changed."""

import re
from collections.abc import Mapping
from pathlib import Path

import msgspec

from grader.intake.read import read_bytes
from grader.intake.show import show
from grader.model.errors import UsageError
from grader.model.limits import MIB

_LIMIT_BYTES = 64 * MIB
_SEPARATORS = (",", ";", "\t")
_ENCODINGS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"": "utf-8"}
_END = re.compile(r"\r\n|\r|\n|\Z")
_NEEDS_QUOTES = re.compile(r'["\r\n]|^\s|\s$')


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A line, or several where a quoted cell holds line feeds.

    Attributes:
        line: the number of its first line, from 1.
        cells: their text, without quotes.
        spans: where each stands in the file's text, with its quotes.
    """

    line: int
    cells: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    @property
    def blank(self) -> bool:
        """Whether there is nothing in it."""
        return not any(cell.strip() for cell in self.cells)

    def cell(self, column: int) -> str:
        """A cell's text without the white space around it; empty where the row ends before it."""
        return self.cells[column].strip() if column < len(self.cells) else ""


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A table as a file holds it.

    Attributes:
        name: the file's, for messages.
        header: the first row that is not blank; rows: those after it, blank ones left out.
        separator: a comma, a semicolon or a tab.
        mark: what the file begins with to say its encoding, if anything; encoding: by Python's name.
    """

    name: str
    header: Row
    rows: tuple[Row, ...]
    separator: str
    mark: bytes
    encoding: str
    text: str

    def replaced(self, cells: Mapping[tuple[Row, int], str]) -> bytes:
        """The file with new text in cells, each by its row and column, and every other byte as it was."""
        pieces = []
        at = 0
        for (row, column), value in sorted(cells.items(), key=lambda one: one[0][0].spans[one[0][1]]):
            start, end = row.spans[column]
            pieces += [self.text[at:start], _quoted(value, self.separator)]
            at = end
        return self.mark + "".join([*pieces, self.text[at:]]).encode(self.encoding)

    def wrong(self, row: Row, reason: str) -> UsageError:
        """An error that names the file and the line."""
        return UsageError(f"{self.name}, line {row.line}: {reason}")


def read_sheet(path: Path) -> Sheet:
    """Read a table with a header, separated by commas, semicolons or tabs, in UTF-8 or marked UTF-16.

    Raises:
        UsageError: it is not there, is in another encoding, is no text, ends within quotes, or is empty.
    """
    name = show(path.name)
    try:
        path = path.resolve(strict=True)
    except (OSError, RuntimeError) as error:
        why = "does not exist" if isinstance(error, FileNotFoundError) else f"cannot be read: {error}"
        raise UsageError(f"{path} {why}; name a CSV file") from None
    # A roster may well be a link to another folder's, which is followed by now.
    content, problem = read_bytes(path, _LIMIT_BYTES)
    if problem:
        raise UsageError(f"{path} cannot be used: {show(problem).partition(';')[0]}; name a CSV file")
    mark = next(mark for mark in _ENCODINGS if content.startswith(mark))
    encoding = _ENCODINGS[mark]
    try:
        text = content[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        byte = f"byte 0x{error.object[error.start]:02x}"
        raise UsageError(
            f"{name}, line {line}: {byte} is not {encoding.upper()}; save it as 'CSV UTF-8'"
        ) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise UsageError(f"{name}, line {line}: a byte 0x00, so this is no text; name a CSV file")
    separator = _find_separator(text)
    rows = [row for row in _split(text, separator, name) if not row.blank]
    if not rows:
        raise UsageError(f"{name} is empty; it needs a line with the names of its columns")
    return Sheet(
        name=name,
        header=rows[0],
        rows=tuple(rows[1:]),
        separator=separator,
        mark=mark,
        encoding=encoding,
        text=text,
    )


def _quoted(value: str, separator: str) -> str:
    needs_quotes = separator in value or _NEEDS_QUOTES.search(value)
    return '"' + value.replace('"', '""') + '"' if needs_quotes else value


def _find_separator(text: str) -> str:
    line = next((line for line in text.splitlines() if line.strip()), "")
    outside = re.sub(r'"[^"]*"', "", line)
    return max(_SEPARATORS, key=outside.count)


def _split(text: str, separator: str, name: str) -> list[Row]:
    plain = re.compile(rf"[^{separator}\r\n]*")
    inside = re.compile(r'"((?:[^"]|"")*)"')
    rows: list[Row] = []
    at, line = 0, 1
    while at < len(text):
        cells: list[str] = []
        spans: list[tuple[int, int]] = []
        first, began = line, at
        while True:
            start = at
            found = inside.match(text, at)
            if found is None and text.startswith('"', at):
                raise UsageError(f'{name}, line {first}: a quote (") opens here and is never closed')
            at = found.end() if found else at
            rest = plain.match(text, at)
            at = rest.end() if rest else at
            cells.append((found[1].replace('""', '"') if found else "") + (rest[0] if rest else ""))
            spans.append((start, at))
            if not text.startswith(separator, at):
                break
            at += 1
        ended = _END.match(text, at)
        at = ended.end() if ended else at
        line = first + len(re.findall(r"\r\n|\r|\n", text[began:at]))
        rows.append(Row(line=first, cells=tuple(cells), spans=tuple(spans)))
    return rows
