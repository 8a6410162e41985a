"""The gradebook: what was planned, what was observed; nothing in it is ever changed or removed."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa

from grader.model.errors import StoreError
from grader.model.job import Job
from grader.model.result import JobResult
from grader.model.submission import Finding, Submission
from grader.store import tables
from grader.store.claims import AdvisoryClaims
from grader.store.engine import store_errors
from grader.store.run import Run, RunBody
from grader.store.text import from_body, to_body

_LOOK_S = 0.5
_EARLIER = 8


class Gradebook:
    """An open gradebook; use it in a `with` statement, or call `close`.

    Without `claims` this grader is the only one that writes to it.
    """

    def __init__(
        self,
        connection: sa.Connection,
        name: str,
        *,
        writes: bool,
        held: ExitStack,
        claims: AdvisoryClaims | None,
    ) -> None:
        self._connection = connection
        self._claims = claims
        # The newest result of each key when it was last asked what is finished, and what was recorded here.
        self._seen: dict[str, int] = {}
        self._recorded: set[str] = set()
        # By student and exercise, the newest result of each key.
        self._places: dict[tuple[str, str], list[int]] | None = None
        self._writes = writes
        self._held = held
        self.name = name

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database and let another grader write; a second call does nothing."""
        self._held.close()

    def begin(
        self,
        body: RunBody,
        jobs: Sequence[Job],
        findings: Sequence[Finding] = (),
    ) -> int:
        """Record the plan of a new run: every job of it, done already or not; returns the run's number.

        Args:
            body: what is said once of the run; its exercises in course order.
            jobs: in any order; they are kept by student, and then in course order.
            findings: what else lay in the students' folders.

        Raises:
            StoreError: the database refuses, or was opened for reading only.
        """
        place = {exercise.slug: position for position, exercise in enumerate(body.exercises)}
        ordered = sorted(
            jobs,
            key=lambda job: (
                job.submission.student.casefold(),
                job.submission.student,
                place.get(job.exercise.slug, len(place)),
            ),
        )
        with self._writing() as connection:
            row = connection.execute(sa.insert(tables.runs).values(started_at=_now(), body=to_body(body)))
            (run_id,) = row.inserted_primary_key or (0,)
            planned = [
                {
                    "run_id": run_id,
                    "position": position,
                    "key": job.key,
                    "student": job.submission.student,
                    "exercise": job.exercise.slug,
                    "filename": job.submission.filename,
                    "problem": job.submission.problem,
                    "digest": job.submission.digest,
                    "submitted_at": job.submission.submitted_at,
                }
                for position, job in enumerate(ordered)
            ]
            found = [
                {"run_id": run_id, "student": one.student, "path": one.path, "message": one.message}
                for one in findings
            ]
            # An empty list would be taken for one row of defaults.
            if planned:
                connection.execute(sa.insert(tables.run_jobs), planned)
            if found:
                connection.execute(sa.insert(tables.findings), found)
        return int(run_id)

    def claimed(self, jobs: Iterable[Job]) -> Iterator[Job]:
        """Those of the jobs that no other grader is at or has recorded meanwhile, each as it is drawn.

        A job that was drawn is this grader's until it is recorded, or the gradebook is closed.
        """
        for job in jobs:
            if self._take(job.key):
                if not self._is_recorded(job.key):
                    yield job
                else:
                    self._give_back(job.key)

    def left(self, jobs: Sequence[Job], notify: Callable[[str], None]) -> list[Job]:
        """What is to be drawn again of jobs that were: waits for those that other graders are at.

        Empty once each has a result; those from the first one on that another grader has let go of without.
        """
        if self._claims is None:
            return []
        told = False
        for position, job in enumerate(jobs):
            while not self._is_recorded(job.key):
                if self._take(job.key):
                    self._give_back(job.key)
                    return list(jobs[position:])
                if not told:
                    notify("waiting for what another grader is at")
                    told = True
                time.sleep(_LOOK_S)
        return []

    def record(self, result: JobResult) -> None:
        """Add a result, durable when this returns; it counts from now on in place of an older one of its key.

        Raises:
            StoreError: the database refuses, or was opened for reading only.
        """
        with self._writing() as connection:
            connection.execute(
                sa.insert(tables.results).values(
                    key=result.key,
                    student=result.student,
                    exercise=result.slug,
                    graded=result.graded,
                    recorded_at=_now(),
                    body=to_body(result),
                )
            )
        self._recorded.add(result.key)
        self._give_back(result.key)

    def finished(self) -> set[str]:
        """The keys that need no grading again: those whose newest result is free of internal errors."""
        columns = tables.results.c
        rows = self._read(sa.select(columns.id, columns.key, columns.graded).where(columns.id.in_(_newest())))
        self._seen = {row.key: row.id for row in rows}
        return {row.key for row in rows if row.graded}

    def earlier(self, job: Job) -> Iterator[JobResult]:
        """The last few results of the job's student in its exercise, whatever their keys, the newest first.

        Raises:
            StoreError: a row cannot be read.
        """
        columns = tables.results.c
        if self._places is None:
            # For all jobs at once: neither column has an index. What is recorded from now on is not earlier.
            self._places = {}
            for row in self._read(
                sa.select(columns.id, columns.student, columns.exercise).where(columns.id.in_(_newest()))
            ):
                self._places.setdefault((row.student, row.exercise), []).append(row.id)
        ids = sorted(self._places.get((job.submission.student, job.exercise.slug), ()), reverse=True)
        for number in ids[:_EARLIER]:
            ((body,),) = self._read(sa.select(columns.body).where(columns.id == number))
            yield from_body(body, JobResult, f"{self.name}, result {number}")

    def last_run(self) -> Run:
        """The run begun last, with the newest result of each of its jobs.

        Raises:
            StoreError: there is no run yet, or a row cannot be read.
        """
        return self._run(sa.select(tables.runs).order_by(tables.runs.c.id.desc()).limit(1))

    def run(self, number: int) -> Run:
        """The run of this number, with the newest result of each of its jobs, whichever grader did them.

        Raises:
            StoreError: there is none, or a row cannot be read.
        """
        return self._run(sa.select(tables.runs).where(tables.runs.c.id == number))

    def _run(self, query: sa.Select[Any]) -> Run:
        begun = self._read(query)
        if not begun:
            raise StoreError(f"{self.name}: holds no run yet; `grader grade SUBMISSIONS --out DIR` makes one")
        (run,) = begun
        body = from_body(run.body, RunBody, f"{self.name}, run {run.id}")
        jobs, found = tables.run_jobs.c, tables.findings.c
        planned = self._read(sa.select(tables.run_jobs).where(jobs.run_id == run.id).order_by(jobs.position))
        keys = sa.select(jobs.key).where(jobs.run_id == run.id)
        results = {
            row.key: from_body(row.body, JobResult, f"{self.name}, result {row.id}")
            for row in self._read(
                sa.select(tables.results).where(
                    tables.results.c.id.in_(_newest()), tables.results.c.key.in_(keys)
                )
            )
        }
        findings = self._read(sa.select(tables.findings).where(found.run_id == run.id).order_by(found.id))
        return Run(
            started_at=run.started_at,
            terms=body.terms,
            exercises=body.exercises,
            submissions=tuple(
                Submission(
                    student=row.student,
                    slug=row.exercise,
                    filename=row.filename,
                    problem=row.problem,
                    submitted_at=row.submitted_at,
                )
                for row in planned
            ),
            results=tuple(results[row.key] for row in planned if row.key in results),
            findings=tuple(
                Finding(student=row.student, path=row.path, message=row.message) for row in findings
            ),
            people=body.people,
        ).at(body.publication, datetime.now(UTC))

    def _is_recorded(self, key: str) -> bool:
        """Whether a job has a result that it had not when it was planned; asked of a job that is claimed."""
        if self._claims is None or key in self._recorded:
            return key in self._recorded
        ids = tables.results.c.id
        ((newest,),) = self._read(sa.select(sa.func.max(ids)).where(tables.results.c.key == key))
        return newest is not None and newest != self._seen.get(key)

    def _take(self, key: str) -> bool:
        if self._claims is None:
            return True
        with self._writing() as connection:
            return self._claims.take(connection, key)

    def _give_back(self, key: str) -> None:
        if self._claims is None:
            return
        with self._writing() as connection:
            self._claims.give_back(connection, key)

    def _read(self, query: sa.Select[Any]) -> Sequence[sa.Row[Any]]:
        with store_errors(self.name), self._connection.begin():
            return self._connection.execute(query).all()

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        if not self._writes:
            raise StoreError(f"{self.name}: was opened for reading; open it with create=True to record")
        with store_errors(self.name), self._connection.begin():
            yield self._connection


def _newest() -> sa.Select[tuple[int]]:
    return sa.select(sa.func.max(tables.results.c.id)).group_by(tables.results.c.key)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
