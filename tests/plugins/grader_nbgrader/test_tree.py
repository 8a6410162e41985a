"""`submitted/<student>/<assignment>/<slug>.ipynb`."""

import json
from pathlib import Path

import pytest
from grader_nbgrader.tree import is_tree, read_tree

from grader.cli.registry import full_registry
from grader.model.exercise import Exercise

EXERCISES = [Exercise(slug=slug, title=slug, defines=(slug,)) for slug in ("double", "triple")]


def notebook(*cells: tuple[str, str]) -> str:
    """A notebook of code cells: their grade ids, and their text."""
    return json.dumps(
        {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {},
            "cells": [
                {
                    "cell_type": "code",
                    "id": f"cell-{number}",
                    "execution_count": None,
                    "outputs": [],
                    "source": text,
                    "metadata": {"nbgrader": {"grade": "-test" in name, "solution": False, "grade_id": name}},
                }
                for number, (name, text) in enumerate(cells)
            ],
        }
    )


def put(root: Path, path: str, text: str = notebook(("", "def double(x):\n    return 2 * x\n"))) -> Path:
    """A file below the tree."""
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def by_student(root: Path, assignment: str = "") -> dict[str, list[str]]:
    """Problems (empty: handed in) by student."""
    found: dict[str, list[str]] = {}
    for one in read_tree(root, EXERCISES, assignment).submissions:
        found.setdefault(one.student, []).append(one.problem)
    return found


def test_a_class(tmp_path: Path) -> None:
    """Everybody has a submission to every exercise, at the time in timestamp.txt, whatever the name."""
    put(tmp_path, "Lovelace, Ada 🦀/ps1/double.ipynb")
    put(tmp_path, "Lovelace, Ada 🦀/ps1/timestamp.txt", "2026-11-28 17:59:02 UTC")
    put(tmp_path, "bert/ps2/triple.ipynb")
    assert by_student(tmp_path) == {"bert": ["not handed in", ""], "Lovelace, Ada 🦀": ["", "not handed in"]}
    times = {one.student: one.submitted_at for one in read_tree(tmp_path, EXERCISES).submissions}
    assert times == {"bert": "", "Lovelace, Ada 🦀": "2026-11-28T17:59:02+00:00"}


def test_one_assignment(tmp_path: Path) -> None:
    """With an assignment only those who handed in something for it are there."""
    put(tmp_path, "ada/ps1/double.ipynb")
    put(tmp_path, "bert/ps2/double.ipynb")
    assert by_student(tmp_path, assignment="ps2") == {"bert": ["", "not handed in"]}


def test_test_cells_are_not_the_students(tmp_path: Path) -> None:
    """What stands in test cells is left out, and the other cells keep their numbers."""
    text = notebook(
        ("check-test_a", "raise SystemExit"),
        ("", "def double(x):\n    return 2 * x"),
        ("public-test_b", "1 / 0"),
    )
    put(tmp_path, "ada/ps1/double.ipynb", text)
    (one, _) = read_tree(tmp_path, EXERCISES).submissions
    assert b"SystemExit" not in one.source
    assert b"1 / 0" not in one.source
    assert len(one.cells) == 3
    assert one.source.splitlines()[one.cells[1] - 1] == b"def double(x):"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"nbformat": 4, "cells": 7, "metadata": {"nbgrader": 1}}',
        '{"nbformat": 4, "nbgrader": {}}',
        '{"nbformat": 4, "cells": [{"metadata": {"nbgrader": [1]}}]}',
        "[" * 100_000 + '"nbgrader"',
    ],
)
def test_no_notebook(tmp_path: Path, text: str) -> None:
    """What is no notebook has its problem, and costs nobody else anything."""
    put(tmp_path, "ada/ps1/double.ipynb", text)
    put(tmp_path, "bert/ps1/double.ipynb")
    found = by_student(tmp_path)
    assert found["ada"][0].startswith("double.ipynb ")
    assert found["bert"][0] == ""


def test_what_else_lies_there(tmp_path: Path) -> None:
    """Other programs, a second notebook of an exercise, and a time that is none, are findings."""
    put(tmp_path, "ada/ps1/double.ipynb")
    put(tmp_path, "ada/ps1/Triple-final.ipynb")
    put(tmp_path, "ada/ps1/helper.py", "x = 1")
    put(tmp_path, "ada/ps1/data.csv", "1,2")
    put(tmp_path, "ada/ps1/timestamp.txt", "yesterday")
    put(tmp_path, "ada/ps2/double.ipynb")
    findings = {one.path: one.message for one in read_tree(tmp_path, EXERCISES).findings}
    assert findings == {
        "ps1/timestamp.txt": (
            "timestamp.txt holds no time: 'yesterday'; nbgrader writes 2026-11-28 17:59:02.123456 UTC"
        ),
        "ps1/Triple-final.ipynb": "Triple-final.ipynb is not graded; rename it to triple.ipynb",
        "ps1/helper.py": "helper.py is not graded; nbgrader's notebooks are named after their exercises",
        "ps2/double.ipynb": "ps2/double.ipynb is not graded, double.ipynb of another assignment is",
    }


def test_links(tmp_path: Path) -> None:
    """Links lead nowhere: neither a folder nor a notebook is followed."""
    secret = put(tmp_path, "elsewhere/ps1/double.ipynb")
    root = tmp_path / "submitted"
    put(root, "ada/ps1/triple.ipynb")
    (root / "ada" / "ps1" / "double.ipynb").symlink_to(secret)
    (root / "bert").symlink_to(tmp_path / "elsewhere")
    assert by_student(root) == {"ada": ["double.ipynb is a link; hand in the file itself", ""]}


def test_its_signs(tmp_path: Path) -> None:
    """A tree is nbgrader's where a time, metadata or its course's files say so; a plain one is not."""
    put(tmp_path, "a/submitted/ada/ps1/double.ipynb", '{"nbformat": 4}')
    assert not is_tree(tmp_path / "a" / "submitted", EXERCISES)
    put(tmp_path, "a/nbgrader_config.py", "")
    assert is_tree(tmp_path / "a" / "submitted", EXERCISES)
    put(tmp_path, "b/ada/ps1/double.ipynb")
    assert is_tree(tmp_path / "b", EXERCISES)
    put(tmp_path, "b/bert/double.ipynb")
    assert not is_tree(tmp_path / "b", EXERCISES)
    assert not is_tree(tmp_path / "c", EXERCISES)


def test_the_hook(tmp_path: Path) -> None:
    """`grader grade` finds nbgrader's tree by itself."""
    put(tmp_path, "ada/ps1/double.ipynb")
    (one, _) = full_registry().submissions(tmp_path, EXERCISES).submissions
    assert (one.student, one.filename, one.problem) == ("ada", "double.ipynb", "")
