"""What an exercise's own files come to when they are graded."""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from grader.catalog.course import Course
from grader.model.errors import CourseError
from grader.model.exercise import Exercise
from grader.verify.bench import Bench, Case, Graded
from grader.verify.claim import missed

FIRST_SEED = 0


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """Results by what was graded.

    Attributes:
        exercise: whose files they are.
        solution: the solution, once per seed.
        stub: what students start from.
        wrong: the known-wrong submissions.
        public: solution and stub by the public tests; empty where there are none.
        again: by the label of what was graded before, the same once more.
    """

    exercise: Exercise
    solution: tuple[Graded, ...]
    stub: Graded
    wrong: tuple[Graded, ...]
    public: tuple[Graded, ...]
    again: dict[str, Graded]

    def everything(self) -> Iterator[Graded]:
        """All of it."""
        yield from self.solution
        yield self.stub
        yield from self.wrong
        yield from self.public
        yield from self.again.values()


def gather(course: Course, exercise: Exercise, bench: Bench, *, seeds: int) -> Evidence:
    """Grade the exercise's solution, stub and known-wrong submissions.

    Args:
        course: where the solution is.
        exercise: which exercise.
        bench: where to grade.
        seeds: how many seeds the solution is graded with, from 0 on.

    Raises:
        CourseError: a file is not there; names it.
    """
    home = Path(exercise.folder)
    solution, stub = _read(course.solution(exercise)), _read(home / "stub.py")
    wrong = [
        Case(label=f"wrong/{path.name}", source=_read(path), exercise=exercise)
        for path in sorted((home / "wrong").glob("*.py"))
    ]
    runs = [
        Case(label=f"the solution with seed {seed}", source=solution, exercise=exercise, seed=seed)
        for seed in range(FIRST_SEED, FIRST_SEED + seeds)
    ]
    start = Case(label="stub.py", source=stub, exercise=exercise)
    public = []
    if exercise.public_tests.is_file():
        openly = exercise.in_public()
        public = [
            Case(label="the solution, by the public tests", source=solution, exercise=openly),
            Case(label="stub.py, by the public tests", source=stub, exercise=openly),
        ]
    graded = bench.grade([*runs, *wrong, start, *public])
    first = graded[runs[0].label]
    return Evidence(
        exercise=exercise,
        solution=tuple(graded[case.label] for case in runs),
        stub=graded[start.label],
        wrong=tuple(graded[case.label] for case in wrong),
        public=tuple(graded[case.label] for case in public),
        again=bench.grade(_to_repeat(exercise, first, [graded[case.label] for case in wrong])),
    )


def _to_repeat(exercise: Exercise, solution: Graded, wrong: list[Graded]) -> list[Case]:
    # Messages are where chance shows, and wrong submissions have them. Training is too long for all of them.
    talkative = sorted(wrong, key=lambda one: len(missed(one.result)), reverse=True)
    return [one.case for one in (solution, *(talkative[:1] if exercise.trains else talkative))]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise CourseError(
            f"{path} cannot be read: {error.strerror or error}; it cannot be verified"
        ) from error
