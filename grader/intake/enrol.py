"""Whose submissions are whose: what was handed in, by the people of a roster."""

from collections.abc import Mapping, Sequence

import msgspec

from grader.intake.directory import is_proven, make_directory
from grader.intake.handed_in import nothing_handed_in
from grader.intake.identity import fold
from grader.intake.naturally import naturally
from grader.intake.roster import Entry, Roster
from grader.intake.show import show
from grader.model.exercise import Exercise
from grader.model.person import Person
from grader.model.submission import Finding, Intake

_NAMED = 10


def enrol(intake: Intake, roster: Roster, exercises: Sequence[Exercise]) -> Intake:
    """The same work under the names that the roster has for people, and everybody on it.

    A submission that matches nobody keeps its name and is a finding, and so is the second one of a person.
    Whoever handed in nothing has a submission to each exercise that says so.

    Raises:
        UsageError: a submission may be one person's or another's.
    """
    names = [*(one.student for one in intake.submissions), *(one.student for one in intake.findings)]
    students = list(dict.fromkeys(name for name in names if name))
    known = {person.student: person for person in intake.people}
    directory = make_directory(roster)
    matches = {
        student: directory.find(student, known.get(student), as_handed_in=True) for student in students
    }
    findings = list(intake.findings)
    called = {entry.person.student for entry in roster.entries}
    renamed: dict[str, str] = {}
    taken: dict[str, str] = {}
    # Of two submissions of one person the one that is proven or bears their name is theirs.
    proven = {one: is_proven(known.get(one), entry) for one, entry in matches.items()}
    order = {one: (not proven[one], *_distance(one, matches[one])) for one in students}
    contested = _contested(order, matches, known)
    for student in sorted(students, key=order.__getitem__):
        shown = show(student)
        if student in contested:
            message = f"{shown} and another are called alike, and {roster.name} does not say who is who; "
            message += "graded under this name"
            findings.append(Finding(student="", path=shown, message=message))
            continue
        entry = matches[student]
        own = student
        if student in called and (entry is None or entry.person.student in taken):
            # Somebody else, who may have chosen to be called so.
            own = f"{student} ({_told_apart(known.get(student))})"
        if entry is None:
            renamed[student] = own
            under = "this name" if own == student else show(own)
            message = f"{shown} matches nobody on {roster.name}; graded under {under}"
            findings.append(Finding(student="", path=shown, message=message))
        elif (before := taken.setdefault(entry.person.student, student)) != student:
            renamed[student] = own
            whose = f"{entry.person.student}'s ({roster.name}, line {entry.line})"
            under = f"{shown} is graded under its own name" if own == student else f"graded under {show(own)}"
            message = f"{shown} and {show(before)} are both {whose}; {under}"
            findings.append(Finding(student="", path=shown, message=message))
        else:
            renamed[student] = entry.person.student
    missing = [one.person.student for one in roster.entries if one.person.student not in taken]
    if missing:
        said = ", ".join(missing[:_NAMED]) + (", …" if len(missing) > _NAMED else "")
        message = f"{len(missing)} of {len(roster.entries)} on {roster.name} handed in nothing: {said}"
        findings.append(Finding(student="", path=roster.name, message=message))
    submissions = [
        msgspec.structs.replace(one, student=renamed.get(one.student, one.student))
        for one in intake.submissions
    ]
    for student in missing:
        submissions += nothing_handed_in(student, exercises, "not handed in")
    submissions.sort(key=lambda one: naturally(one.student))
    return Intake(
        submissions=tuple(submissions),
        findings=tuple(
            msgspec.structs.replace(one, student=renamed.get(one.student, one.student)) for one in findings
        ),
        people=_people(intake.people, roster, renamed),
    )


def _contested(
    order: Mapping[str, tuple[bool, ...]], matches: Mapping[str, Entry | None], known: Mapping[str, Person]
) -> set[str]:
    """Those whom the platform tells apart by its numbers, and who lead to one person equally well."""
    equals: dict[object, list[str]] = {}
    for student, entry in matches.items():
        if entry is not None and student in known and known[student].account:
            equals.setdefault((entry.line, order[student]), []).append(student)
    return {student for one in equals.values() if len(one) > 1 for student in one}


def _told_apart(person: Person | None) -> str:
    return (person and (person.account or person.email or person.number)) or "another"


def _distance(student: str, entry: Entry | None) -> tuple[bool, bool]:
    named = entry.person.student if entry else student
    return (student != named, fold(student) != fold(named))


def _people(known: Sequence[Person], roster: Roster, renamed: dict[str, str]) -> tuple[Person, ...]:
    """The roster's people with what the platform knows besides, then those whom only the platform knows."""
    names = [renamed.get(one.student, one.student) for one in known]
    by_student = {
        name: msgspec.structs.replace(one, student=name) for name, one in zip(names, known, strict=True)
    }
    people = []
    for entry in roster.entries:
        before = by_student.pop(entry.person.student, entry.person)
        fields = msgspec.structs.asdict(before) | {
            name: value for name, value in msgspec.structs.asdict(entry.person).items() if value
        }
        people.append(Person(**fields))
    return (*people, *by_student.values())
