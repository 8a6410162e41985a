"""Which column of a class list says what, by the headers that platforms really write."""

from collections.abc import Mapping

import msgspec

from grader.intake.identity import fold
from grader.intake.sheet import Sheet

_NAMES: Mapping[str, tuple[str, ...]] = {
    "student": ("student", "folder", "submission"),
    "name": ("name", "full name", "fullname", "student name", "user full name", "display name"),
    "first": ("first name", "firstname", "given name", "first names"),
    "last": ("last name", "lastname", "surname", "family name"),
    "email": ("email", "email address", "e mail", "e mail address", "mail"),
    "number": (
        "number", "id number", "idnumber", "sis user id", "sis id", "sid", "student id", "student number",
        "user id", "matriculation number", "matrikelnummer",
    ),
    "login": (
        "login", "login id", "sis login id", "username", "user name", "netid", "github", "github username",
        "github login",
    ),
    "account": ("canvas user id", "canvas id"),
    "role": ("role", "roles"),
}  # fmt: skip
# Columns that only these exports have, which settle what a name that others use too means there.
_CANVAS = frozenset({"sis login id", "sis user id", "section"})


class Columns(msgspec.Struct, frozen=True, kw_only=True):
    """Column numbers, from 0, by what stands there; several where a list says it more than once.

    `canvas` is whether it is an exported Canvas gradebook, which has rows besides those of people.
    """

    student: tuple[int, ...] = ()
    name: tuple[int, ...] = ()
    first: tuple[int, ...] = ()
    last: tuple[int, ...] = ()
    email: tuple[int, ...] = ()
    number: tuple[int, ...] = ()
    login: tuple[int, ...] = ()
    account: tuple[int, ...] = ()
    role: tuple[int, ...] = ()
    canvas: bool = False

    @property
    def say_who(self) -> bool:
        """Whether some column tells people apart."""
        return any((
            self.student, self.name, self.first, self.last, self.email, self.number, self.login, self.account
        ))  # fmt: skip


def find_columns(sheet: Sheet) -> Columns:
    """Find them by the header, whatever its case, underscores and order; other columns are left alone.

    `ID` is Canvas's own number in an exported Canvas gradebook, where `Student` is a name, and the
    institution's elsewhere. `Identifier` is Moodle's own number in a grading worksheet, and the student where
    GitHub names stand beside it.
    """
    headers = [fold(cell.replace("_", " ").replace("-", " ")) for cell in sheet.header.cells]
    meanings = {header: meaning for meaning, names in _NAMES.items() for header in names}
    is_canvas = "id" in headers and bool(_CANVAS & set(headers)) and headers[0] in {"student", "lastname"}
    if is_canvas:
        meanings |= {"student": "name", "id": "account"}
    else:
        meanings |= {"id": "number"}
    meanings["identifier"] = "student" if "github username" in headers else "account"
    found: dict[str, list[int]] = {}
    for column, header in enumerate(headers):
        if header in meanings:
            found.setdefault(meanings[header], []).append(column)
    return Columns(**{meaning: tuple(columns) for meaning, columns in found.items()}, canvas=is_canvas)
