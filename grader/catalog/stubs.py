"""Stubs from solutions, committed and held to them."""

from pathlib import Path

from grader.catalog.course import Course
from grader.catalog.markers import strip_solutions
from grader.model.errors import CourseError


def build_stubs(course: Course, *, check: bool = False) -> list[Path]:
    """Write every exercise's `stub.py` from its solution.

    Args:
        course: the course, with `solutions/<slug>.py` for each exercise.
        check: write nothing, only say what would change.

    Returns:
        The stubs that were missing or differed, in course order.

    Raises:
        CourseError: a solution is missing, is no text or has wrong markers, or a stub cannot be written.
    """
    changed = []
    for exercise in course.exercises:
        solution = course.solution(exercise)
        stub = exercise.stub
        made = strip_solutions(_read(solution), str(solution))
        if stub.exists() and _read(stub) == made:
            continue
        changed.append(stub)
        if not check:
            try:
                stub.write_text(made, encoding="utf-8", newline="\n")
            except OSError as error:
                raise CourseError(f"{stub} cannot be written: {error.strerror or error}") from error
    return changed


def _read(path: Path) -> str:
    try:
        # Line ends become \n, so that a checkout on Windows shows no drift.
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise CourseError(f"{path} does not exist; every exercise needs its solution there") from error
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{path} cannot be read: {error}") from error
