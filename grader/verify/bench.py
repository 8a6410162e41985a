"""Files, graded as if students had handed them in: by the run's own executor, behind its wall."""

from collections.abc import Iterable

import msgspec

from grader.model.exercise import Exercise
from grader.model.job import Job, Terms
from grader.model.result import JobResult
from grader.model.submission import Submission
from grader.seams import Executor


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A file to grade.

    Attributes:
        label: what it is called; no two cases that are graded together have the same.
        source: the file.
        exercise: what it is graded by, perhaps with other tests or limits than students' work.
        seed: of every random draw.
        until_missed: whether the first check that does not pass is the last.
    """

    label: str
    source: bytes
    exercise: Exercise
    seed: int = 0
    until_missed: bool = False


class Graded(msgspec.Struct, frozen=True, kw_only=True):
    """A case, and its result."""

    case: Case
    result: JobResult


class Bench:
    """An executor that is ready, and the terms of everything it grades here."""

    def __init__(self, executor: Executor, terms: Terms) -> None:
        self._executor = executor
        self._terms = terms

    def grade(self, cases: Iterable[Case]) -> dict[str, Graded]:
        """What came of each case, by label, in the order of the cases."""
        waiting = {case.label: case for case in cases}
        results = {result.student: result for result in self._executor.run(map(self._job, waiting.values()))}
        return {label: Graded(case=case, result=results[label]) for label, case in waiting.items()}

    def _job(self, case: Case) -> Job:
        slug = case.exercise.slug
        submission = Submission(student=case.label, slug=slug, filename=f"{slug}.py", source=case.source)
        terms = msgspec.structs.replace(self._terms, seed=case.seed)
        return Job(submission=submission, exercise=case.exercise, terms=terms, until_missed=case.until_missed)
