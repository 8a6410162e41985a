"""What of earlier gradings is kept, and of which."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from grader.catalog.course import open_course
from grader.catalog.keeping import Keeping
from grader.model.exercise import Check
from grader.model.job import Job, Terms
from grader.model.outcome import Outcome
from grader.model.result import CheckResult, JobResult
from grader.model.submission import Submission
from grader.registry import Registry

NEVER = sorted(set(Outcome) - {Outcome.PASSED, Outcome.FAILED, Outcome.RAISED})


@pytest.fixture
def make_job(tmp_path: Path, write_exercise: Callable[..., Path]) -> Callable[..., Job]:
    """A job of today's files, which may be edited between two."""
    write_exercise(tmp_path)
    submission = Submission(student="ada", slug="double", filename="double.py", note="cell 2 is left out")

    def make(**fields: Any) -> Job:
        (exercise,) = open_course(tmp_path, Registry()).exercises
        return Job(**{"submission": submission, "exercise": exercise, "terms": Terms(), **fields})

    return make


def observe(job: Job, *outcomes: Outcome, note: str = "cell 2 is left out", **fields: Any) -> JobResult:
    """A result of a job as its judge gives it, its two checks with these outcomes."""
    checks = tuple(
        CheckResult(
            **{
                "check": Check(name=f"test_{name}", description="It.", points=1.0),
                "outcome": outcome,
                "message": str(outcome),
                "duration_s": 1.0,
                **fields,
            }
        )
        for name, outcome in zip(("double", "negative"), outcomes, strict=True)
    )
    return JobResult(key=job.key, student="ada", slug="double", checks=checks, note=note)


def record(job: Job, *outcomes: Outcome, **fields: Any) -> JobResult:
    """The same, as it is recorded."""
    keeping = Keeping([job], lambda _: [])
    return keeping.stamped(observe(keeping.with_kept(job), *outcomes, **fields))


def kept(job: Job, *earlier: JobResult) -> dict[str, Outcome]:
    """By check, what is kept of these results, the newest of which is the first."""
    with_kept = Keeping([job], lambda _: earlier).with_kept(job)
    assert msgspec.structs.replace(with_kept, kept=()) == job
    assert with_kept.key == job.key
    return {one.check.name.removeprefix("test_"): one.outcome for one in with_kept.kept}


def edit(job: Job, old: str, new: str) -> None:
    """Change the hidden tests."""
    text = job.exercise.tests_path.read_text()
    assert old in text
    job.exercise.tests_path.write_text(text.replace(old, new))


def test_an_edit_leaves_the_other_checks(make_job: Callable[..., Job]) -> None:
    """What was observed of a check that is as it was is kept; of one that was edited nothing is."""
    job = make_job()
    before = record(job, Outcome.PASSED, Outcome.FAILED)
    assert kept(job, before) == {"double": Outcome.PASSED, "negative": Outcome.FAILED}
    edit(job, "submission.double(2) == 4", "submission.double(3) == 6")
    assert kept(make_job(), before) == {"negative": Outcome.FAILED}
    edit(job, "import pytest", "import pytest, math")
    assert not kept(make_job(), before)


@pytest.mark.parametrize("outcome", NEVER)
def test_what_a_check_did_not_end_in_by_itself_is_not_kept(
    make_job: Callable[..., Job], outcome: Outcome
) -> None:
    """Time, memory and other limits, crashes and internal errors are observed again; other checks stay."""
    job = make_job()
    assert kept(job, record(job, outcome, Outcome.RAISED)) == {"negative": Outcome.RAISED}


def test_a_check_that_took_all_its_time_is_not_kept(make_job: Callable[..., Job]) -> None:
    """It may have noticed that its time was up, and ended otherwise than it would have."""
    job = make_job()
    assert kept(job, record(job, Outcome.FAILED, Outcome.PASSED, duration_s=4.9))
    assert not kept(job, record(job, Outcome.FAILED, Outcome.PASSED, duration_s=5.0))
    long = [Check(name="test_double", description="It.", points=1.0, time_limit_s=9.0)] * 2
    result = record(job, Outcome.FAILED, Outcome.PASSED, duration_s=8.0)
    checks = tuple(
        msgspec.structs.replace(one, check=check) for one, check in zip(result.checks, long, strict=True)
    )
    assert kept(job, msgspec.structs.replace(result, checks=checks)) == {"double": Outcome.FAILED}


def test_of_a_file_that_was_not_simply_imported_nothing_is_kept(make_job: Callable[..., Job]) -> None:
    """How a file can be loaded may depend on the time that it takes."""
    job = make_job()
    assert not kept(job, record(job, Outcome.PASSED, Outcome.PASSED, note="only its definitions"))


@pytest.mark.parametrize(
    "change",
    [
        {"terms": Terms(seed=1)},
        {"terms": Terms(grader="another")},
        {
            "submission": Submission(
                student="bob", slug="double", filename="double.py", note="cell 2 is left out"
            )
        },
        {
            "submission": Submission(
                student="ada", slug="double", filename="double.py", note="cell 2 is left out", source=b"x"
            )
        },
    ],
)
def test_of_other_work_or_terms_nothing_is_kept(make_job: Callable[..., Job], change: dict[str, Any]) -> None:
    """Another file, student, seed or grader has results of its own."""
    before = record(make_job(), Outcome.PASSED, Outcome.PASSED)
    assert not kept(make_job(**change), before)


@pytest.mark.parametrize(
    "fields",
    [
        {"terms": Terms(sandbox="none")},
        {"until_missed": True},
        {
            "submission": Submission(
                student="ada",
                slug="double",
                filename="double.py",
                note="cell 2 is left out",
                problem="too large",
            )
        },
    ],
)
def test_where_nothing_is_ever_kept(make_job: Callable[..., Job], fields: dict[str, Any]) -> None:
    """Without a wall a program could write what it likes; the others are over before anything is run."""
    job = make_job(**fields)
    assert not kept(job, record(job, Outcome.PASSED, Outcome.PASSED))


def test_the_newest_observation_counts(make_job: Callable[..., Job]) -> None:
    """An older result stands for what a newer one does not know, never for what that saw end otherwise."""
    job = make_job()
    old = record(job, Outcome.PASSED, Outcome.PASSED)
    assert kept(job, record(job, Outcome.TIMED_OUT, Outcome.NOT_RUN), old) == {"negative": Outcome.PASSED}
    assert kept(job, record(job, Outcome.FAILED, Outcome.INTERNAL_ERROR), old) == {"double": Outcome.FAILED}
    edit(job, "submission.double(2) == 4", "submission.double(3) == 6")
    between = record(make_job(), Outcome.FAILED, Outcome.FAILED)
    edit(job, "submission.double(3) == 6", "submission.double(2) == 4")
    assert kept(make_job(), between, old) == {"double": Outcome.PASSED, "negative": Outcome.FAILED}


def test_results_of_other_versions_are_not_kept(make_job: Callable[..., Job]) -> None:
    """A result that does not say what it depended on stands for nothing."""
    job = make_job()
    result = record(job, Outcome.PASSED, Outcome.PASSED)
    assert not kept(job, msgspec.structs.replace(result, basis=""))
    checks = tuple(msgspec.structs.replace(one, basis="") for one in result.checks)
    assert not kept(job, msgspec.structs.replace(result, checks=checks))
    assert not kept(job, observe(job, Outcome.PASSED, Outcome.PASSED))


def test_files_that_are_edited_while_a_run_goes(make_job: Callable[..., Job]) -> None:
    """A result says what the files were when the run began; of those that were others by then, nothing."""
    job = make_job()
    keeping = Keeping([job], lambda _: [])
    edit(job, "submission.double(2) == 4", "submission.double(3) == 6")
    result = keeping.stamped(observe(keeping.with_kept(job), Outcome.PASSED, Outcome.PASSED))
    assert kept(make_job(), result) == {"negative": Outcome.PASSED}
    late = record(job, Outcome.PASSED, Outcome.PASSED)
    assert [one.basis for one in late.checks] == ["", ""]
    assert not kept(job, late)


def test_it_counts_what_was_not_run(make_job: Callable[..., Job]) -> None:
    """Over all results, as their judges say it."""
    job = make_job()
    keeping = Keeping([job], lambda _: [])
    for number in (2, 1):
        result = observe(keeping.with_kept(job), Outcome.PASSED, Outcome.PASSED)
        keeping.stamped(msgspec.structs.replace(result, kept=number))
    assert keeping.kept == 3
