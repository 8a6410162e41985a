"""The straight line, with an executor that only looks like one."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace as changed

from grader.hookspecs import hookimpl
from grader.intake import folder as intakes
from grader.model.errors import DataError, JudgeError, SandboxUnavailable, StoreError, UsageError
from grader.model.exercise import Check
from grader.model.job import Job
from grader.model.outcome import Outcome
from grader.model.result import CheckResult, JobResult
from grader.pipeline import Order, grade, report_again
from grader.registry import Registry
from grader.report import plugin as reporters
from grader.seams import ExecutorSettings
from grader.settings import Settings


class FakeExecutor:
    """Passes every job; after `stop_after` of them it raises `stop_with`. It is its own plugin.

    With `refuse_with` it raises that before there is any job.
    """

    def __init__(
        self,
        stop_after: int = 1000,
        stop_with: BaseException | None = None,
        refuse_with: Exception | None = None,
    ) -> None:
        self._refuse_with = refuse_with
        self.asked: list[Job] = []
        self.settings: ExecutorSettings | None = None
        self.closed = 0
        self._stop_after = stop_after
        self._stop_with = stop_with

    @hookimpl
    def grader_executor(self, name: str, settings: ExecutorSettings) -> Any:
        """It is called `fake`."""
        self.settings = settings
        return self if name == "fake" else None

    def prepare(self) -> None:
        """Refuse, if it is to."""
        if self._refuse_with:
            raise self._refuse_with

    def run(self, jobs: Iterable[Job]) -> Iterator[JobResult]:
        """One point for everybody."""
        for job in jobs:
            if len(self.asked) == self._stop_after and self._stop_with:
                raise self._stop_with
            self.asked.append(job)
            check = Check(name="test_it", description="It.", points=1.0)
            checks = (CheckResult(check=check, outcome=Outcome.PASSED, earned=1.0),)
            yield JobResult(
                key=job.key, student=job.submission.student, slug=job.exercise.slug, checks=checks
            )

    def close(self) -> None:
        """Count it."""
        self.closed += 1


class FakeWatch:
    """Remembers what it was shown."""

    def __init__(self) -> None:
        self.begun: list[tuple[int, int]] = []
        self.finished: list[str] = []

    def say(self, text: str) -> None:
        """Nothing to remember."""

    def begin(self, jobs: Sequence[Job], done: int) -> None:
        """Remember how many."""
        self.begun.append((len(jobs), done))

    def finish(self, result: JobResult) -> None:
        """Remember whose."""
        self.finished.append(result.student)


def run(order: Order, executor: FakeExecutor, settings: Settings | None = None) -> tuple[Any, FakeWatch]:
    """Grade with this executor; what came of it, and what was shown."""
    watch = FakeWatch()
    registry = Registry([executor, intakes, reporters], installed=False)
    return grade(order, registry, settings or Settings(cache="/nonexistent"), watch), watch


@pytest.fixture
def order(tmp_path: Path, write_exercise: Callable[..., Path]) -> Order:
    """An order to grade three students in one exercise."""
    write_exercise(tmp_path / "course")
    for student in ("ada", "bob", "cy"):
        (tmp_path / "submissions" / student).mkdir(parents=True)
        (tmp_path / "submissions" / student / "double.py").write_text(f"{student} = 2\n", encoding="utf-8")
    return Order(
        source=tmp_path / "submissions",
        out=tmp_path / "out",
        course=tmp_path / "course",
        device="cpu",
        executor="fake",
    )


def test_everything_is_graded_and_reported(order: Order) -> None:
    """Every job is run, recorded, shown and reported, and the executor is closed."""
    executor = FakeExecutor()
    graded, watch = run(order, executor)
    assert [result.student for result in graded.run.results] == ["ada", "bob", "cy"]
    assert watch.begun == [(3, 0)]
    assert watch.finished == ["ada", "bob", "cy"]
    assert not graded.stopped
    assert executor.closed == 1
    assert (order.out / "scores.csv") in graded.files


def test_one_students_tree(order: Order, tmp_path: Path) -> None:
    """Where the source is one student's, files lie anywhere in it; only the reports asked for are written."""
    (order.source / "ada" / "double.py").rename(order.source / "ada" / "cy.py")
    reports = tmp_path / "reports"
    one = changed(order, student="ada", reports=("csv",), always=False, report_folder=reports)
    graded, _ = run(one, FakeExecutor())
    assert [(one.student, one.filename) for one in graded.run.submissions] == [("ada", "bob/double.py")]
    assert {path.name for path in reports.iterdir()} == {"grades.csv", "scores.csv", "checks.csv"}
    assert not [path.name for path in order.out.iterdir() if not path.name.startswith("gradebook.sqlite")]


@pytest.mark.parametrize(("shared", "asked", "told"), [(True, 2, True), (False, 3, False)])
def test_identical_work_is_graded_once(order: Order, *, shared: bool, asked: int, told: bool) -> None:
    """Two who handed in the same program share a grading, as the report says, unless each is to have one."""
    (order.source / "cy" / "double.py").write_text("ada = 2  # by cy\n", encoding="utf-8")
    executor = FakeExecutor()
    graded, watch = run(changed(order, shared=shared), executor)
    assert len(executor.asked) == asked
    assert [result.student for result in graded.run.results] == ["ada", "bob", "cy"]
    assert sorted(watch.finished) == ["ada", "bob", "cy"]
    scores = (order.out / "scores.csv").read_text(encoding="utf-8")
    assert ("graded once with 1 other who handed in the same program" in scores) == told
    page = (order.out / "feedback" / "ada.md").read_text(encoding="utf-8")
    assert "cy" not in page
    assert "other" not in page
    again = FakeExecutor()
    run(changed(order, shared=not shared), again)
    assert not again.asked


def test_a_roster_says_who_is_who(order: Order, tmp_path: Path) -> None:
    """Everybody on it stands in the report under its name for them, and no worker may read it."""
    roster = tmp_path / "roster.csv"
    roster.write_text("student,email\nAda L.,ada@u.edu\nDot,dot@u.edu\n", encoding="utf-8")
    executor = FakeExecutor()
    graded, _ = run(changed(order, roster=roster), executor)
    assert [one.student for one in graded.run.submissions] == ["Ada L.", "bob", "cy", "Dot"]
    assert [person.student for person in graded.run.people] == ["Ada L.", "Dot"]
    assert "bob matches nobody on roster.csv; graded under this name" in {
        one.message for one in graded.run.findings
    }
    assert executor.settings is not None
    assert str(roster) in executor.settings.secrets


def test_second_run_grades_nothing_twice(order: Order) -> None:
    """What is in the gradebook is not run again, and where nothing is left no executor is started."""
    run(order, FakeExecutor())
    (order.source / "dot").mkdir()
    (order.source / "dot" / "double.py").write_text("double = 3\n", encoding="utf-8")
    second = FakeExecutor()
    graded, watch = run(order, second)
    assert [job.submission.student for job in second.asked] == ["dot"]
    assert watch.begun == [(1, 3)]
    assert len(graded.run.results) == 4
    third = FakeExecutor()
    run(order, third)
    assert third.settings is None


def test_interrupt_keeps_what_is_done(order: Order) -> None:
    """Ctrl-C after two results ends the executor, reports those two, and the next run goes on."""
    executor = FakeExecutor(2, KeyboardInterrupt())
    graded, _ = run(order, executor)
    assert graded.stopped
    assert executor.closed == 1
    assert len(graded.run.results) == 2
    assert "not graded yet" in (order.out / "scores.csv").read_text(encoding="utf-8")
    rest = FakeExecutor()
    run(order, rest)
    assert len(rest.asked) == 1


def test_judges_that_fail_keep_what_is_done(order: Order) -> None:
    """An error of the executor ends the run, and what was recorded before it stays."""
    with pytest.raises(JudgeError):
        run(order, FakeExecutor(1, JudgeError("gone")))
    rest = FakeExecutor()
    run(order, rest)
    assert len(rest.asked) == 2


def test_an_executor_that_cannot_work_leaves_the_last_run(order: Order) -> None:
    """Where no judge can start, no run is recorded, and the report is still that of the run before."""
    run(order, FakeExecutor())
    (order.source / "ada" / "double.py").write_text("double = 4\n", encoding="utf-8")
    refused = FakeExecutor(refuse_with=SandboxUnavailable("no wall here"))
    with pytest.raises(SandboxUnavailable):
        run(order, refused)
    assert refused.closed == 1
    again = report_again(order.out, Registry([reporters]))
    assert [result.student for result in again.run.results] == ["ada", "bob", "cy"]


def test_report_again(order: Order) -> None:
    """The report is made from the gradebook alone, with neither course nor submissions there."""
    run(order, FakeExecutor())
    (order.out / "scores.csv").unlink()
    graded = report_again(order.out, Registry([reporters], installed=False))
    assert (order.out / "scores.csv").is_file()
    assert len(graded.run.results) == 3


def test_report_of_nothing(tmp_path: Path) -> None:
    """A folder without a gradebook is an error, and nothing is made in it."""
    with pytest.raises(StoreError, match="no gradebook"):
        report_again(tmp_path, Registry([reporters], installed=False))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("inside", [".", "results", "ada/results", "../submissions/x"])
def test_out_folder_among_the_submissions(order: Order, inside: str) -> None:
    """An --out folder that would be taken for a student's is refused before anything is written."""
    out = order.source / inside
    with pytest.raises(UsageError, match="--out"):
        run(changed(order, out=out), FakeExecutor())
    assert not list(order.source.rglob("gradebook*"))


def test_submissions_inside_the_out_folder(order: Order) -> None:
    """The other way round is nobody's trouble."""
    graded, _ = run(changed(order, out=order.source.parent), FakeExecutor())
    assert len(graded.run.results) == 3


def test_chosen_exercises(order: Order, write_exercise: Callable[..., Path]) -> None:
    """Exercises are chosen by name, once each and in course order, however often they are named."""
    assert order.course
    write_exercise(order.course, "treble")
    write_exercise(order.course, "half")
    executor = FakeExecutor()
    graded, _ = run(changed(order, slugs=("treble", "half", "treble")), executor)
    assert [exercise.slug for exercise in graded.run.exercises] == ["half", "treble"]
    assert executor.settings
    assert [exercise.slug for exercise in executor.settings.exercises] == ["half", "treble"]
    assert len(graded.run.results) == 6


def test_unknown_exercise(order: Order) -> None:
    """An exercise that there is not is an error with the nearest name."""
    with pytest.raises(UsageError, match="did you mean 'double'"):
        run(changed(order, slugs=("dubble",)), FakeExecutor())


def test_a_file_for_the_results(order: Order) -> None:
    """An --out that is a file is an error before anything is graded or written into it."""
    order.out.write_text("notes", encoding="utf-8")
    executor = FakeExecutor()
    with pytest.raises(UsageError, match="is a file; choose an --out folder"):
        run(order, executor)
    assert not executor.asked
    assert order.out.read_text("utf-8") == "notes"


def test_data_is_asked_for_before_anything_is_recorded(
    order: Order, tmp_path: Path, write_exercise: Callable[..., Path]
) -> None:
    """Where MNIST cannot be had, no gradebook is begun; exercises that do not train go without it."""
    assert order.course
    write_exercise(order.course, "mlp", trains=True)
    empty = Settings(cache=str(tmp_path / "cache"), data_root=str(tmp_path))
    with pytest.raises(DataError, match="--data digits"):
        run(order, FakeExecutor(), empty)
    assert not order.out.exists()
    graded, _ = run(changed(order, slugs=("double",)), FakeExecutor(), empty)
    assert len(graded.run.results) == 3


def test_workers_are_kept_from_everything_of_value(order: Order, tmp_path: Path) -> None:
    """Course, submissions, results, cache and data are secrets of every worker."""
    executor = FakeExecutor()
    run(order, executor, Settings(cache=str(tmp_path / "cache"), data_root=str(tmp_path / "data")))
    assert executor.settings
    names = {Path(secret).name for secret in executor.settings.secrets}
    assert names == {"course", "submissions", "out", "cache", "data"}
    assert all(Path(secret).is_absolute() for secret in executor.settings.secrets)
