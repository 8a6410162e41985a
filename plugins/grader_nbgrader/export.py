"""`nbgrader export --exporter=grader_nbgrader.export.ReportPlugin`: our report from its gradebook."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from nbgrader.plugins import ExportPlugin

from grader.cli.registry import full_registry
from grader.judging.collect import collect
from grader.model.errors import GraderError
from grader.model.exercise import Check, Exercise
from grader.model.outcome import Outcome, Visibility
from grader.model.person import Person
from grader.model.publication import Publication
from grader.model.result import CheckResult, JobResult
from grader.model.submission import Finding, Submission
from grader.report.write import report
from grader_nbgrader.batch import exercises_of, publication_of
from grader_nbgrader.ids import checks_by_id, is_public
from grader_nbgrader.settings import GraderCourse


class Exported(msgspec.Struct, frozen=True, kw_only=True):
    """What nbgrader's gradebook holds, for reporters; see `grader.seams.Gradings`."""

    exercises: Sequence[Exercise]
    checks: Mapping[str, Sequence[Check]]
    submissions: Sequence[Submission]
    results: Sequence[JobResult]
    people: Sequence[Person]
    publication: Publication
    shown: frozenset[Visibility]
    findings: Sequence[Finding] = ()


class ReportPlugin(ExportPlugin):
    """Writes grades, scores, checks and a page for each student into the folder `--to` (`grader-report`).

    Every notebook is an exercise; where several assignments have one of that name, it is
    `<assignment>/<notebook>`. The scores are nbgrader's: a manual one goes before the grader's. Extra credit
    and late penalties are no check's points, and stand in the note.
    """

    def export(self, gradebook: Any) -> None:
        """Write the report; only `--assignment` and `--student`, where they are named."""
        settings = GraderCourse(parent=self)
        checks: dict[str, dict[str, Check]] = {}
        offered: dict[str, Exercise] = {}
        try:
            offered = {one.slug: one for one in exercises_of(settings)}
        except GraderError as error:
            self.log.warning("grader: %s; checks have the names of their cells", error)
        assignments = [
            one for one in gradebook.assignments if not self.assignment or one.name in self.assignment
        ]
        for notebook in (notebook for one in assignments for notebook in one.notebooks):
            if notebook.name in offered and notebook.name not in checks:
                known = collect(offered[notebook.name])
                checks[notebook.name] = checks_by_id(notebook.name, known)
        exported = _read(
            gradebook, assignments, {str(one) for one in self.student}, checks, offered, settings
        )
        folder = Path(self.to or "grader-report")
        reporters = [one for one in full_registry().reporters() if one.always]
        for path in report(exported, folder, reporters):
            self.log.info("grader: wrote %s", path)


def _read(  # noqa: PLR0913, PLR0917  (what there is to be said of the export)
    gradebook: Any,
    assignments: Sequence[Any],
    wanted: set[str],
    checks: Mapping[str, Mapping[str, Check]],
    offered: Mapping[str, Exercise],
    settings: GraderCourse,
) -> Exported:
    names = [notebook.name for one in assignments for notebook in one.notebooks]
    students = [one for one in gradebook.students if not wanted or one.id in wanted]
    exercises, expected = [], {}
    submissions, results = [], []
    for notebook in (notebook for one in assignments for notebook in one.notebooks):
        slug = (
            notebook.name
            if names.count(notebook.name) == 1
            else f"{notebook.assignment.name}/{notebook.name}"
        )
        title = offered[notebook.name].title if notebook.name in offered else notebook.name
        exercises.append(Exercise(slug=slug, title=title))
        known = checks.get(notebook.name, {})
        expected[slug] = [_check(cell, known) for cell in _cells(notebook, list(known))]
        theirs = {one.student.id: one for one in notebook.submissions}
        for student in students:
            submission, result = _standing(slug, student.id, theirs.get(student.id), known)
            submissions.append(submission)
            results += result
    due = max((one.duedate for one in assignments if one.duedate), default=None)
    publication = publication_of(due, published=settings.published)
    return Exported(
        exercises=exercises,
        checks=expected,
        submissions=submissions,
        results=results,
        people=[_person(one) for one in students],
        publication=publication,
        shown=publication.shown(datetime.now(UTC)),
    )


def _standing(
    slug: str, student: str, submitted: Any, known: Mapping[str, Check]
) -> tuple[Submission, list[JobResult]]:
    if submitted is None:
        missing = Submission(student=student, slug=slug, filename=f"{slug}.ipynb", problem="not handed in")
        return missing, []
    time = submitted.assignment.timestamp
    submission = Submission(
        student=student,
        slug=slug,
        filename=f"{slug}.ipynb",
        submitted_at=time.replace(tzinfo=UTC).isoformat() if time else "",
    )
    by_name = {one.cell.name: one for one in submitted.grades}
    grades = [by_name[cell.name] for cell in _cells(submitted.notebook, list(known)) if cell.name in by_name]
    if any(one.auto_score is None and one.manual_score is None for one in grades):
        return submission, []
    results = tuple(_result(grade, known) for grade in grades)
    return submission, [
        JobResult(
            key=f"{student}\0{slug}",
            student=student,
            slug=slug,
            checks=results,
            note="; ".join(_notes(submitted)),
        )
    ]


def _result(grade: Any, known: Mapping[str, Check]) -> CheckResult:
    check = _check(grade.cell, known)
    score = grade.auto_score if grade.manual_score is None else grade.manual_score
    earned = min(max(float(score), 0.0), check.points)
    return CheckResult(
        check=check,
        outcome=Outcome.PASSED if earned >= check.points else Outcome.FAILED,
        earned=earned,
        message="graded by hand" if grade.manual_score is not None else "",
    )


def _notes(submitted: Any) -> Iterator[str]:
    extra = sum(one.extra_credit or 0.0 for one in submitted.grades)
    penalty = submitted.late_submission_penalty or 0.0
    more = sum(max(0.0, (one.manual_score or 0.0) - one.cell.max_score) for one in submitted.grades)
    if extra or penalty or more:
        yield f"in nbgrader {submitted.score - penalty:g} points, with extra credit and late penalty"


def _check(cell: Any, known: Mapping[str, Check]) -> Check:
    # What people grade is told to students like any visible check.
    return known.get(cell.name) or Check(name=cell.name, description="", points=float(cell.max_score))


def _cells(notebook: Any, order: Sequence[str]) -> list[Any]:
    cells = [one for one in (*notebook.grade_cells, *notebook.task_cells) if not is_public(one.name)]
    return sorted(
        cells, key=lambda one: (order.index(one.name) if one.name in order else len(order), one.name)
    )


def _person(student: Any) -> Person:
    name = " ".join(part for part in (student.first_name, student.last_name) if part)
    return Person(student=student.id, name=name, email=student.email or "", number=student.lms_user_id or "")
