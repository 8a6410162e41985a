"""Opening a course: what is right is found in order, and what is wrong is named with its remedy."""

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.catalog.course import open_course, shipped_course
from grader.model.errors import CourseError, UsageError
from grader.registry import Registry

AddExercise = Callable[..., Path]


def _registry() -> Registry:
    return Registry(installed=False)


def test_exercises_stand_in_course_order(tmp_path: Path, add_exercise: AddExercise) -> None:
    """Exercises are sorted by their order, then by slug, and know their folder and digest."""
    add_exercise("zebra", order=1)
    add_exercise("cat", order=2)
    add_exercise("ant", order=2)
    course = open_course(tmp_path, _registry())
    assert [exercise.slug for exercise in course.exercises] == ["zebra", "ant", "cat"]
    assert course.exercises[0].folder == str(tmp_path / "exercises" / "zebra")
    assert course.exercises[0].tests_path.is_file()
    assert len({exercise.digest for exercise in course.exercises}) == 3
    assert course.solution(course.exercises[1]) == tmp_path / "solutions" / "ant.py"


def test_relative_root_becomes_absolute(
    tmp_path: Path, add_exercise: AddExercise, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A course named by a relative path has absolute folders, which mean the same in every process."""
    add_exercise("ant")
    monkeypatch.chdir(tmp_path)
    assert open_course(Path(), _registry()).exercises[0].folder == str(tmp_path / "exercises" / "ant")


def test_other_folders_are_passed_over(tmp_path: Path, add_exercise: AddExercise) -> None:
    """Hidden folders, caches and folders without an exercise's files are no exercises."""
    add_exercise("ant")
    for name in (".git", "__pycache__", "notes"):
        (tmp_path / "exercises" / name).mkdir()
    assert [exercise.slug for exercise in open_course(tmp_path, _registry()).exercises] == ["ant"]


def test_unknown_slug(tmp_path: Path, add_exercise: AddExercise) -> None:
    """Asking for an exercise that is not there suggests the nearest, or lists them all."""
    add_exercise("conv_strided")
    add_exercise("mlp")
    course = open_course(tmp_path, _registry())
    assert course.exercise("mlp").slug == "mlp"
    with pytest.raises(UsageError, match=r"'conv_strided_'; did you mean 'conv_strided'\?"):
        course.exercise("conv_strided_")
    with pytest.raises(UsageError, match="this course has conv_strided, mlp"):
        course.exercise("xyz")


def test_no_course(tmp_path: Path) -> None:
    """A folder that is no course, or a course without exercises, is named."""
    with pytest.raises(CourseError, match=r"is no course: it has no folder 'exercises'"):
        open_course(tmp_path, _registry())
    (tmp_path / "exercises").mkdir()
    with pytest.raises(CourseError, match="has no exercise; each needs a folder"):
        open_course(tmp_path, _registry())


def test_slug_is_not_the_folder(tmp_path: Path, add_exercise: AddExercise) -> None:
    """An exercise whose slug is not its folder's name is an error that names the file and the slug."""
    add_exercise("ant", slug="bee")
    with pytest.raises(CourseError, match=r"ant/exercise\.py offers no Exercise with slug 'ant', but 'bee'"):
        open_course(tmp_path, _registry())


def test_slug_offered_twice(tmp_path: Path, add_exercise: AddExercise) -> None:
    """A slug may be offered once only."""
    folder = add_exercise("ant")
    text = (folder / "exercise.py").read_text()
    (folder / "exercise.py").write_text(text.replace("Title", "A") + "\n" + _second(text))
    with pytest.raises(CourseError, match="'ant' is offered 2 times; offer it once"):
        open_course(tmp_path, _registry())


def _second(text: str) -> str:
    return "_one = grader_exercises\n" + text.replace("return [", "return [*_one(course), ")


def test_exercise_without_folder(tmp_path: Path, add_exercise: AddExercise) -> None:
    """An exercise that is offered besides the folder's own and has none itself is an error."""
    folder = add_exercise("ant")
    path = folder / "exercise.py"
    path.write_text(path.read_text().replace("return [", "return [Exercise(slug='bee', title='Bee'), "))
    with pytest.raises(CourseError, match=r"'bee' is offered, but .*bee/exercise\.py does not exist"):
        open_course(tmp_path, _registry())


@pytest.mark.parametrize("name", ["conv-strided", "2nd", "class"])
def test_slug_that_is_no_name(tmp_path: Path, add_exercise: AddExercise, name: str) -> None:
    """A slug that cannot be a module's name is refused."""
    add_exercise(name)
    with pytest.raises(CourseError, match=f"'{name}' is no Python name"):
        open_course(tmp_path, _registry())


@pytest.mark.parametrize(
    "lines",
    [
        "Lines(full=0.9, partial=0.95)",
        "Lines(full=1.1, partial=0.5)",
        "Lines(full=0.9, partial=0.0)",
        "Lines(full=float('nan'), partial=0.5)",
        "Lines(full=0.9, partial=0.5, margin=-0.1)",
        "Lines(full=0.9, partial=0.5, attempts=0)",
    ],
)
def test_impossible_lines(tmp_path: Path, add_exercise: AddExercise, lines: str) -> None:
    """Accuracy lines that cannot hold are refused, with the data set and the rule."""
    add_exercise("ant", lines=f"{{'mnist': {lines}}}")
    with pytest.raises(CourseError, match=r"exercise\.py: for mnist partial is .* 0 < partial <= full <= 1"):
        open_course(tmp_path, _registry())


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        ("hidden_tests.py", r"ant has no hidden_tests\.py; without it nothing of ant can be graded"),
        ("exercise.py", r"ant has a hidden_tests\.py but no exercise\.py"),
    ],
)
def test_missing_file(tmp_path: Path, add_exercise: AddExercise, missing: str, message: str) -> None:
    """A folder that lacks one of its two necessary files is an error, not an exercise less."""
    folder = add_exercise("ant")
    (folder / missing).unlink()
    with pytest.raises(CourseError, match=message):
        open_course(tmp_path, _registry())


def test_broken_exercise_file(tmp_path: Path, add_exercise: AddExercise) -> None:
    """An `exercise.py` that raises is a course error that names the file."""
    folder = add_exercise("ant")
    (folder / "exercise.py").write_text("1 / 0\n")
    with pytest.raises(CourseError, match=r"ant/exercise\.py: ZeroDivisionError"):
        open_course(tmp_path, _registry())


def test_shipped_course_of_an_installation(tmp_path: Path) -> None:
    """An installed package has its course inside, even where a folder `exercises` lies beside it."""
    (tmp_path / "grader" / "_course" / "exercises").mkdir(parents=True)
    (tmp_path / "exercises").mkdir()
    assert shipped_course(tmp_path / "grader") == tmp_path / "grader" / "_course"


def test_shipped_course_of_a_checkout(tmp_path: Path) -> None:
    """In a checkout the course lies beside the package; where there is none, that is said."""
    with pytest.raises(CourseError, match="installed without its course"):
        shipped_course(tmp_path / "grader")
    (tmp_path / "exercises").mkdir()
    assert shipped_course(tmp_path / "grader") == tmp_path
