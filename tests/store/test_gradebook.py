"""What a gradebook keeps."""

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from grader.model.errors import StoreError
from grader.model.exercise import Exercise
from grader.model.job import Job, Terms
from grader.model.outcome import Outcome, Visibility
from grader.model.person import Person
from grader.model.publication import Publication
from grader.model.result import JobResult
from grader.model.submission import Finding, Submission
from grader.seams import Gradings
from grader.store.open import open_gradebook
from grader.store.run import RunBody

MakeJob = Callable[..., Job]
MakeResult = Callable[..., JobResult]

STRANGE_NAMES = ["O'Hara, Ada", 'say "hi"', "🦀", "Jos\udce9", "a\\udce9", "=1+1", "line\nbreak", " "]


def read_it(run: Gradings) -> list[str]:
    """What a reporter sees of a run; typed so that a run must satisfy the seam."""
    return [result.student for result in run.results]


def test_a_result_outlives_its_gradebook(tmp_path: Path, make_job: MakeJob, make_result: MakeResult) -> None:
    """What was recorded is there, equal, when the gradebook is opened again."""
    job = make_job()
    result = make_result(job, note="half of it", measures={"accuracy": 0.97}, warnings=("no sandbox",))
    with open_gradebook(tmp_path, create=True) as gradebook:
        gradebook.begin(RunBody(terms=Terms(seed=3), exercises=(job.exercise,)), [job])
        gradebook.record(result)
    with open_gradebook(tmp_path, create=False) as gradebook:
        run = gradebook.last_run()
    assert run.results == (result,)
    assert run.terms == Terms(seed=3)
    assert run.checks == {"mlp": (result.checks[0].check,)}
    assert read_it(run) == ["ada"]


@pytest.mark.parametrize("student", STRANGE_NAMES)
def test_a_name_may_be_any_folder_name(
    tmp_path: Path, student: str, make_job: MakeJob, make_result: MakeResult
) -> None:
    """Commas, quotes, emoji, backslashes and badly encoded bytes in a name come back as they were."""
    job = make_job(student, problem=f"{student} is too large")
    finding = Finding(student=student, path=f"{student}/x", message=student)
    with open_gradebook(tmp_path, create=True) as gradebook:
        gradebook.begin(RunBody(terms=job.terms, exercises=(job.exercise,)), [job], [finding])
        gradebook.record(make_result(job))
        run = gradebook.last_run()
    assert [(one.student, one.problem) for one in run.submissions] == [(student, job.submission.problem)]
    assert [one.student for one in run.results] == [student]
    assert run.findings == (finding,)


def test_only_graded_results_are_finished(tmp_path: Path, make_job: MakeJob, make_result: MakeResult) -> None:
    """A job with an internal error is not finished, so that resuming grades it again."""
    good, bad, empty = make_job("ada"), make_job("bob"), make_job("cy")
    with open_gradebook(tmp_path, create=True) as gradebook:
        gradebook.record(make_result(good, Outcome.FAILED))
        gradebook.record(make_result(bad, Outcome.INTERNAL_ERROR))
        gradebook.record(make_result(empty, checks=()))
        assert gradebook.finished() == {good.key}


def test_the_newest_result_of_a_key_counts(
    tmp_path: Path, make_job: MakeJob, make_result: MakeResult
) -> None:
    """A result after an internal error takes its place, and the older one is still in the file."""
    job = make_job()
    with open_gradebook(tmp_path, create=True) as gradebook:
        gradebook.begin(RunBody(terms=job.terms, exercises=(job.exercise,)), [job])
        gradebook.record(make_result(job, Outcome.INTERNAL_ERROR))
        gradebook.record(make_result(job))
        assert gradebook.finished() == {job.key}
        assert [one.outcome for one in gradebook.last_run().results] == [Outcome.PASSED]
    with sqlite3.connect(tmp_path / "gradebook.sqlite") as connection:
        (count,) = connection.execute("SELECT count(*) FROM results").fetchone()
    connection.close()
    assert count == 2


def test_a_changed_submission_does_not_show_its_old_result(
    tmp_path: Path, make_job: MakeJob, make_result: MakeResult
) -> None:
    """The last run shows results of its own plan only, joined by key, never those of an earlier file."""
    before, after = make_job(source=b"x = 1"), make_job(source=b"x = 2")
    with open_gradebook(tmp_path, create=True) as gradebook:
        gradebook.begin(RunBody(terms=before.terms, exercises=(before.exercise,)), [before])
        gradebook.record(make_result(before))
        gradebook.begin(RunBody(terms=after.terms, exercises=(after.exercise,)), [after])
        assert gradebook.last_run().results == ()
        gradebook.begin(RunBody(terms=before.terms, exercises=(before.exercise,)), [before])
        assert [one.key for one in gradebook.last_run().results] == [before.key]


def test_a_run_is_in_course_order(
    tmp_path: Path, exercises: list[Exercise], make_job: MakeJob, make_result: MakeResult
) -> None:
    """Submissions and results come by student and then as the course goes, however they were planned."""
    jobs = [make_job(student, slug) for slug in ("cnn", "mlp") for student in ("bob", "Zoe", "ada")]
    with open_gradebook(tmp_path, create=True) as gradebook:
        gradebook.begin(RunBody(terms=Terms(), exercises=tuple(exercises)), jobs)
        for job in jobs:
            gradebook.record(make_result(job))
        run = gradebook.last_run()
    expected = [(student, slug) for student in ("ada", "bob", "Zoe") for slug in ("mlp", "cnn")]
    assert [(one.student, one.slug) for one in run.submissions] == expected
    assert [(one.student, one.slug) for one in run.results] == expected


def test_a_run_without_submissions_is_a_run(tmp_path: Path, exercises: list[Exercise]) -> None:
    """An empty class is recorded as such, not refused."""
    with open_gradebook(tmp_path, create=True) as gradebook:
        gradebook.begin(RunBody(terms=Terms(), exercises=tuple(exercises)), [])
        run = gradebook.last_run()
    assert (run.exercises, run.submissions, run.checks) == (tuple(exercises), (), {})


def test_a_run_keeps_no_sources(tmp_path: Path, make_job: MakeJob) -> None:
    """The submissions of a run carry everything but their bytes."""
    job = make_job(source=b"secret = 42")
    with open_gradebook(tmp_path, create=True) as gradebook:
        gradebook.begin(RunBody(terms=job.terms, exercises=(job.exercise,)), [job])
        assert gradebook.last_run().submissions == (Submission(student="ada", slug="mlp", filename="mlp.py"),)
    assert b"secret" not in (tmp_path / "gradebook.sqlite").read_bytes()


def test_a_gradebook_without_a_run_says_what_to_do(tmp_path: Path) -> None:
    """Asking for the last run of a new gradebook names the file and the command that makes a run."""
    with (
        open_gradebook(tmp_path, create=True) as gradebook,
        pytest.raises(StoreError, match=r"gradebook.sqlite: holds no run yet; `grader grade"),
    ):
        gradebook.last_run()


def test_a_reader_records_nothing(tmp_path: Path, make_job: MakeJob, make_result: MakeResult) -> None:
    """A gradebook that was opened for reading refuses a result and a run."""
    job = make_job()
    open_gradebook(tmp_path, create=True).close()
    with open_gradebook(tmp_path, create=False) as gradebook:
        with pytest.raises(StoreError, match="opened for reading"):
            gradebook.record(make_result(job))
        with pytest.raises(StoreError, match="opened for reading"):
            gradebook.begin(RunBody(terms=job.terms, exercises=(job.exercise,)), [job])


KILLED = """
import os, signal, sys
import sqlalchemy as sa
from grader.model.result import JobResult
from grader.store import tables
from grader.store.open import open_gradebook
gradebook = open_gradebook(sys.argv[1], create=True)
for number in range(3):
    gradebook.record(JobResult(key=str(number), student="ada", slug="mlp", checks=()))
with gradebook._connection.begin():
    gradebook._connection.execute(sa.delete(tables.results))
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_kill_loses_only_the_open_transaction(tmp_path: Path) -> None:
    """A grader killed inside a transaction leaves all recorded results and no lock."""
    ended = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    assert ended.returncode == -signal.SIGKILL
    with open_gradebook(tmp_path, create=True) as gradebook:
        gradebook.record(JobResult(key="3", student="ada", slug="mlp", checks=()))
    with sqlite3.connect(tmp_path / "gradebook.sqlite") as connection:
        keys = [key for (key,) in connection.execute("SELECT key FROM results ORDER BY id")]
    connection.close()
    assert keys == ["0", "1", "2", "3"]


def test_a_damaged_result_is_named(tmp_path: Path, make_job: MakeJob, make_result: MakeResult) -> None:
    """A row that cannot be read stops the report with the file, the row and the way out."""
    job = make_job()
    with open_gradebook(tmp_path, create=True) as gradebook:
        gradebook.begin(RunBody(terms=job.terms, exercises=(job.exercise,)), [job])
        gradebook.record(make_result(job))
    with sqlite3.connect(tmp_path / "gradebook.sqlite") as connection:
        connection.execute("UPDATE results SET body = '{'")
    connection.close()
    with (
        open_gradebook(tmp_path, create=False) as gradebook,
        pytest.raises(StoreError, match=r"gradebook.sqlite, result 1: cannot be read .* --out folder"),
    ):
        gradebook.last_run()


def test_dates_and_people_are_kept(tmp_path: Path, make_job: MakeJob) -> None:
    """Who the students are, when work was due and when it came are the same when read again."""
    job = make_job()
    submission = msgspec.structs.replace(job.submission, submitted_at="2026-11-30T23:59:59+01:00")
    job = msgspec.structs.replace(job, submission=submission)
    body = RunBody(
        terms=job.terms,
        exercises=(job.exercise,),
        people=(Person(student="ada", name="Lovelace, Ada 🦀", email="ada@example.org"),),
        publication=Publication(due=datetime(2026, 12, 1, tzinfo=UTC), published=True),
    )
    with open_gradebook(tmp_path, create=True) as gradebook:
        gradebook.begin(body, [job])
        run = gradebook.last_run()
    assert (run.people, run.publication) == (body.people, body.publication)
    assert run.submissions[0].submitted_at == submission.submitted_at
    assert Visibility.AFTER_PUBLISHED in run.shown


def test_what_a_student_earned_before(tmp_path: Path, make_job: MakeJob, make_result: MakeResult) -> None:
    """Earlier results of a student in an exercise come newest first, one of each key and a few in all."""
    jobs = [make_job(source=f"x = {number}".encode()) for number in range(12)]
    others = [make_job("bob"), make_job(slug="cnn")]
    with open_gradebook(tmp_path, create=True) as gradebook:
        for job in (*others, *jobs, jobs[11]):
            gradebook.record(make_result(job))
        gradebook.record(make_result(jobs[10], Outcome.INTERNAL_ERROR, note="again"))
    with open_gradebook(tmp_path, create=False) as gradebook:
        found = list(gradebook.earlier(jobs[0]))
        assert [one.key for one in found[:3]] == [jobs[10].key, jobs[11].key, jobs[9].key]
        assert found[0].note == "again"
        assert len(found) == len({one.key for one in found}) == 8
        assert {one.student for one in found} == {"ada"}
        assert not list(gradebook.earlier(make_job("cy")))
