"""The preprocessor that leaves out of feedback what students may not see (yet)."""

from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbformat.v4 import new_output
from nbgrader import utils
from nbgrader.preprocessors import NbGraderPreprocessor

from grader.model.errors import GraderError
from grader.report.inert import visible
from grader.report.seen import Seen, seen
from grader.report.standing import standings
from grader_nbgrader.batch import exercises_of, recorded_run
from grader_nbgrader.gradebook import find_submitted, open_gradebook
from grader_nbgrader.ids import is_hidden, is_public, is_test
from grader_nbgrader.outputs import NOT_SHOWN, OURS, outputs_of
from grader_nbgrader.record import comment_on, commented_cell
from grader_nbgrader.settings import GraderCourse

if TYPE_CHECKING:
    from grader.model.exercise import Exercise


class Withhold(NbGraderPreprocessor):
    """Stands after `GetGrades`: shows checks as they may be shown now, and takes the others' points out.

    The gradebook keeps the full score. Where the grader's results are gone, every hidden check is left out.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._exercises: dict[str, Exercise] = {}
        self._seen: dict[str, dict[tuple[str, str], Seen]] = {}

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Change the notebook that feedback is made of, and the points in its heading."""
        told = resources["nbgrader"]
        penalty = told["late_penalty"]
        with open_gradebook(told["db_url"]) as session:
            submitted = find_submitted(session, told["assignment"], told["student"], told["notebook"])
            manual = {grade.cell.name for grade in submitted.grades if grade.manual_score is not None}
            comments = {one.cell.name: one.manual_comment for one in submitted.comments}
            due = submitted.assignment.assignment.duedate
        one = self._look(told, due)
        texts = outputs_of(one, told["notebook"]) if one else {}
        for cell in nb.cells:
            name = _name(cell)
            if not (utils.is_grade(cell) and is_test(name)):
                continue
            if is_public(name):
                # It is worth nothing, and would stand in the list of scores.
                del cell.metadata["nbgrader"]
                continue
            if name in texts:
                cell.outputs = [new_output("stream", name="stdout", text=texts[name])]
            if not _is_shown(name, one, texts, manual):
                _leave_out(cell, told)
        if one:
            solution = commented_cell(list(comments), self._exercises[told["notebook"]])
            for cell in nb.cells:
                if _name(cell) == solution and comments[solution] is None:
                    cell.metadata.nbgrader["comment"] = comment_on(one)
        # A penalty as large as the score would tell the score.
        told["late_penalty"] = min(penalty, max(0.0, told["score"] + penalty))
        told["score"] = max(0.0, told["score"])
        return nb, resources

    def _look(self, told: Mapping[str, Any], due: datetime | None) -> Seen | None:
        """What may be seen now, or nothing where the grader's results are gone."""
        settings = GraderCourse(parent=self)
        assignment = told["assignment"]
        try:
            if not self._exercises:
                self._exercises = {one.slug: one for one in exercises_of(settings)}
            if assignment not in self._seen:
                out = Path(self.parent.parent.coursedir.root, settings.results, assignment)
                run = recorded_run(out, due, published=settings.published)
                self._seen[assignment] = {
                    (one.submission.student, one.submission.slug): seen(one, run.shown)
                    for one in standings(run)
                }
        except GraderError as error:
            self.log.warning(
                "grader: %s; every hidden check is left out of the feedback", visible(str(error))
            )
            return None
        found = self._seen[assignment].get((told["student"], told["notebook"]))
        return found if told["notebook"] in self._exercises else None


def _name(cell: Any) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def _is_shown(name: str, one: Seen | None, texts: Mapping[str, str], manual: Collection[str]) -> bool:
    if one is None or name not in texts:
        return not is_hidden(name)
    if not one.standing.graded:
        return name in manual and not is_hidden(name)
    return texts[name] != NOT_SHOWN


def _leave_out(cell: Any, told: Any) -> None:
    told["score"] -= cell.metadata.nbgrader.get("score") or 0.0
    told["max_score"] -= cell.metadata.nbgrader.get("points") or 0.0
    del cell.metadata["nbgrader"]
    if [one.get("text") for one in cell.outputs] != [OURS]:
        cell.outputs = [new_output("stream", name="stdout", text=NOT_SHOWN)]
