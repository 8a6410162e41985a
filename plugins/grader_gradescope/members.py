"""What the people of an export are called in the report: each by one name, and no two by the same."""

from collections import Counter
from collections.abc import Mapping, Sequence

from grader.model.person import Person
from grader_gradescope.roll import Entry, Member


def name_members(entries: Sequence[Entry]) -> tuple[Mapping[str, list[str]], tuple[Person, ...]]:
    """By folder, whose submission it is; and who they are.

    Somebody is called by their name; namesakes by it and by the address, number or folder that tells them
    apart. A folder that belongs to nobody is called by its own name.
    """
    # Somebody stands in the export once for each submission.
    known: dict[tuple[str, ...], tuple[Member, str]] = {}
    for entry in entries:
        for member in entry.members:
            known.setdefault(_identity(member, entry), (member, entry.folder))
    names = Counter(_name(member, folder).casefold() for member, folder in known.values())
    labels = {
        identity: _label(member, folder, alone=names[_name(member, folder).casefold()] == 1)
        for identity, (member, folder) in known.items()
    }
    by_folder = {
        entry.folder: list(dict.fromkeys(labels[_identity(one, entry)] for one in entry.members))
        or [entry.folder]
        for entry in entries
    }
    people = [
        Person(student=labels[identity], name=member.name, email=member.email, number=member.sid)
        for identity, (member, _) in known.items()
    ]
    return by_folder, tuple(people)


def _identity(member: Member, entry: Entry) -> tuple[str, ...]:
    if member.email:
        return ("email", member.email.casefold())
    if member.sid:
        return ("sid", member.sid)
    return ("name", member.name, entry.folder)


def _name(member: Member, folder: str) -> str:
    return member.name or member.email or member.sid or folder


def _label(member: Member, folder: str, *, alone: bool) -> str:
    name = _name(member, folder)
    return name if alone else f"{name} ({member.email or member.sid or folder})"
