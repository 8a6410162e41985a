"""The course that ships, judged as in earnest: real walled workers, on the data set that is always here."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from grader.catalog.course import Course, open_course
from grader.data import Dataset, open_dataset
from grader.judging.judge import judge
from grader.model.errors import SandboxUnavailable
from grader.model.job import Job, Terms
from grader.model.result import JobResult
from grader.model.submission import Submission
from grader.registry import Registry
from grader.sandbox import plugin
from grader.seams import Sandbox
from grader.settings import Settings

Judge = Callable[..., JobResult]


@pytest.fixture(scope="session")
def registry() -> Registry:
    """The plugins of these tests."""
    return Registry([plugin], installed=False)


@pytest.fixture(scope="session")
def course(registry: Registry) -> Course:
    """The course of this checkout."""
    return open_course(Path(__file__).parents[2], registry)


@pytest.fixture(scope="session")
def sandbox(registry: Registry, course: Course) -> Iterator[Sandbox]:
    """The real wall; where there is none, these tests are skipped."""
    try:
        made = registry.sandbox("standard", [course.root / "exercises", course.root / "solutions"])
        made.wait_ready()  # type: ignore[attr-defined]  (the standard sandbox can tell before it is used)
    except SandboxUnavailable as error:
        pytest.skip(str(error))
    yield made
    made.close()


@pytest.fixture(scope="session")
def judged(course: Course, sandbox: Sandbox, settings: Settings) -> Judge:
    """Judge a file as a student's submission: `judged(slug, path)`, on the digits unless told otherwise."""
    # As judges are in earnest; several threads wait for one another where other programs run too.
    torch.set_num_threads(1)

    def judge_file(
        slug: str,
        path: Path,
        *,
        data: Dataset | None = None,
        public: bool = False,
        **terms: Any,
    ) -> JobResult:
        dataset = data or open_dataset("digits", settings, notify=lambda _: None)
        submission = Submission(student="ada", slug=slug, filename=f"{slug}.py", source=path.read_bytes())
        exercise = course.exercise(slug).in_public() if public else course.exercise(slug)
        job = Job(submission=submission, exercise=exercise, terms=Terms(data=dataset.name, **terms))
        return judge(job, sandbox, dataset)

    return judge_file
