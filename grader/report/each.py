"""A report that is a file of its own for each student: whose it is, and where it goes."""

from pathlib import Path

import msgspec

from grader.model.score import Score, total
from grader.report.filenames import file_names
from grader.report.standing import Standing, standings
from grader.seams import Gradings


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """What a run has of one student.

    Attributes:
        student: who.
        standings: one for each exercise of the run, in course order.
        path: where the student's file goes.
    """

    student: str
    standings: tuple[Standing, ...]
    path: Path

    @property
    def graded(self) -> bool:
        """Whether there is a grade to publish: every exercise has one."""
        return all(one.graded for one in self.standings)

    @property
    def score(self) -> Score:
        """The points of all checks, those that are not shown included; NaN where an exercise has none."""
        return total(one.score for one in self.standings)


def shares(gradings: Gradings, folder: Path, kind: str, name: str) -> list[Share]:
    """Everybody's, by student as they come in the run.

    A run of one student, as an autograder's is, has its file `name` in `folder` itself, where the platform
    looks for it; of several students each one's is `folder/kind/<student>/name`.
    """
    by_student: dict[str, list[Standing]] = {}
    for one in standings(gradings):
        by_student.setdefault(one.submission.student, []).append(one)
    folders = file_names(by_student, "")
    return [
        Share(
            student=student,
            standings=tuple(theirs),
            path=folder / name if len(by_student) == 1 else folder / kind / folders[student] / name,
        )
        for student, theirs in by_student.items()
    ]
