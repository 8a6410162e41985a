"""The gradebook: what was planned, what was observed; nothing in it is ever changed or removed."""

from collections.abc import Iterator, Sequence
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
from grader.store.engine import store_errors
from grader.store.run import Run, RunBody
from grader.store.text import from_body, to_body


class Gradebook:
    """An open gradebook; use it in a `with` statement, or call `close`."""

    def __init__(self, connection: sa.Connection, name: str, *, writes: bool, held: ExitStack) -> None:
        self._connection = connection
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
    ) -> None:
        """Record the plan of a new run: every job of it, whether or not it is done already.

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
            (run_id,) = row.inserted_primary_key or (None,)
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

    def finished(self) -> set[str]:
        """The keys that need no grading again: those whose newest result is free of internal errors."""
        rows = self._read(
            sa.select(tables.results.c.key).where(tables.results.c.id.in_(_newest()), tables.results.c.graded)
        )
        return {row.key for row in rows}

    def last_run(self) -> Run:
        """The run begun last, with the newest result of each of its jobs.

        Raises:
            StoreError: there is no run yet, or a row cannot be read.
        """
        begun = self._read(sa.select(tables.runs).order_by(tables.runs.c.id.desc()).limit(1))
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
