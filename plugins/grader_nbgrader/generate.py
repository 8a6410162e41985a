"""What `nbgrader generate_assignment` reads with: first it looks whether the source is one to grade by."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbgrader.converters.base import NbGraderException

from grader.intake.notebook import parse_notebook
from grader.judging.collect import collect
from grader.model.errors import GraderError
from grader.model.exercise import Check
from grader_nbgrader.batch import exercises_of
from grader_nbgrader.ids import checks_by_id
from grader_nbgrader.settings import GraderCourse


class CheckingExporter(NotebookExporter):
    """Looks at every notebook of the assignment before nbgrader writes anything.

    Raises:
        NbGraderException: a cell has no grade id, or another's, or a check no cell; it has been logged.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        paths = [Path(one) for found in getattr(self.parent, "assignments", {}).values() for one in found]
        try:
            exercises = {one.slug: one for one in exercises_of(GraderCourse(parent=self))} if paths else {}
            checks = {path.stem: collect(exercises[path.stem]) for path in paths if path.stem in exercises}
        except GraderError as error:
            self._refuse([str(error)], error)
        faults = [fault for path in sorted(paths) for fault in find_faults(path, checks.get(path.stem, ()))]
        if faults:
            self._refuse(faults)

    def _refuse(self, faults: Sequence[str], cause: Exception | None = None) -> None:
        for fault in faults:
            self.log.error("grader: %s", fault)
        raise NbGraderException("; ".join(faults)) from cause


def find_faults(path: Path, checks: Sequence[Check]) -> Iterator[str]:
    """What is wrong with the grade ids of a source notebook, each with the file and the cell.

    Args:
        path: the notebook.
        checks: of its exercise; each must have a test cell with its points.
    """
    raw, problem = parse_notebook(path.read_bytes(), path.name)
    if problem or not isinstance(raw.get("cells"), list):
        yield f"{path}: {problem or 'it is a notebook of another format than 4'}"
        return
    seen: dict[str, int] = {}
    points: dict[str, object] = {}
    for number, cell in enumerate(raw["cells"], 1):
        told = _told(cell)
        if not any(told.get(kind) for kind in ("grade", "solution", "locked", "task")):
            continue
        name = told.get("grade_id")
        if not isinstance(name, str) or not name:
            yield f"{path}, cell {number}: it is nbgrader's, and has no grade id; give it one"
        elif name in seen:
            yield f"{path}, cell {number}: cell {seen[name]} has the grade id {name!r}, too; give it another"
        else:
            seen[name] = number
            points[name] = told.get("points")
    for name, check in checks_by_id(path.stem, checks).items():
        if name not in seen:
            yield f"{path}: no cell has the grade id {name!r}, of the check {check.name}; put it back"
        elif points[name] != check.points:
            yield (
                f"{path}, cell {seen[name]}: {name!r} is worth {points[name]} here and {check.points:g} in "
                "the course, which says what a check is worth"
            )


def _told(cell: Any) -> Mapping[str, Any]:
    metadata = cell.get("metadata") if isinstance(cell, dict) else None
    told = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return told if isinstance(told, dict) else {}
