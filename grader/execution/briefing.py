"""What an executor, and each judge it starts, must know of a run."""

import msgspec

from grader.data.dataset import Dataset
from grader.data.open import open_dataset
from grader.model.exercise import Exercise
from grader.model.job import Terms
from grader.seams import ExecutorSettings
from grader.settings import Settings


class Briefing(msgspec.Struct, frozen=True, kw_only=True):
    """See `grader.seams.ExecutorSettings`."""

    terms: Terms
    exercises: tuple[Exercise, ...]
    secrets: tuple[str, ...]
    machine: Settings
    jobs: int = 1

    def dataset(self) -> Dataset | None:
        """The run's data set, which must lie in the cache already; None where no exercise trains."""
        if not any(exercise.trains for exercise in self.exercises):
            return None
        return open_dataset(self.terms.data, self.machine, notify=lambda _: None)


def brief(settings: ExecutorSettings) -> Briefing:
    """What an executor was given, as what it hands on."""
    return Briefing(
        terms=settings.terms,
        exercises=tuple(settings.exercises),
        secrets=tuple(settings.secrets),
        machine=settings.machine,
        jobs=settings.jobs,
    )
