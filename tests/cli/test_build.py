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
