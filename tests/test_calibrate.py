"""Calibrating, with an executor that only looks like one."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from grader.calibrate import Calibrated, CalibrationOrder, calibrate
from grader.catalog.calibrations import read_calibration, write_calibration
from grader.hookspecs import hookimpl
from grader.model.calibration import Calibration
from grader.model.errors import CourseError, UsageError
from grader.model.exercise import Check
from grader.model.job import Job
from grader.model.outcome import Outcome
from grader.model.result import CheckResult, JobResult
from grader.registry import Registry
from grader.seams import ExecutorSettings
from grader.settings import Settings

EXERCISE = """\
from grader.hookspecs import hookimpl
from grader.model.exercise import Exercise
from grader.model.regimen import Regimen


@hookimpl
def grader_exercises(course):
    regimens = {{"digits": Regimen(epochs={epochs})}}
    return [Exercise(slug={slug!r}, title="Title", trains=True, regimens=regimens)]
"""


class FakeExecutor:
    """Trains every job to .9 and a thousandth for each seed, the last job first. It is its own plugin.

    At the job with the number `stop_at` it raises `stop_with`, or, without that, yields a failed check.
    """

    def __init__(self, stop_at: int = 1000, stop_with: BaseException | None = None) -> None:
        self.asked: list[Job] = []
        self.settings: ExecutorSettings | None = None
        self.closed = 0
        self._stop_at = stop_at
        self._stop_with = stop_with

    @hookimpl
    def grader_executor(self, name: str, settings: ExecutorSettings) -> Any:
        """It is called `fake`."""
        self.settings = settings
        return self if name == "fake" else None

    def prepare(self) -> None:
        """Nothing to prepare."""

    def run(self, jobs: Iterable[Job]) -> Iterator[JobResult]:
        """An accuracy for each job."""
        for number, job in enumerate(reversed(list(jobs))):
            failed = number == self._stop_at
            if failed and self._stop_with:
                raise self._stop_with
            self.asked.append(job)
            check = Check(name="test_it", description="It.", points=1.0)
            outcome = Outcome.TIMED_OUT if failed else Outcome.FAILED
            yield JobResult(
                key=job.key,
                student=job.submission.student,
                slug=job.exercise.slug,
                checks=(CheckResult(check=check, outcome=outcome, message="too slow"),),
                measures={} if failed else {"accuracy": 0.9 + job.terms.seed / 1000},
                seed=job.terms.seed,
            )

    def close(self) -> None:
        """Count it."""
        self.closed += 1

    @property
    def seeds(self) -> list[int]:
        """The seeds it was asked for."""
        return sorted(job.terms.seed for job in self.asked)


class FakeWatch:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.begun: list[tuple[int, int]] = []
        self.finished: list[int] = []

    def say(self, text: str) -> None:
        """Remember it."""
        self.said.append(text)

    def begin(self, jobs: Sequence[Job], done: int) -> None:
        """Remember how many."""
        self.begun.append((len(jobs), done))

    def finish(self, result: JobResult) -> None:
        """Remember which."""
        self.finished.append(result.seed)


Seen = tuple[Calibrated, FakeExecutor, FakeWatch]
Run = Callable[..., Seen]


@pytest.fixture
def add(tmp_path: Path, write_exercise: Callable[..., Path]) -> Callable[..., Path]:
    """Adds an exercise that trains on the digits, or changes its epochs; returns its calibration's path."""

    def add_exercise(slug: str = "double", epochs: int = 3) -> Path:
        folder = tmp_path / "course" / "exercises" / slug
        if not folder.exists():
            write_exercise(tmp_path / "course", slug)
        (folder / "exercise.py").write_text(EXERCISE.format(slug=slug, epochs=epochs), encoding="utf-8")
        return folder / "calibration" / "digits-cpu.json"

    return add_exercise


@pytest.fixture
def path(add: Callable[..., Path]) -> Path:
    """Where the calibration of the one exercise goes."""
    return add()


@pytest.fixture
def run(tmp_path: Path, settings: Settings) -> Run:
    """Calibrates the course with an executor, four seeds unless told otherwise."""

    def run_it(executor: FakeExecutor | None = None, **fields: Any) -> Seen:
        executor, watch = executor or FakeExecutor(), FakeWatch()
        order = CalibrationOrder(
            **{"course": tmp_path / "course", "seeds": 4, "device": "cpu", "data": "digits"}
            | {"executor": "fake"}
            | fields
        )
        return calibrate(order, Registry([executor], installed=False), settings, watch), executor, watch

    return run_it


def filed(path: Path) -> Calibration:
    """What is on file."""
    found = read_calibration(path)
    assert found is not None
    return found


def test_every_seed_is_trained_and_filed(run: Run, path: Path) -> None:
    """Each accuracy is filed under its seed, sorted, whatever order they come in, with the regimen."""
    calibrated, executor, watch = run()
    assert list(filed(path).accuracies.items()) == [(0, 0.9), (1, 0.901), (2, 0.902), (3, 0.903)]
    assert filed(path).regimen.epochs == 3
    assert calibrated == Calibrated(calibrations=(filed(path),))
    assert (watch.begun, watch.finished, executor.closed) == ([(4, 0)], [3, 2, 1, 0], 1)


def test_the_solution_is_trained_to_its_last_epoch(run: Run, path: Path) -> None:
    """The jobs are of the solution as it is, and no accuracy ends a training or lets it begin again."""
    _, executor, _ = run()
    solution = (path.parents[3] / "solutions" / "double.py").read_bytes()
    assert {job.submission.source for job in executor.asked} == {solution}
    (lines,) = {job.exercise.lines_for("digits", "cpu") for job in executor.asked}
    assert lines.full + lines.margin > 1.0
    assert lines.attempts == 1
    assert executor.settings
    assert str(path.parents[3]) in executor.settings.secrets


def test_ctrl_c_keeps_what_is_done(run: Run, path: Path) -> None:
    """What came before it is on file; the next run trains the rest, and only that."""
    calibrated, executor, _ = run(FakeExecutor(2, KeyboardInterrupt()))
    assert calibrated.stopped
    assert executor.closed == 1
    assert list(filed(path).accuracies) == [2, 3]
    calibrated, executor, watch = run()
    assert not calibrated.stopped
    assert (executor.seeds, watch.begun) == ([0, 1], [(2, 2)])
    assert list(filed(path).accuracies) == [0, 1, 2, 3]


def test_more_seeds_go_on(run: Run, path: Path) -> None:
    """Asking for more trains what is missing; asking again trains nothing and starts no executor."""
    run()
    _, executor, _ = run(seeds=6)
    assert executor.seeds == [4, 5]
    calibrated, executor, _ = run(seeds=5)
    assert executor.settings is None
    assert calibrated.calibrations == (filed(path),)
    assert len(filed(path).accuracies) == 6


def test_a_solution_without_an_accuracy(run: Run, path: Path) -> None:
    """Where a training yields none, the check that failed is named, and what came before is on file."""
    with pytest.raises(
        CourseError, match="double gave no accuracy with seed 1: test_it: timed_out: too slow"
    ):
        run(FakeExecutor(2))
    assert list(filed(path).accuracies) == [2, 3]


def test_another_solution_begins_anew(run: Run, path: Path) -> None:
    """Once the solution has changed, its old runs are told of, and never mixed with new ones."""
    run()
    solution = path.parents[3] / "solutions" / "double.py"
    solution.write_text(solution.read_text(encoding="utf-8") + "# better\n", encoding="utf-8")
    _, executor, watch = run(seeds=2)
    assert executor.seeds == [0, 1]
    assert watch.said == [f"{path} was made with another solution; its 4 runs are begun anew"]
    assert list(filed(path).accuracies) == [0, 1]


def test_another_regimen_begins_anew(run: Run, path: Path, add: Callable[..., Path]) -> None:
    """The same holds for the epochs and whatever else the regimen says."""
    run()
    add(epochs=4)
    _, executor, watch = run()
    assert executor.seeds == [0, 1, 2, 3]
    assert watch.said == [f"{path} was made with another regimen; its 4 runs are begun anew"]
    assert filed(path).regimen.epochs == 4


def test_what_is_begun_anew_stays_until_there_is_something_new(
    run: Run, path: Path, add: Callable[..., Path]
) -> None:
    """A run that is stopped before its first result leaves the old file."""
    run()
    before = path.read_bytes()
    add(epochs=4)
    run(FakeExecutor(0, KeyboardInterrupt()))
    assert path.read_bytes() == before


@pytest.mark.parametrize(("version", "kept"), [("0.4.1", False), ("2.0.0", True)])
def test_other_versions_of_torch(run: Run, path: Path, *, version: str, kept: bool) -> None:
    """Runs of the same major version are kept and go on record; those of another are begun anew."""
    run()
    (new,) = filed(path).torch
    write_calibration(path, msgspec.structs.replace(filed(path), torch=(version,)))
    _, executor, watch = run(seeds=5)
    assert executor.seeds == ([4] if kept else [0, 1, 2, 3, 4])
    assert filed(path).torch == ((version, new) if kept else (new,))
    assert bool(watch.said) == (not kept)


def test_what_another_process_filed_meanwhile_is_kept(run: Run, path: Path) -> None:
    """Each result is added to what is on file by then."""

    class Meanwhile(FakeExecutor):
        def run(self, jobs: Iterable[Job]) -> Iterator[JobResult]:
            for result in super().run(jobs):
                yield result
                write_calibration(path, filed(path).with_runs({50 + result.seed: 0.95}))

    run(Meanwhile())
    assert list(filed(path).accuracies) == [0, 1, 2, 3, 50, 51, 52, 53]


def test_only_the_exercises_named(run: Run, path: Path, add: Callable[..., Path]) -> None:
    """A name chooses an exercise, twice as well as once; without names all are calibrated."""
    other = add("treble")
    _, executor, _ = run(slugs=("treble", "treble"))
    assert len(executor.asked) == 4
    assert other.exists()
    assert not path.exists()
    calibrated, executor, watch = run()
    assert len(executor.asked) == 4
    assert watch.begun == [(4, 4)]
    assert [one.exercise for one in calibrated.calibrations] == ["double", "treble"]


def test_an_exercise_that_does_not_train_on_it(run: Run, path: Path) -> None:
    """Without a regimen for the data set there is nothing to calibrate; the error says for what there is."""
    with pytest.raises(UsageError, match=r"double has no regimen for mnist, .*--data takes digits here"):
        run(slugs=("double",), data="mnist")
    with pytest.raises(UsageError, match="did you mean 'double'"):
        run(slugs=("dubble",))
    assert not path.exists()


def test_a_course_that_trains_nothing(run: Run, tmp_path: Path, write_exercise: Callable[..., Path]) -> None:
    """Where no exercise trains on the data set that is said, and is an error."""
    write_exercise(tmp_path / "course", "half")
    with pytest.raises(UsageError, match="no exercise of this course trains on digits"):
        run()
    with pytest.raises(UsageError, match=r"half has no regimen for digits, .*name an exercise that trains"):
        run(slugs=("half",))


def test_a_solution_that_is_not_there(run: Run, path: Path) -> None:
    """Without a solution nothing can be calibrated; the error names its place."""
    (path.parents[3] / "solutions" / "double.py").unlink()
    with pytest.raises(CourseError, match=r"solutions: double\.py .*solution that is calibrated"):
        run()
