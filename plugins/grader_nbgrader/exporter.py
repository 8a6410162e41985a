"""What `nbgrader autograde` reads and writes with: it has the class graded, and believes no notebook."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nbconvert.exporters import NotebookExporter
from nbconvert.exporters.exporter import ResourcesDict
from nbgrader.converters.base import NbGraderException

from grader.intake.notebook import NOTEBOOK_LIMIT_BYTES
from grader.intake.read import read_bytes
from grader.intake.show import show
from grader.model.errors import GraderError, UsageError
from grader.report.inert import visible
from grader.report.standing import Standing, standings
from grader.store.run import Run
from grader_nbgrader.batch import Batch, exercises_of, grade_assignment
from grader_nbgrader.gradebook import find_notebooks, open_gradebook
from grader_nbgrader.log import LogWatch
from grader_nbgrader.rebuild import Rebuilt, given_cells, rebuild
from grader_nbgrader.record import demand_cells
from grader_nbgrader.settings import GraderCourse

if TYPE_CHECKING:
    from grader.model.exercise import Exercise

# Execute would run what students wrote; SaveAutoGrades would give points for what stands in outputs.
_REFUSED = {"Execute", "SaveAutoGrades"}


class AskingExporter(NotebookExporter):
    """Grades the assignments that the command is for, before nbgrader looks at the first notebook.

    Raises:
        NbGraderException: nothing can be graded as things are; what and why has been logged.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.course = GraderCourse(parent=self)
        self.exercises: Mapping[str, Exercise] = {}
        self.runs: dict[str, Run] = {}
        self._standings: dict[tuple[str, str, str], Standing] = {}
        try:
            self._grade()
        except GraderError as error:
            # The message says it all; nobody is helped by where in the grader it was raised.
            self.log.error("grader: %s", visible(str(error)))  # noqa: TRY400
            raise NbGraderException(str(error)) from error

    def standing(self, assignment: str, student: str, slug: str) -> Standing | None:
        """A student's standing in an exercise; None where the course has no such exercise."""
        return self._standings.get((assignment, student, slug))

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **kw: Any
    ) -> tuple[Any, dict[str, Any]]:
        """Rebuild a student's notebook, whatever it holds; read one that was rebuilt as nbconvert does."""
        told = (resources or {}).get("nbgrader")
        if not told or not self.parent._sanitizing:  # noqa: SLF001  (nbgrader has no other word for it)
            as_is: tuple[Any, dict[str, Any]] = super().from_filename(filename, resources, **kw)
            return as_is
        path = Path(filename)
        rebuilt = self._rebuild(path, told)
        for one in rebuilt.amiss:
            self.log.warning("%s: %s", filename, visible(one))
        known = {**(resources or {}), "metadata": ResourcesDict(name=path.stem, path=str(path.parent))}
        converted: tuple[Any, dict[str, Any]] = self.from_notebook_node(rebuilt.notebook, known, **kw)
        return converted

    def register_preprocessor(self, preprocessor: Any, enabled: bool = False) -> Any:
        """As nbconvert's, without those that execute notebooks or read scores from them."""
        name = preprocessor if isinstance(preprocessor, str) else getattr(preprocessor, "__name__", "")
        if name.rpartition(".")[2] in _REFUSED:
            raise NbGraderException(
                f"{name} does not go with {type(self).__name__}; take it out of c.Autograde's preprocessors"
            )
        return super().register_preprocessor(preprocessor, enabled)

    def _rebuild(self, path: Path, told: Mapping[str, str]) -> Rebuilt:
        content, problem = read_bytes(path, NOTEBOOK_LIMIT_BYTES)
        with open_gradebook(told["db_url"]) as session:
            notebook = find_notebooks(session, told["assignment"])[told["notebook"]]
            return rebuild(content, show(problem), path.name, given_cells(notebook), notebook.kernelspec)

    def _grade(self) -> None:
        folders = getattr(self.parent, "assignments", {})
        if not folders:
            return
        self.exercises = {one.slug: one for one in exercises_of(self.course)}
        coursedir = self.parent.coursedir
        submitted = Path(coursedir.root, coursedir.submitted_directory)
        if Path(coursedir.format_path(coursedir.submitted_directory, "s", "a")) != submitted / "s" / "a":
            raise UsageError(
                f"c.CourseDirectory.directory_structure is {coursedir.directory_structure!r}; read is only "
                "submitted/<student>/<assignment>/, so take that line out"
            )
        pattern = coursedir.format_path(
            coursedir.submitted_directory, "(?P<student>.*)", "(?P<name>.*)", escape=True
        )
        matches = [found for found in (re.match(pattern, folder) for folder in folders) if found]
        for assignment in sorted({found["name"] for found in matches}):
            with open_gradebook(coursedir.db_url) as session:
                notebooks = find_notebooks(session, assignment)
                due = next((one.assignment.duedate for one in notebooks.values()), None)
            if slugs := tuple(slug for slug in self.exercises if slug in notebooks):
                batch = Batch(
                    submitted=submitted,
                    assignment=assignment,
                    slugs=slugs,
                    out=Path(coursedir.root, self.course.results, assignment),
                    due=due,
                )
                self._take(assignment, grade_assignment(batch, self.course, LogWatch(self.log)))

    def _take(self, assignment: str, run: Run) -> None:
        self.runs[assignment] = run
        for one in standings(run):
            self._standings[assignment, one.submission.student, one.submission.slug] = one
        with open_gradebook(self.parent.coursedir.db_url) as session:
            notebooks = find_notebooks(session, assignment)
            for slug, checks in run.checks.items():
                demand_cells(notebooks[slug], slug, checks)
