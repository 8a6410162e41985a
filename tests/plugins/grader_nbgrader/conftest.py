"""A small course, nbgrader's commands, and eight students."""

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

HIDDEN = '''\
import pytest


@pytest.mark.points(2)
def test_double(submission):
    """Twice two is four."""
    assert submission.double(2) == 2 + 2, "double(2) should be 4"


@pytest.mark.points(0.5)
@pytest.mark.parametrize("x", [-1, 0.5])
def test_other_numbers(submission, x):
    """Twice any number."""
    assert submission.double(x) == x + x, f"double({x}) is wrong"


@pytest.mark.points(3)
@pytest.mark.visibility("hidden")
def test_secret(submission):
    """Nobody is to read this."""
    assert submission.double(1234) == 2468, "the secret number is 1234"


@pytest.mark.points(1)
@pytest.mark.visibility("after_due_date")
def test_later(submission):
    """Twice seven, once the time is over."""
    assert submission.double(7) == 14, "double(7) should be 14"
'''
PUBLIC = '''\
import pytest

from grader.judging.expect import expect_int


@pytest.mark.points(1)
def test_ten(submission):
    """Twice ten."""
    expect_int(submission.double(10), 20, case="double(10)")
'''
SOLUTION = '''\
"""Numbers, doubled."""


def double(x):
    """Return twice x."""
    # BEGIN SOLUTION
    return 2 * x
    # END SOLUTION
'''
SPY = """\
import os, sys
print("help", file=sys.stderr)


def double(x):
    for folder, _, names in os.walk("/"):
        if "hidden_tests.py" in names or "gradebook.db" in names:
            return open(os.path.join(folder, names[0])).read()
    os._exit(0)
"""
WORKS = {
    "ada": "def double(x):\n    return 2 * x\n",
    "bert": "def double(x):\n    return x * x\n",
    "carla": "def double(x)\n    return 2 * x\n",
    "dora": "def double(x):\n    while True:\n        pass\n",
    "eve": SPY,
}
# The grades of one student by the names of their cells.
GRADES = """
    FROM grade
    JOIN base_cell ON grade.cell_id = base_cell.id
    JOIN submitted_notebook ON grade.notebook_id = submitted_notebook.id
    JOIN submitted_assignment ON submitted_notebook.assignment_id = submitted_assignment.id
    WHERE submitted_assignment.student_id = ?
"""

Class = Callable[[Path], None]
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def small_course(tmp_path_factory: pytest.TempPathFactory, write_exercise: Callable[..., Path]) -> Path:
    """A course with the exercise `double`: visible checks, a hidden one, and one for after the due date."""
    course = tmp_path_factory.mktemp("course")
    folder = write_exercise(course, "double", HIDDEN, call_s=1.0, cpu_s=5, job_s=30.0)
    (folder / "public_tests.py").write_text(PUBLIC, encoding="utf-8")
    (folder / "README.md").write_text("# `double`\n\nTwice a number.\n", encoding="utf-8")
    (course / "solutions" / "double.py").write_text(SOLUTION, encoding="utf-8")
    assert run([sys.executable, "-m", "grader", "build", "--course", course]).returncode == 0
    return course


def run(
    command: list[object], folder: Path | None = None, environ: Mapping[str, str] = os.environ
) -> "subprocess.CompletedProcess[str]":
    """Run a command as a user does, with this environment's programs (`alembic`) on PATH."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{environ.get('PATH', '')}"
    return subprocess.run(
        [str(one) for one in command],
        cwd=folder,
        env={**environ, "PATH": path, "JUPYTER_CONFIG_DIR": "/nonexistent"},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.fixture(scope="session")
def grader() -> Run:
    """`grader ARGUMENTS`."""

    def call(*arguments: object, folder: Path | None = None) -> "subprocess.CompletedProcess[str]":
        return run([sys.executable, "-m", "grader", *arguments], folder)

    return call


@pytest.fixture(scope="session")
def nbgrader() -> Run:
    """`nbgrader ARGUMENTS` in a folder."""

    def call(*arguments: object, folder: Path) -> "subprocess.CompletedProcess[str]":
        return run([sys.executable, "-m", "nbgrader", *arguments], folder)

    return call


def load(path: Path) -> dict[str, Any]:
    """A notebook's JSON."""
    return json.loads(path.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def told(cell: dict[str, Any]) -> dict[str, Any]:
    """What nbgrader says of a cell."""
    return cell["metadata"].get("nbgrader", {})  # type: ignore[no-any-return]


def hand_in(root: Path, student: str, notebook: dict[str, Any] | str, time: str = "") -> Path:
    """Put a notebook into nbgrader's tree."""
    folder = root / "submitted" / student / "ps1"
    folder.mkdir(parents=True)
    text = notebook if isinstance(notebook, str) else json.dumps(notebook)
    (folder / "double.ipynb").write_text(text, encoding="utf-8")
    if time:
        (folder / "timestamp.txt").write_text(time, encoding="utf-8")
    return folder / "double.ipynb"


def answer(released: Path, code: str) -> dict[str, Any]:
    """The notebook as it was released, with this as the answer."""
    notebook = load(released)
    for cell in notebook["cells"]:
        if told(cell).get("solution"):
            cell["source"] = code
    return notebook


@pytest.fixture(scope="session")
def query() -> Callable[..., list[tuple[Any, ...]]]:
    """Asks or changes nbgrader's gradebook; `OF STUDENT` stands for the grades of one student, with their cells."""

    def ask(gradebook: Path, sql: str, *values: object) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(gradebook)) as opened, opened:
            return opened.execute(sql.replace("OF STUDENT", GRADES), values).fetchall()

    return ask


@pytest.fixture(scope="session")
def hand_in_class() -> Class:
    """Eight students' notebooks: right, wrong, a syntax error, endless, hostile twice, no notebook, late."""

    def write(root: Path) -> None:
        released = root / "release" / "ps1" / "double.ipynb"
        for student, code in WORKS.items():
            hand_in(root, student, answer(released, code), "2026-11-27 10:00:00.000000 UTC")
        hand_in(root, "fred", _tricked(answer(released, WORKS["bert"]), root / "pwned"))
        hand_in(root, "gina", '{"nbformat": 4, "cells": [')
        hand_in(root, "hugo", _lying(answer(released, WORKS["ada"])), "2026-11-30 11:00:00.000000 UTC")

    return write


def _tricked(notebook: dict[str, Any], trace: Path) -> dict[str, Any]:
    """With an input transformer that would make every later cell pass, were the notebook executed."""
    trick = "get_ipython().input_transformers_cleanup.append(lambda lines: ['pass'])\n"
    cell = {"cell_type": "code", "execution_count": None, "id": "x", "metadata": {}, "outputs": []}
    cell["source"] = f"{trick}open({str(trace)!r}, 'w')\n"
    return {**notebook, "cells": [cell, *notebook["cells"]]}


def _lying(notebook: dict[str, Any]) -> dict[str, Any]:
    """With a test cell changed, one worth more, one gone, an id made up, and the answer twice."""
    cells = notebook["cells"]
    tests = [cell for cell in cells if told(cell).get("points")]
    tests[0]["source"] = "print('passed')"
    told(tests[1])["points"] = 1000
    told(tests[3])["grade_id"] = "../../etc/passwd"
    (solution,) = [cell for cell in cells if told(cell).get("solution")]
    kept = [cell for cell in cells if cell is not tests[2]]
    return {**notebook, "cells": [*kept, json.loads(json.dumps(solution))]}
