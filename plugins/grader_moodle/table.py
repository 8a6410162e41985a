"""A table for Moodle's gradebook import, where there is no worksheet: who, grade and feedback."""

import csv
import io
import math

from grader.model.errors import UsageError
from grader.model.person import Person
from grader.report.filled import Filled
from grader.report.inert import cell, neutral
from grader.report.points import marks
from grader.seams import Gradings
from grader_moodle.comment import comment

HEADER = ("Email address", "ID number", "Full name", "Grade", "Feedback")


def table(gradings: Gradings, what: str) -> Filled:
    """A row for everybody who is graded and has an email or an ID number.

    Whoever is not graded has no row, because Moodle would take an empty grade for one to be deleted.

    Args:
        gradings: the run.
        what: the exercise whose points these are, or `total`.

    Raises:
        UsageError: nobody has an email or an ID number.
    """
    people = {person.student: person for person in gradings.people}
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    left: list[str] = []
    count = 0
    possible = math.nan
    for mark in marks(gradings, what):
        person = people.get(mark.student, Person(student=mark.student))
        if not (person.email or person.number):
            left.append(f"{mark.student}: no email and no ID number, so Moodle could not tell who it is")
        elif not mark.graded:
            left.append(f"{mark.student}: not graded, and left out so that the grade in Moodle stays")
        elif mark.empty:
            left.append(f"{mark.student}: nothing to grade, and left out so that the grade in Moodle stays")
        else:
            count += 1
            possible = mark.score.possible
            # PHP takes a backslash before a quote for an escape, and would read on beyond the cell.
            who = [
                neutral(cell(text)).replace("\\", "/") for text in (person.email, person.number, person.name)
            ]
            writer.writerow([*who, f"{round(mark.score.earned, 4):.10g}", comment(mark, gradings.shown)])
    if not count:
        raise UsageError(
            "nobody who is graded has an email or an ID number; grade again with --roster, or name the "
            "grading worksheet that Moodle gives for the assignment"
        )
    said = [f"{what}: {count} rows"]
    if not math.isnan(possible):
        said.append(f"the grade item in Moodle must have a maximum grade of {possible:g}")
    return Filled(content=out.getvalue().encode(), said=tuple(said), left=tuple(left))
