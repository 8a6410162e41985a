"""What students get of an exercise is there, is what `grader build` makes, and gives nothing away."""

from pathlib import Path

import msgspec

from grader.catalog.bundle import bundle
from grader.catalog.course import Course
from grader.catalog.leaks import find_leaks
from grader.catalog.pictures import build_pictures
from grader.model.errors import CourseError
from grader.model.exercise import Exercise
from grader.verify.claim import Claim, counted


def handout_is_there(course: Course, exercise: Exercise) -> Claim:
    """The assignment's text is there, and the picture, if it has one, shows what the exercise says."""
    readme = Path(exercise.folder) / "README.md"
    problems = []
    if not readme.is_file() or not readme.read_bytes().strip():
        problems.append(f"{readme} is not there or is empty; write the assignment's text there")
    try:
        drifted = build_pictures(_only(course, exercise), check=True)
        problems += [f"{path} is not what exercise.py says; run `grader build`" for path in drifted]
    except CourseError as error:
        problems.append(str(error))
    return Claim(
        slug=exercise.slug,
        name="handout",
        said="text and picture" if exercise.picture else "text",
        problems=tuple(problems),
    )


def bundle_leaks_nothing(course: Course, exercise: Exercise) -> Claim:
    """What `grader release` gives of the exercise has nothing of the whole course's secrets in it."""
    files: dict[str, bytes] = {}
    try:
        files = bundle(_only(course, exercise))
        problems = find_leaks(files, course)
    except CourseError as error:
        problems = [str(error)]
    return Claim(slug=exercise.slug, name="leaks", said=counted(len(files), "file"), problems=tuple(problems))


def _only(course: Course, exercise: Exercise) -> Course:
    return msgspec.structs.replace(course, exercises=(exercise,))
