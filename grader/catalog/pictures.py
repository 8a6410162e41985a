"""Pictures drawn from what exercises say of them, committed and held to it."""

from pathlib import Path

import msgspec

from grader.catalog.course import Course
from grader.catalog.drawing.chart import draw_chart
from grader.catalog.drawing.geometry import draw_geometry
from grader.model.errors import CourseError
from grader.model.exercise import Exercise
from grader.model.picture import Chart, Geometry, Picture


def build_pictures(course: Course, *, check: bool = False) -> list[Path]:
    """Draw `<slug>.svg` for every exercise that has a picture.

    Args:
        course: the course; an exercise without a picture is left alone, whatever lies in its folder.
        check: write nothing, only say what would change.

    Returns:
        The pictures that were missing or differed, in course order.

    Raises:
        CourseError: an exercise's picture cannot be drawn, with the offending numbers, or not be written.
    """
    changed = []
    for exercise in course.exercises:
        if exercise.picture is None:
            continue
        path = Path(exercise.folder) / f"{exercise.slug}.svg"
        made = _draw(exercise).encode()
        try:
            # CRLF is what git makes of it on Windows, and no drift.
            if path.exists() and path.read_bytes().replace(b"\r\n", b"\n") == made:
                continue
            if not check:
                path.write_bytes(made)
        except OSError as error:
            raise CourseError(f"{path} cannot be read or written: {error.strerror or error}") from error
        changed.append(path)
    return changed


def _draw(exercise: Exercise) -> str:
    where = Path(exercise.folder) / "exercise.py"
    try:
        # A plugin's own code made it, so its types are not yet checked.
        picture: Geometry | Chart = msgspec.convert(msgspec.to_builtins(exercise.picture), Picture)
        return draw_geometry(picture) if isinstance(picture, Geometry) else draw_chart(picture)
    except (CourseError, msgspec.ValidationError, TypeError) as error:
        raise CourseError(f"{where}: the picture cannot be drawn: {error}") from error
