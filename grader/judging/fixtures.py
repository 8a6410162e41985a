"""What hidden tests may ask for by name."""

import random
from collections.abc import Callable
from typing import Protocol

import pytest

from grader.data import Dataset
from grader.judging.laboratory import Laboratory
from grader.judging.subject import Proxy, Subject
from grader.model.exercise import Exercise
from grader.model.job import Job, Terms


class Examined(Protocol):
    """What the fixtures are made of."""

    @property
    def job(self) -> Job:
        """What is judged."""

    @property
    def subject(self) -> Subject:
        """Who speaks with the submission's workers."""

    @property
    def dataset(self) -> Dataset | None:
        """What the job's networks are trained on, if it trains any."""

    def record(self, name: str, value: object) -> None:
        """Keep a figure or a text."""


class Fixtures:
    """The pytest plugin with the fixtures of hidden tests.

    Attributes:
        examined: what they are made of; may be set once the tests are collected, and before they run.
    """

    examined: Examined

    def __init__(self, examined: Examined | None = None) -> None:
        if examined is not None:
            self.examined = examined

    @pytest.fixture(scope="session")
    def submission(self) -> Proxy:
        """The student's module."""
        return Proxy(self.examined.subject)

    @pytest.fixture(scope="session")
    def session(self) -> Subject:
        """What speaks with the worker: `module`, `get` and `call`."""
        return self.examined.subject

    @pytest.fixture(scope="session")
    def exercise(self) -> Exercise:
        """The exercise that is judged."""
        return self.examined.job.exercise

    @pytest.fixture(scope="session")
    def terms(self) -> Terms:
        """What the run is graded under."""
        return self.examined.job.terms

    @pytest.fixture(scope="session")
    def dataset(self) -> Dataset | None:
        """The run's data set; None where the exercise trains nothing."""
        return self.examined.dataset

    @pytest.fixture
    def laboratory(self) -> Laboratory:
        """The tools that look at layers and networks in the worker, which may be another one than before."""
        return Laboratory(self.examined.subject, self.examined.job.terms, self.examined.dataset)

    @pytest.fixture
    def rng(self, request: pytest.FixtureRequest) -> random.Random:
        """Random numbers of this check's own, the same whenever the run's seed is."""
        job = self.examined.job
        return random.Random(f"{job.terms.seed} {job.exercise.slug} {request.node.name}")  # noqa: S311  (no secret hangs on it)

    @pytest.fixture(scope="session")
    def record_property(self) -> Callable[[str, object], None]:
        """Pytest's own verb: numbers become the result's measures, `feedback` a text for the student."""
        return self.examined.record
