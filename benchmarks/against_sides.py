"""The sides of `against.py`: each is handed a class, and says how long it took and who has full marks."""

import csv
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
from against_class import Question, notebook

Cell = tuple[str, dict[str, Any]]
Class = Mapping[str, Sequence[Question]]
CONFIG = "c = get_config()\nc.CourseDirectory.course_id = 'against'\nc.Execute.timeout = 3600\n"
OTTER_TEST = """\
from otter.test_files import test_case

OK_FORMAT = False
name = {slug!r}
points = 1


@test_case(points=1, hidden=False)
def test_it({names}):
{body}"""
WHOLE = """

import msgspec

_offered = grader_exercises


@hookimpl
def grader_exercises(course):
    whole = lambda lines: msgspec.structs.replace(lines, margin=1.0, attempts=1)
    return [
        msgspec.structs.replace(one, lines={name: whole(lines) for name, lines in one.lines.items()})
        for one in _offered(course)
    ]
"""


class Graded(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds of wall clock from the command to its end, and who has full marks.

    `later_s` is what each student took from the first result to the last, where that is known.
    """

    seconds: float
    later_s: float = 0.0
    full_marks: frozenset[str]


def ours(handed_in: Class, folder: Path, options: Sequence[str]) -> Graded:
    """`grader grade`, starting of workers and judges included."""
    for student, questions in handed_in.items():
        home = folder / "class" / student
        home.mkdir(parents=True)
        cells: list[Cell] = [(cell, {}) for question in questions for cell in question.cells]
        (home / "homework.ipynb").write_text(notebook(cells), encoding="utf-8")
    slugs = {question.slug for questions in handed_in.values() for question in questions}
    chosen = [word for slug in sorted(slugs) for word in ("--exercise", slug)]
    line = [sys.executable, "-m", "grader", "grade", str(folder / "class"), "--out", str(folder / "out")]
    seconds = timed([*line, *chosen, *options], folder, fine=(0, 1))
    with (folder / "out" / "grades.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    full = frozenset(row["student"] for row in rows if float(row["percent"] or "nan") >= 100.0)  # noqa: PLR2004
    with closing(sqlite3.connect(folder / "out" / "gradebook.sqlite")) as gradebook:
        between = "(julianday(max(recorded_at)) - julianday(min(recorded_at))) * 86400"
        ((between_s, results),) = gradebook.execute(f"select {between}, count(*) from results")  # noqa: S608  (our own words)
    later_s = between_s / max(1, results - 1) * len(slugs)
    return Graded(seconds=seconds, later_s=later_s, full_marks=full)


def nbgrader(handed_in: Class, folder: Path, python: Path, at_once: int) -> Graded:
    """`nbgrader autograde`; with two at once, two of it, each for half of the class, with one thread."""
    folder.mkdir(parents=True)
    (folder / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    first = next(iter(handed_in.values()))
    _write(folder / "source" / "homework" / "homework.ipynb", _for_nbgrader(first))
    command = [str(python), "-m", "nbgrader"]
    timed([*command, "generate_assignment", "homework", "--create"], folder)
    for student, questions in handed_in.items():
        _write(folder / "submitted" / student / "homework" / "homework.ipynb", _for_nbgrader(questions))
    grade = [*command, "autograde", "homework", "--create"]
    began = time.perf_counter()
    if at_once == 1:
        timed(grade, folder)
    else:
        halves = sorted({student[0] for student in handed_in})
        with ThreadPoolExecutor(at_once) as pool:
            list(pool.map(lambda one: timed([*grade, f"--student={one}*"], folder, threads=1), halves))
    seconds = time.perf_counter() - began
    timed([*command, "export", "--to", "grades.csv"], folder)
    with (folder / "grades.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    full = frozenset(row["student_id"] for row in rows if float(row["score"]) == float(row["max_score"]))
    return Graded(seconds=seconds, full_marks=full)


def otter(handed_in: Class, folder: Path, python: Path, at_once: int) -> Graded:
    """`otter run`, once for each student; with two at once, two of it, with one thread."""
    tests = folder / "tests"
    for question in next(iter(handed_in.values())):
        body = "".join(f"    {line}\n" for line in question.test.splitlines())
        text = OTTER_TEST.format(slug=question.slug, names=", ".join(question.names), body=body)
        _write(tests / f"{question.slug}.py", text)
    command = [str(python), "-m", "otter"]
    without = ["--no-config", "--no-requirements", "--no-environment"]
    timed([*command, "generate", "-t", str(tests), "-o", str(folder / "autograder.zip"), *without], folder)
    for student, questions in handed_in.items():
        _write(folder / student / "homework.ipynb", _for_otter(questions))

    def run(student: str) -> float:
        line = [*command, "run", "homework.ipynb", "-a", str(folder / "autograder.zip"), "-o", "."]
        return timed([*line, "--no-logo"], folder / student, threads=None if at_once == 1 else 1)

    began = time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(run, handed_in))
    seconds = time.perf_counter() - began
    return Graded(seconds=seconds, full_marks=frozenset(one for one in handed_in if _is_full(folder / one)))


def timed(
    line: Sequence[str], folder: Path, *, threads: int | None = None, fine: Sequence[int] = (0,)
) -> float:
    """Seconds that a command took; ends the benchmark where it failed."""
    environment = os.environ | {"PATH": f"{Path(line[0]).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    if threads:
        environment["OMP_NUM_THREADS"] = str(threads)
    began = time.perf_counter()
    done = subprocess.run(  # noqa: S603  (the commands that this benchmark compares)
        list(line), cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    seconds = time.perf_counter() - began
    if done.returncode not in fine:
        raise SystemExit(f"{' '.join(line)} in {folder} ended with {done.returncode}:\n{done.stderr[-3000:]}")
    return seconds


def identical(course: Path, slugs: Sequence[str], folder: Path) -> Path:
    """A copy of the course in which each training goes to its last epoch, and there is one."""
    for slug in slugs:
        home = folder / "exercises" / slug
        shutil.copytree(course / "exercises" / slug, home, ignore=shutil.ignore_patterns("wrong"))
        _write(folder / "solutions" / f"{slug}.py", (course / "solutions" / f"{slug}.py").read_text("utf-8"))
        with (home / "exercise.py").open("a", encoding="utf-8") as file:
            file.write(WHOLE)
    return folder


def _for_nbgrader(questions: Sequence[Question]) -> str:
    cells = []
    for question in questions:
        for number, cell in enumerate(question.cells):
            cells.append((cell, _about(f"{question.slug}-{number}", solution=True)))
        cells.append((question.test, _about(f"{question.slug}-test", solution=False)))
    return notebook(cells)


def _about(name: str, *, solution: bool) -> dict[str, object]:
    about: dict[str, object] = {"grade": not solution, "grade_id": name, "locked": not solution}
    about |= {"schema_version": 3, "solution": solution, "task": False}
    return {"nbgrader": about if solution else about | {"points": 1}}


def _for_otter(questions: Sequence[Question]) -> str:
    cells: list[Cell] = []
    for question in questions:
        cells += [(cell, {}) for cell in question.cells]
        cells[-1] = (cells[-1][0], {"otter": {"tests": [question.slug]}})
    return notebook(cells)


def _is_full(folder: Path) -> bool:
    said = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    scored = [one for one in said["tests"] if one.get("max_score")]
    return bool(scored) and all(one["score"] == one["max_score"] for one in scored)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
