"""Pictures are drawn once, and drift is reported."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from grader.catalog.course import Course, open_course
from grader.catalog.drawing.chart import draw_chart
from grader.catalog.drawing.geometry import draw_geometry
from grader.catalog.pictures import build_pictures
from grader.model.errors import CourseError
from grader.model.picture import Chart, Geometry, Panel, Picture, Series
from grader.registry import Registry

AddExercise = Callable[..., Path]
STRIDED = Geometry(kind="convolution", i=6, k=3, s=2, p=1)
CHART = Chart(
    panels=(Panel(title="t", x_label="x", y_label="y", series=(Series(name="a", points=((1, 2.0),)),)),)
)


@pytest.fixture
def course(tmp_path: Path, add_exercise: AddExercise) -> Course:
    """A course of `ant`, with a geometry's picture, `bee`, with a chart, and `cow`, with none."""
    for slug in ("ant", "bee", "cow"):
        add_exercise(slug)
    opened = open_course(tmp_path, Registry(installed=False))
    return showing(opened, STRIDED, CHART, None)


def showing(course: Course, *pictures: Picture | None) -> Course:
    """The course with these pictures, in course order."""
    exercises = [
        msgspec.structs.replace(exercise, picture=picture)
        for exercise, picture in zip(course.exercises, pictures, strict=True)
    ]
    return msgspec.structs.replace(course, exercises=tuple(exercises))


def test_pictures_are_drawn_once(course: Course) -> None:
    """The first build draws every picture that an exercise has; the second changes nothing."""
    ant, bee = build_pictures(course)
    assert (ant.name, bee.name) == ("ant.svg", "bee.svg")
    assert ant.read_bytes() == draw_geometry(STRIDED).encode()
    assert bee.read_bytes() == draw_chart(CHART).encode()
    assert build_pictures(course) == []


def test_check_writes_nothing(course: Course) -> None:
    """With `check` missing and drifted pictures are reported and left as they are."""
    assert len(build_pictures(course, check=True)) == 2
    assert not (Path(course.exercises[0].folder) / "ant.svg").exists()
    ant, _ = build_pictures(course)
    ant.write_bytes(b"\xff edited by hand")
    assert build_pictures(course, check=True) == [ant]
    assert ant.read_bytes() == b"\xff edited by hand"
    assert build_pictures(course) == [ant]


def test_another_number_is_drift(course: Course) -> None:
    """A picture that was drawn for other numbers is reported."""
    ant, _ = build_pictures(course)
    wider = showing(course, msgspec.structs.replace(STRIDED, i=7), CHART, None)
    assert build_pictures(wider, check=True) == [ant]


def test_windows_line_ends_are_no_drift(course: Course) -> None:
    """A picture checked out with CRLF is the same picture."""
    for path in build_pictures(course):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert build_pictures(course, check=True) == []


def test_a_picture_of_no_exercise_is_left_alone(course: Course) -> None:
    """An SVG in the folder of an exercise without a picture may be the instructor's own."""
    own = Path(course.exercises[2].folder) / "cow.svg"
    own.write_text("<svg/>")
    assert own not in build_pictures(course)
    assert own.read_text() == "<svg/>"


@pytest.mark.parametrize(
    ("picture", "said"),
    [
        (Geometry(kind="convolution", i=2, k=3), r"i = 2, k = 3, s = 1, p = 0.* has no output"),
        (Geometry(kind="convolution", i=2.5, k=3), r"Expected `int`, got `float` - at `\$\.i`"),  # type: ignore[arg-type]
        (Geometry(kind="pool", i=4, k=2), r"Invalid enum value 'pool' - at `\$\.kind`"),  # type: ignore[arg-type]
        ("picture.png", "Expected `object`, got `str`"),
        (object(), "unsupported"),
        (Chart(panels=()), "1 to 3 panels"),
    ],
    ids=["impossible", "half", "kind", "text", "object", "empty"],
)
def test_an_impossible_picture_is_named(course: Course, picture: Picture, said: str) -> None:
    """A picture that cannot be drawn is a course error that names exercise.py and what is wrong."""
    with pytest.raises(CourseError, match=rf"bee/exercise\.py: the picture cannot be drawn: .*{said}"):
        build_pictures(showing(course, STRIDED, picture, None))


def test_a_folder_in_the_picture_s_place(course: Course) -> None:
    """What cannot be written is a course error with its place."""
    (Path(course.exercises[0].folder) / "ant.svg").mkdir()
    with pytest.raises(CourseError, match=r"ant\.svg cannot be read or written: Is a directory"):
        build_pictures(course)
