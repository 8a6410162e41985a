"""What is written about accuracy lines, held to the calibrations that they follow from."""

import hashlib
import math
import statistics
from pathlib import Path

import pytest

from grader.catalog.calibrations import read_calibration
from grader.catalog.course import Course, open_course
from grader.model.calibration import Calibration
from grader.registry import Registry

_ROOT = Path(__file__).parents[2]
_DATA = {"mnist": "MNIST", "digits": "digits"}
_PATHS = sorted(_ROOT.glob("exercises/*/calibration/*.json"), key=lambda path: (path.stem, path.parts[-3]))


def _read(path: Path) -> Calibration:
    found = read_calibration(path)
    assert found is not None
    return found


def _line(share: float) -> str:
    return f"{100 * share:g} %"


def _measured(share: float) -> str:
    return f"{100 * share:.2f} %"


_HARDLY_EVER = 1e-9


def _one_in(chance: float) -> str:
    """Such as `1 in 38,000`: rounded down to two figures, so that it promises no more than it may."""
    if chance < _HARDLY_EVER:
        return "practically never"
    unit = 10 ** (math.floor(math.log10(1 / chance)) - 1)
    return f"1 in {int(1 / chance / unit) * unit:,.0f}"


def _row(one: Calibration) -> str:
    runs = list(one.accuracies.values())
    mean, deviation = statistics.mean(runs), statistics.stdev(runs)
    cells = [
        f"`{one.exercise}`",
        _DATA[one.data],
        one.device,
        str(len(runs)),
        _measured(min(runs)),
        _measured(mean),
        _measured(deviation),
    ]
    if one.enough:
        cells += [
            _line(one.lines.full),
            _line(one.lines.partial),
            str(one.misses),
            _measured(one.miss_bound),
            _one_in(one.loss_bound),
            _one_in(statistics.NormalDist(mean, deviation).cdf(one.lines.full)),
        ]
    else:
        cells += ["too few runs", *[""] * 5]
    return "".join(f"| {cell} " for cell in cells) + "|\n"


@pytest.fixture(scope="module")
def course() -> Course:
    """The course of this checkout."""
    return open_course(_ROOT, Registry(installed=False))


def test_the_table_is_that_of_the_files() -> None:
    """The page's table has a row for each calibration, with the figures that follow from it."""
    page = (_ROOT / "docs" / "thresholds.md").read_text(encoding="utf-8")
    table = "".join(_row(_read(path)) for path in _PATHS)
    assert table
    assert f"|---|\n{table}\n" in page, f"docs/thresholds.md should have the rows\n\n{table}"


@pytest.mark.parametrize("path", _PATHS, ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_a_calibration_is_of_the_course_as_it_is(course: Course, path: Path) -> None:
    """Each was made with today's solution and regimen; otherwise `grader calibrate` is due."""
    one = _read(path)
    exercise = course.exercise(one.exercise)
    assert one.solution == hashlib.sha256(course.solution(exercise).read_bytes()).hexdigest()
    assert one.regimen == exercise.regimens[one.data]


@pytest.mark.parametrize("slug", ["mlp", "cnn"])
def test_students_read_the_lines_as_they_are(course: Course, slug: str) -> None:
    """The students' page has the lines for both data sets, the assignment those for MNIST."""
    page = (_ROOT / "docs" / "students.md").read_text(encoding="utf-8")
    exercise = course.exercise(slug)
    for data, name in _DATA.items():
        lines = exercise.lines_for(data, "cpu")
        full, partial = _line(lines.full), _line(lines.partial)
        row = f"| `{slug}` | {name} | {full} | {partial} | {exercise.regimens[data].epochs} |\n"
        assert row in page, f"docs/students.md should have the row\n\n{row}"
    lines = exercise.lines_for("mnist", "cpu")
    said = f"{_line(lines.full)} earns full credit, {_line(lines.partial)} half"
    readme = (_ROOT / "exercises" / slug / "README.md").read_text(encoding="utf-8")
    assert said in " ".join(readme.split()), f"exercises/{slug}/README.md should say {said!r}"
