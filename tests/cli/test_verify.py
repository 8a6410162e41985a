"""`grader verify`."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.catalog.markers import strip_solutions

SOLUTION = "def double(x):\n    # BEGIN SOLUTION\n    return 2 * x\n    # END SOLUTION\n"
# What returns these misses these.
WRONG = {
    "3 * x": "test_double, test_negative",
    "x": "test_double, test_negative",
    "x * x": "test_negative",
    "abs(2 * x)": "test_negative",
    "2 + x": "test_negative",
}
PUBLIC = '''\
import pytest


@pytest.mark.points(1)
def test_three(submission):
    """Twice three is six."""
    assert submission.double(3) == 6, "double(3) should be 6"
'''


@pytest.fixture
def sound(course: Path) -> Path:
    """A course with an exercise in which everything holds."""
    folder = course / "exercises" / "double"
    (folder / "wrong").mkdir()
    for number, (returned, missed) in enumerate(WRONG.items()):
        text = f"# fails: {missed}\ndef double(x):\n    return {returned}\n"
        (folder / "wrong" / f"mistake_{number}.py").write_text(text, encoding="utf-8")
    (folder / "stub.py").write_text(strip_solutions(SOLUTION), encoding="utf-8")
    (folder / "public_tests.py").write_text(PUBLIC, encoding="utf-8")
    return course


@pytest.mark.slow
def test_everything_holds(grader: Callable[..., Any], sound: Path) -> None:
    """A sound course ends with 0, a line for each claim and a table of them."""
    pytest.importorskip("cosmic_ray", reason="cosmic-ray is not installed")
    said = grader("verify", "--course", sound, "--seeds", "1")
    assert said.code == 0, said.out + said.err
    assert "double  solution  2 checks, 3 points, 1 seed " in said.out
    assert "exercise  solution" in said.out
    assert "everything holds" in said.out


@pytest.mark.slow
def test_something_does_not_hold(grader: Callable[..., Any], sound: Path) -> None:
    """What does not hold ends with 1, is marked in the table and told in full; --no-mutants is said aloud."""
    (sound / "exercises" / "double" / "wrong" / "mistake_0.py").unlink()
    said = grader("verify", "double", "--course", sound, "--seeds", "1", "--no-mutants")
    assert said.code == 1, said.out + said.err
    assert "mutants are left out" in said.out
    assert "double, wrong:\n  - exercises/double/wrong has 4 files; write at least 5\n" in said.out
    assert "NO: 4/4" in said.out
    assert "1 problem\n" in said.out


@pytest.mark.slow
def test_something_cannot_be_graded(grader: Callable[..., Any], sound: Path) -> None:
    """A hidden test that fails by itself ends with 3."""
    tests = sound / "exercises" / "double" / "hidden_tests.py"
    tests.write_text(tests.read_text(encoding="utf-8").replace("== 4", "== four"), encoding="utf-8")
    said = grader("verify", "--course", sound, "--seeds", "1", "--no-mutants")
    assert said.code == 3, said.out + said.err
    assert "NameError" in said.out


def test_unknown_exercise(grader: Callable[..., Any], course: Path) -> None:
    """An exercise that there is not ends with 2 and the nearest name."""
    said = grader("verify", "duoble", "--course", course, "--no-mutants")
    assert said.code == 2
    assert "did you mean 'double'?" in said.err


def test_without_cosmic_ray(
    grader: Callable[..., Any], course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where cosmic-ray is missing, nothing is graded before that is said."""
    monkeypatch.setitem(sys.modules, "cosmic_ray.mutating", None)
    said = grader("verify", "--course", course)
    assert said.code == 2
    assert "pip install 'grader[verify]'" in said.err
    assert said.err.count("\n") == 1
    assert said.out == ""
