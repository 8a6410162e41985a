"""What students may have of an exercise: these files, whatever else lies beside them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.catalog.course import open_course
from grader.catalog.given import given
from grader.catalog.stubs import build_stubs
from grader.model.errors import CourseError
from grader.model.exercise import Exercise
from grader.registry import Registry

AddExercise = Callable[..., Path]


@pytest.fixture
def exercise(tmp_path: Path, add_exercise: AddExercise) -> Exercise:
    """An exercise with a stub, and with files that are not for students."""
    folder = add_exercise("ant")
    for name in ("notes.txt", "draft.svg", "wrong/off_by_one.py", "figure.svg", "chart.png"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(f"{name}\n")
    course = open_course(tmp_path, Registry(installed=False))
    build_stubs(course)
    return course.exercises[0]


def _write_readme(exercise: Exercise, text: str) -> None:
    (Path(exercise.folder) / "README.md").write_text(text, encoding="utf-8")


def test_files_by_allow_list(exercise: Exercise) -> None:
    """Given are the stub, by the name to hand in, the README, the public tests and the pictures it shows."""
    _write_readme(exercise, '# `ant`\n\n![a figure](figure.svg "title")\n\n<img alt="x" src="chart.png">\n')
    files = given(exercise)
    assert sorted(files) == ["README.md", "ant.py", "chart.png", "figure.svg", "public_tests.py"]
    assert b"not written yet" in files["ant.py"]
    assert files["figure.svg"] == b"figure.svg\n"


@pytest.mark.parametrize(
    "text", ["![a](<figure.svg>)", "![a][f]\n\n[f]: figure.svg", "<IMG width=10 SRC='figure.svg'/>"]
)
def test_other_ways_to_show_a_picture(exercise: Exercise, text: str) -> None:
    """References and tags show a picture as well as the common way does."""
    _write_readme(exercise, text)
    assert "figure.svg" in given(exercise)


def test_pictures_elsewhere_stay_there(exercise: Exercise) -> None:
    """A picture on the web, or within the text, is nothing to copy."""
    _write_readme(exercise, "![a](https://example.org/a.png) ![b](data:image/png;base64,AAAA)")
    assert not any(name.endswith(".png") for name in given(exercise))


def test_public_tests_may_be_left_out(exercise: Exercise) -> None:
    """An exercise without public tests is given without them."""
    exercise.public_tests.unlink()
    assert sorted(given(exercise)) == ["README.md", "ant.py"]


@pytest.mark.parametrize(
    ("shown", "message"),
    [
        ("gone.svg", r"README\.md:3: shows 'gone\.svg', which does not exist"),
        ("../../solutions/ant.svg", r"README\.md:3: shows '\.\./\.\./solutions/ant\.svg'; a picture is"),
        ("wrong/off_by_one.py", r"README\.md:3: shows 'wrong/off_by_one\.py'; a picture is"),
        ("hidden_tests.py", r"README\.md:3: shows 'hidden_tests\.py'; a picture is"),
    ],
)
def test_a_picture_that_cannot_be_given(exercise: Exercise, shown: str, message: str) -> None:
    """A README that shows what is missing, lies elsewhere or is no picture is named with its line."""
    _write_readme(exercise, f"# ant\n\n![a]({shown})\n")
    with pytest.raises(CourseError, match=message):
        given(exercise)


@pytest.mark.parametrize("name", ["figure.svg", "README.md", "stub.py", "public_tests.py"])
def test_links_are_not_followed(exercise: Exercise, name: str) -> None:
    """A link in place of a file is refused, wherever it leads: it might be to the hidden tests."""
    _write_readme(exercise, "![a](figure.svg)\n")
    path = Path(exercise.folder) / name
    path.unlink()
    path.symlink_to(Path(exercise.folder) / "hidden_tests.py")
    with pytest.raises(CourseError, match=rf"{name} is no regular file; students get no links"):
        given(exercise)


@pytest.mark.parametrize(("name", "remedy"), [("stub.py", "grader build"), ("README.md", "assignment")])
def test_incomplete_exercise(exercise: Exercise, name: str, remedy: str) -> None:
    """An exercise that lacks its stub or its text cannot be given, and the error says what to do."""
    (Path(exercise.folder) / name).unlink()
    with pytest.raises(CourseError, match=rf"{name} does not exist; .*{remedy}"):
        given(exercise)


def test_texts_are_utf8(exercise: Exercise) -> None:
    """A README in another encoding is refused with the offending byte."""
    (Path(exercise.folder) / "README.md").write_bytes("# Größe\n".encode("latin-1"))
    with pytest.raises(CourseError, match=r"README\.md is no UTF-8 text: the byte 0xf6 at offset 4; save it"):
        given(exercise)


def test_line_ends(exercise: Exercise) -> None:
    """A course checked out on Windows gives the same files."""
    _write_readme(exercise, "# ant\n\nText\n")
    before = given(exercise)
    readme = Path(exercise.folder) / "README.md"
    readme.write_bytes(readme.read_bytes().replace(b"\n", b"\r\n"))
    assert given(exercise) == before
