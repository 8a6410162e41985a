"""Which line of a platform's list is which student's of a run."""

from collections.abc import Iterable, Mapping, Sequence

from grader.intake.directory import Directory
from grader.intake.show import show
from grader.model.errors import UsageError
from grader.model.person import Person


def match(students: Iterable[str], people: Sequence[Person], directory: Directory) -> Mapping[str, int]:
    """Student to the line they stand in; whoever stands in none is left out.

    Where two lead to one line (somebody handed in twice), the one whose person is known is meant.

    Raises:
        UsageError: a student may be in several lines, or two students are in one.
    """
    known = {person.student: person for person in people}
    lines: dict[str, int] = {}
    taken: dict[int, str] = {}
    for student in sorted(students, key=lambda one: one not in known):
        entry = directory.find(student, known.get(student))
        if entry is None:
            continue
        before = taken.setdefault(entry.line, student)
        if before == student:
            lines[student] = entry.line
        elif before not in known or student in known:
            both = f"{show(before)!r} and {show(student)!r} are both this person"
            raise UsageError(
                f"{directory.name}, line {entry.line}: {both}; grade again with --roster to tell them apart"
            )
    return lines
