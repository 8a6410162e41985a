"""submission_metadata.json: what Gradescope's harness says of a submission."""

import json
from datetime import datetime
from pathlib import Path

import msgspec

from grader.model.errors import UsageError
from grader.model.person import Person

METADATA = "submission_metadata.json"


class User(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody whose submission it is."""

    name: str | None = None
    email: str | None = None


class Assignment(msgspec.Struct, frozen=True, kw_only=True):
    """When it is due, for these students; None where nobody has said."""

    due_date: datetime | None = None


class Metadata(msgspec.Struct, frozen=True, kw_only=True):
    """The fields that are used, of many."""

    id: int | str = ""
    created_at: datetime | None = None
    users: tuple[User, ...] = ()
    assignment: Assignment = Assignment()

    @property
    def student(self) -> str:
        """What the report calls them: their names, or what stands for one."""
        names = [user.name or user.email or "" for user in self.users]
        return " and ".join(name for name in names if name) or f"submission {self.id}".rstrip()

    @property
    def people(self) -> tuple[Person, ...]:
        """Everybody whose submission it is; a group's have the same `student`."""
        return tuple(
            Person(student=self.student, name=user.name or "", email=user.email or "") for user in self.users
        )


def read_metadata(root: Path) -> Metadata:
    """What `root/submission_metadata.json` says; without that file, nothing is known, and that is no error.

    Raises:
        UsageError: the file cannot be read or understood; the message has its line.
    """
    path = root / METADATA
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Metadata()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}; run the autograder again") from error
    try:
        found = msgspec.convert(json.loads(text), type=Metadata)
    except json.JSONDecodeError as error:
        where = f"{path}:{error.lineno}"
        raise UsageError(f"{where}: no JSON ({error.msg}); run the autograder again") from error
    except (msgspec.ValidationError, RecursionError) as error:
        raise UsageError(
            f"{path}: not as Gradescope writes it ({error}); run the autograder again"
        ) from error
    for name, time in (("created_at", found.created_at), ("due_date", found.assignment.due_date)):
        if time is not None and time.tzinfo is None:
            raise UsageError(f"{path}: {name} {time.isoformat()} says no time zone; run the autograder again")
    return found
