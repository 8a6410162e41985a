"""A roster: who is in the class, as a CSV file says it."""

import re
from pathlib import Path

import msgspec

from grader.intake.columns import Columns, find_columns
from grader.intake.identity import fold
from grader.intake.sheet import Row, Sheet, read_sheet
from grader.model.errors import UsageError
from grader.model.person import Person

_STAFF = frozenset({
    "instructor", "teacher", "ta", "teaching assistant", "non editing teacher", "reader", "observer",
    "designer", "staff", "manager", "course creator",
})  # fmt: skip
_NO_STUDENT = re.compile(r"\s*(muted|manual posting.*)?\s*", re.IGNORECASE | re.DOTALL)
_TELL_APART = ("email", "number", "login", "account")


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A person of a roster.

    Attributes:
        person: who it is; `student` is what the roster calls them.
        line: where they stand.
        named: whether the roster has a column of its own for `student`.
        aliases: what else they are called, such as a second login.
        logins: what its columns for logins say.
    """

    person: Person
    line: int
    named: bool = False
    aliases: tuple[str, ...] = ()
    logins: tuple[str, ...] = ()


class Roster(msgspec.Struct, frozen=True, kw_only=True):
    """Everybody in the class, each once; `name` is the file's."""

    name: str
    entries: tuple[Entry, ...]


def read_roster(path: Path) -> Roster:
    """Read a class list: one of your own, or as Canvas, Moodle, Gradescope and GitHub Classroom export it.

    What somebody is called in reports (`Person.student`) is what a column `student` or `folder` says; without
    one, the first that is known of login, email, number and name, and where Moodle hides all of these its own
    number. Staff, and rows that are of no person, are left out.

    Raises:
        UsageError: it cannot be read, has no column that tells people apart, a row with nobody in it or with
            more cells than columns, or somebody twice; it names the file and the line.
    """
    return roster_of(read_sheet(path))


def roster_of(sheet: Sheet) -> Roster:
    """The same, of a table that was read already: `Entry.line` is its row's.

    Raises:
        UsageError: as for `read_roster`.
    """
    columns = find_columns(sheet)
    if not columns.say_who:
        there = ", ".join(repr(cell) for cell in sheet.header.cells[:12])
        raise sheet.wrong(
            sheet.header,
            f"no column says who somebody is; call one student, name, email, id or login (there are {there})",
        )
    entries = [_entry(sheet, columns, row) for row in sheet.rows if _is_student(columns, row)]
    if not entries:
        raise UsageError(f"{sheet.name} has nobody in it; it needs a line for each student")
    _refuse_doubles(sheet, entries)
    return Roster(name=sheet.name, entries=tuple(entries))


def _is_student(columns: Columns, row: Row) -> bool:
    roles = [fold(row.cell(column).replace("-", " ")) for column in columns.role]
    if any(role in _STAFF for role in roles):
        return False
    if not columns.canvas:
        return True
    first = row.cell(0)
    test = first == "Student, Test" and not any(row.cell(column) for column in columns.number)
    return not (first == "Points Possible" or test or all(_NO_STUDENT.fullmatch(one) for one in row.cells))


def _entry(sheet: Sheet, columns: Columns, row: Row) -> Entry:
    if any(cell.strip() for cell in row.cells[len(sheet.header.cells) :]):
        raise sheet.wrong(
            row,
            f"{len(row.cells)} cells under {len(sheet.header.cells)} columns; put quotes around what has a "
            f"{sheet.separator!r} in it",
        )

    def read(where: tuple[int, ...]) -> list[str]:
        return [value for column in where if (value := row.cell(column))]

    named, names, emails = read(columns.student), read(columns.name), read(columns.email)
    numbers, logins = read(columns.number), read(columns.login)
    # Moodle writes `Participant 123`, in the language of whoever exports it.
    accounts = [re.sub(r"^\D+(?=\d+$)", "", one) for one in read(columns.account)]
    names = names or [" ".join([*read(columns.first), *read(columns.last)])]
    calls = [*named, *logins, *emails, *numbers, *(name for name in names if name), *accounts]
    if not calls:
        raise sheet.wrong(row, "nobody stands here: name, email, number and login are all empty")
    person = Person(
        student=calls[0],
        name=names[0],
        email=_first(emails),
        number=_first(numbers),
        login=_first(logins),
        account=_first(accounts),
    )
    aliases = (*named[1:], *names[1:], *emails[1:], *numbers[1:], *logins[1:])
    return Entry(
        person=person, line=row.line, named=bool(named), aliases=aliases, logins=tuple(dict.fromkeys(logins))
    )


def _first(values: list[str]) -> str:
    return values[0] if values else ""


def _refuse_doubles(sheet: Sheet, entries: list[Entry]) -> None:
    seen: dict[tuple[str, str], int] = {}
    for entry in entries:
        keys = [(field, getattr(entry.person, field)) for field in _TELL_APART]
        for field, value in [*keys, ("student", entry.person.student)]:
            if not value:
                continue
            before = seen.setdefault((field, fold(value)), entry.line)
            if before != entry.line:
                way = "take one of the lines out"
                if field == "student" and value == entry.person.name:
                    way += ", or tell two people apart in a column student, email, id or login"
                said = f"the {field} {value!r} stands in line {before} too; {way}"
                raise UsageError(f"{sheet.name}, line {entry.line}: {said}")
