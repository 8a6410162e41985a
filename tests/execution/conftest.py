"""A briefing on a small course, and jobs of it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.catalog.course import open_course
from grader.execution.briefing import Briefing
from grader.model.job import Job, Terms
from grader.model.submission import Submission
from grader.registry import Registry
from grader.settings import Settings

RIGHT = "def double(x):\n    return 2 * x\n"


@pytest.fixture(scope="session")
def brief() -> Callable[..., Briefing]:
    """Makes the briefing of a course's folder."""

    def make(course: Path, *, jobs: int = 1, sandbox: str = "standard") -> Briefing:
        opened = open_course(course, Registry(installed=False))
        return Briefing(
            terms=Terms(sandbox=sandbox),
            exercises=opened.exercises,
            secrets=(str(course),),
            machine=Settings(cache=str(course / "cache")),
            jobs=jobs,
        )

    return make


@pytest.fixture(scope="session")
def job_of() -> Callable[..., Job]:
    """Makes the job of a student in one of a briefing's exercises."""

    def make(briefing: Briefing, slug: str, student: str = "ada", source: str = RIGHT) -> Job:
        (exercise,) = [one for one in briefing.exercises if one.slug == slug]
        submission = Submission(student=student, slug=slug, filename=f"{slug}.py", source=source.encode())
        return Job(submission=submission, exercise=exercise, terms=briefing.terms)

    return make
