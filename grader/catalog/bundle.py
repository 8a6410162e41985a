"""What students get of a whole course: a folder for each exercise, and a page that lists them."""

from collections.abc import Mapping

from grader.catalog.course import Course
from grader.catalog.given import README, given
from grader.catalog.notebook import make_notebook

_ABOVE = """# Exercises

Each folder has an exercise: `README.md` is the assignment, and the `.py` file is what you fill in. The
notebook beside it is the same exercise, for those who rather work in one. Hand in one of the two, not both.

"""
_BELOW = """
## Check, and hand in

```shell
grader check {slug}/{slug}.py       # or {slug}/{slug}.ipynb
```

runs the public tests, `public_tests.py`, on your work. Nothing is submitted by that; the hidden tests are
more and stricter. Hand in the file under its name,
`{slug}.py` or `{slug}.ipynb`: then nothing needs to be guessed.
"""


def bundle(course: Course, points: Mapping[str, float] | None = None) -> dict[str, bytes]:
    """The files that students get: their paths below the bundle's folder, with slashes, and their bytes.

    Args:
        course: the exercises to give; the same course gives the same bytes.
        points: what each exercise is worth, by slug; without them the list has no such column.

    Raises:
        CourseError: an exercise has no stub or README, or one of its files cannot be given.
    """
    files = {README: _list_exercises(course, points).encode()}
    for exercise in course.exercises:
        handed_out = given(exercise)
        handed_out[f"{exercise.slug}.ipynb"] = make_notebook(exercise.slug, exercise.title, handed_out)
        files |= {f"{exercise.slug}/{name}": content for name, content in sorted(handed_out.items())}
    return files


def _list_exercises(course: Course, points: Mapping[str, float] | None) -> str:
    rows = [["exercise", "", "what to write"], ["---", "---", "---"]]
    for exercise in course.exercises:
        defines = ", ".join(f"`{name}`" for name in exercise.defines)
        rows.append([f"[`{exercise.slug}`]({exercise.slug}/{README})", exercise.title, defines])
    if points is not None:
        figures = [f"{points[exercise.slug]:g}" for exercise in course.exercises]
        for row, figure in zip(rows, ["points", "---:", *figures], strict=True):
            row.append(figure)
    table = "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |\n" for row in rows)
    return _ABOVE + table + _BELOW.format(slug=course.exercises[0].slug)
