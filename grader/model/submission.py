"""What a student handed in."""

import hashlib
from datetime import datetime

import msgspec

from grader.model.person import Person
from grader.model.place import Place


class Submission(msgspec.Struct, frozen=True, kw_only=True):
    """One student's work on one exercise, as bytes; nothing of it has been executed.

    Attributes:
        student: whose it is.
        slug: the exercise.
        filename: what the student called it.
        source: the Python to be graded; a notebook's code cells stand in it one below the other.
        cells: the lines of `source`, from 1, at which a notebook's code cells begin; none for a script.
        note: what was left out of it, for the student.
        problem: in one line, why there is nothing to grade (not handed in, too large, unreadable); then
            `source` is empty and every check is `not_run`.
        submitted_at: when it was handed in, ISO 8601 with its time zone; empty where nobody knows. No score
            depends on it.
    """

    student: str
    slug: str
    filename: str
    source: bytes = b""
    cells: tuple[int, ...] = ()
    note: str = ""
    problem: str = ""
    submitted_at: str = ""

    def __post_init__(self) -> None:
        if self.submitted_at and datetime.fromisoformat(self.submitted_at).tzinfo is None:
            raise ValueError(f"{self.submitted_at!r} says no time zone")

    def has(self, place: Place) -> bool:
        """Whether its source has that line; where a worker says that something happened, it may lie."""
        ends = [*self.cells[1:], len(self.source.splitlines()) + 1]
        if not self.cells:
            return place.cell == 0 and 1 <= place.line < ends[0]
        if not 1 <= place.cell <= len(self.cells):
            return False
        return 1 <= place.line <= ends[place.cell - 1] - self.cells[place.cell - 1]

    def at(self, time: str) -> "Submission":
        """The same, handed in at that time; what was not handed in has none."""
        return self if self.problem else msgspec.structs.replace(self, submitted_at=time)

    @property
    def digest(self) -> str:
        """SHA-256 over the file's name, its bytes, its cells, its note and its problem."""
        cells = ",".join(map(str, self.cells))
        texts = (self.filename, cells, self.note, self.problem)
        parts = (self.source, *(text.encode("utf-8", "surrogatepass") for text in texts))
        return hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """Something in a student's folder that is not a submission, and what to do about it."""

    student: str
    path: str
    message: str


class Intake(msgspec.Struct, frozen=True, kw_only=True):
    """Everything found in a folder of submissions; one `Submission` for every student × exercise.

    `people` has who the students are, as far as a roster or the platform's own files say it.
    """

    submissions: tuple[Submission, ...]
    findings: tuple[Finding, ...] = ()
    people: tuple[Person, ...] = ()
