"""`grader build`."""

from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_check_writes_nothing(grader: Callable[..., Any], course: Path) -> None:
    """`--check` ends with 1 where a stub is not what its solution makes, and leaves it so."""
    stub = course / "exercises" / "double" / "stub.py"
    before = stub.read_text(encoding="utf-8")
    said = grader("build", "--check", "--course", course)
    assert said.code == 1
    assert str(stub) in said.out
    assert stub.read_text(encoding="utf-8") == before


def test_build_and_check(grader: Callable[..., Any], course: Path) -> None:
    """`build` writes the stub without the solution, and `--check` then finds nothing."""
    assert grader("build", "--course", course).code == 0
    assert "2 * x" not in (course / "exercises" / "double" / "stub.py").read_text(encoding="utf-8")
    said = grader("build", "--check", "--course", course)
    assert (said.code, said.out) == (0, "every stub is what its solution makes\n")


def test_missing_solution(grader: Callable[..., Any], course: Path) -> None:
    """A solution that is not there is a course error with its place."""
    (course / "solutions" / "double.py").unlink()
    said = grader("build", "--course", course)
    assert said.code == 2
    assert "solutions/double.py does not exist" in said.err


def draw_in(course: Path, i: int) -> Path:
    """Give the exercise `double` the picture of a convolution of i inputs; returns where it will lie."""
    folder = course / "exercises" / "double"
    home = folder / "exercise.py"
    text = home.read_text(encoding="utf-8").partition(", picture=")[0].rstrip(")]\n")
    shown = f'picture=Geometry(kind="convolution", i={i}, k=3, s=2, p=1)'
    imports = "from grader.model.picture import Geometry\n"
    home.write_text(f"{imports * (imports not in text)}{text}, {shown})]\n", encoding="utf-8")
    return folder / "double.svg"


def test_pictures_are_built_and_held(grader: Callable[..., Any], course: Path) -> None:
    """`build` draws the picture; after a change of its numbers, or of itself, `--check` names it."""
    picture = draw_in(course, 6)
    said = grader("build", "--check", "--course", course)
    assert said.code == 1
    assert f"{picture} is not what its exercise.py says; run grader build\n" in said.out
    assert not picture.exists()
    assert f"{picture} written\n" in grader("build", "--course", course).out
    said = grader("build", "--check", "--course", course)
    held = "every stub is what its solution makes\nevery picture is what its exercise.py says\n"
    assert (said.code, said.out) == (0, held)
    drawn = picture.read_bytes()
    picture.write_bytes(drawn.replace(b"#a9d3f5", b"#ff0000"))
    assert grader("build", "--check", "--course", course).code == 1
    picture.write_bytes(drawn)
    draw_in(course, 7)
    said = grader("build", "--check", "--course", course)
    assert said.code == 1
    assert said.out.startswith(f"{picture} is not what its exercise.py says")


def test_impossible_picture(grader: Callable[..., Any], course: Path) -> None:
    """A picture of numbers that no layer has is a course error with its file and its numbers."""
    draw_in(course, 0)
    said = grader("build", "--course", course)
    assert said.code == 2
    assert "double/exercise.py: the picture cannot be drawn: convolution with i = 0, k = 3" in said.err
