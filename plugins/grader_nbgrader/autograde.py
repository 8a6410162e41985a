"""The preprocessor that asks the grader in place of executing a notebook."""

from typing import Any

from nbformat.v4 import new_output
from nbgrader import utils
from nbgrader.preprocessors import NbGraderPreprocessor

from grader.model.errors import GraderError, UsageError
from grader.report.inert import visible
from grader.report.seen import seen
from grader_nbgrader.exporter import AskingExporter
from grader_nbgrader.gradebook import find_submitted, open_gradebook
from grader_nbgrader.ids import is_test
from grader_nbgrader.outputs import outputs_of
from grader_nbgrader.record import comment_on, commented_cell, record

_UNKNOWN = "%s: the grader's course has no exercise %r; its cells are left for manual grading"
_UNGRADED = (
    "%s could not be graded, which is not the student's fault: %s; its cells are left for manual grading. "
    "Mend the cause, and run `nbgrader autograde %s --student %s --force`"
)


class AskGrader(NbGraderPreprocessor):
    """Writes results into nbgrader's gradebook, and what students may see of them into test cells."""

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Take the place of `Execute` and `SaveAutoGrades`.

        Raises:
            RuntimeError: the exporter is not the grader's, or the gradebook could not be written.
        """
        exporter = self.parent
        if not isinstance(exporter, AskingExporter):
            raise RuntimeError(  # noqa: TRY004  (a setting is missing, not a type wrong)
                'AskGrader has results from AskingExporter only; set c.Autograde.exporter_class = "'
                'grader_nbgrader.exporter.AskingExporter"'
            )
        told = resources["nbgrader"]
        try:
            with open_gradebook(told["db_url"], changes=True) as session:
                submitted = find_submitted(session, told["assignment"], told["student"], told["notebook"])
                self._grade(nb, exporter, told, submitted)
        except GraderError as error:
            raise RuntimeError(visible(str(error))) from error
        return nb, resources

    def _grade(self, nb: Any, exporter: AskingExporter, told: Any, submitted: Any) -> None:
        assignment, slug = told["assignment"], told["notebook"]
        standing = exporter.standing(assignment, told["student"], slug)
        _leave_to_people(nb, submitted, ours=standing is not None)
        if standing is None:
            if slug in exporter.exercises:
                raise UsageError(
                    f"{submitted} was not graded: it came too late, or lies behind a link; try again"
                )
            self.log.error(_UNKNOWN, submitted, slug)
            return
        exercise = exporter.exercises[slug]
        one = seen(standing, exporter.runs[assignment].shown)
        record(submitted, standing, comment_on(one), exercise)
        told_cell = commented_cell([comment.cell.name for comment in submitted.comments], exercise)
        for comment in submitted.comments:
            if comment.cell.name != told_cell:
                comment.auto_comment = "No response." if comment.cell.name in _untouched(nb) else None
        for name, text in outputs_of(one, slug).items():
            for cell in nb.cells:
                if utils.is_grade(cell) and cell.metadata.nbgrader["grade_id"] == name:
                    cell.outputs = [new_output("stream", name="stdout", text=text)]
        if not standing.graded:
            why = visible(standing.error or standing.note)
            self.log.error(_UNGRADED, submitted, why, assignment, told["student"])


def _untouched(nb: Any) -> set[str]:
    return {
        cell.metadata.nbgrader["grade_id"]
        for cell in nb.cells
        if utils.is_solution(cell) and cell.metadata.nbgrader.get("checksum") == utils.compute_checksum(cell)
    }


def _leave_to_people(nb: Any, submitted: Any, *, ours: bool) -> None:
    """What the grader has no check for is graded by people, but for an answer that was left as it was."""
    answers = _untouched(nb)
    for grade in submitted.grades:
        name = grade.cell.name
        if not (ours and is_test(name)):
            grade.auto_score = 0.0 if name in answers else None
            # As nbgrader does: what was graded by hand is looked at again.
            grade.needs_manual_grade = grade.auto_score is None or grade.manual_score is not None
