"""nbgrader's own commands on our course and nine students' work: the scores are those of `grader grade`."""

import json
import math
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

pytestmark = pytest.mark.slow

Run = Callable[..., Any]


@pytest.fixture(scope="module")
def graded(  # noqa: PLR0913, PLR0917  (the fixtures it uses)
    tmp_path_factory: pytest.TempPathFactory,
    small_course: Path,
    generated: Path,
    grader: Run,
    nbgrader: Run,
    hand_in_class: Callable[[Path], None],
) -> dict[str, Any]:
    """A class, from `grader nbgrader source` to `nbgrader export`; every command's output by its name."""
    root = tmp_path_factory.mktemp("nbgrader") / "deep"
    said: dict[str, Any] = {"root": root}

    def step(name: str, *arguments: object) -> None:
        said[name] = nbgrader(*arguments, folder=root)

    shutil.copytree(generated, root)
    step("validate", "validate", "source/ps1/double.ipynb")
    exchange = root.parent / "exchange"
    exchange.mkdir(mode=0o777)
    exchange.chmod(0o777)
    step("release", "release_assignment", "ps1", f"--Exchange.root={exchange}")
    step("due", "db", "assignment", "add", "ps1", "--duedate", "2999-11-28 00:00:00 UTC")
    hand_in_class(root)
    step("autograde", "autograde", "ps1")
    step("feedback", "generate_feedback", "ps1")
    step("export", "export")
    step("report", "export", "--exporter=grader_nbgrader.export.ReportPlugin", "--to", "report")
    said["out"] = root.parent / "out"
    said["grade"] = grader("grade", root / "submitted", "--out", said["out"], "--course", small_course)
    return said


def scores(root: Path) -> dict[str, float]:
    """What `nbgrader export` wrote."""
    table = pd.read_csv(root / "grades.csv", dtype={"student_id": str})
    return dict(zip(table["student_id"], table["raw_score"], strict=True))


def feedback(graded: dict[str, Any], student: str) -> str:
    """A student's page."""
    path = graded["root"] / "feedback" / student / "ps1" / "double.html"
    return path.read_text(encoding="utf-8")  # type: ignore[no-any-return]


@pytest.mark.parametrize("step", ["validate", "release", "due", "autograde", "feedback", "export", "report"])
def test_every_command_works(graded: dict[str, Any], step: str) -> None:
    """Each of nbgrader's commands takes what is there as it is."""
    assert graded[step].returncode == 0, graded[step].stderr
    assert "Traceback" not in graded[step].stderr


def test_validated(graded: dict[str, Any]) -> None:
    """The source passes its own visible tests in nbgrader's kernel."""
    assert "Success! Your notebook passes all the tests." in graded["validate"].stdout


def test_released(graded: dict[str, Any]) -> None:
    """Students get neither the solution, nor anything of a hidden test, nor the name of a hidden check."""
    (released,) = (graded["root"].parent / "exchange").rglob("double.ipynb")
    text = released.read_text(encoding="utf-8")
    assert "Twice two is four." in text
    for secret in (
        "return 2 * x",
        "submission.double",
        "1234",
        "test_secret",
        "Nobody is to read",
        "test_later",
    ):
        assert secret not in text


def test_scores_are_those_of_grader_grade(graded: dict[str, Any]) -> None:
    """Nbgrader's export has for everybody what `grader grade` says of the same tree."""
    table = pd.read_csv(graded["out"] / "grades.csv")
    ours = dict(zip(table["student"], table["total"], strict=True))
    theirs = scores(graded["root"])
    assert math.isnan(ours.pop("ivan"))
    del theirs["ivan"]
    assert theirs == pytest.approx(ours)
    assert ours == pytest.approx(
        {"ada": 8, "bert": 2, "carla": 0, "dora": 0, "eve": 0, "fred": 2, "gina": 0, "hugo": 8}
    )


def test_never_a_zero(graded: dict[str, Any], query: Run) -> None:
    """Where a hidden test is broken, the cells are left to people, and everybody is told, never a zero."""
    rows = query(
        graded["root"] / "gradebook.db",
        "SELECT DISTINCT auto_score, needs_manual_grade OF STUDENT AND base_cell.name NOT LIKE 'public-%'",
        "ivan",
    )
    assert rows == [(None, 1)]
    assert "its cells are left for manual grading" in graded["autograde"].stderr
    page = feedback(graded, "ivan")
    assert "The fault is the grader&#39;s" in page or "The fault is the grader's" in page
    assert "(Score: 0.0 / 0.0)" in page
    assert "Test cell" not in page
    table = pd.read_csv(graded["root"] / "report" / "grades.csv").set_index("student")
    assert math.isnan(table["total"]["ivan"])
    assert graded["grade"].returncode == 3


def test_nothing_was_executed(graded: dict[str, Any]) -> None:
    """A notebook that would make its own tests pass is graded by what it defines, and leaves no trace."""
    assert not (graded["root"] / "pwned").exists()


def test_amiss(graded: dict[str, Any]) -> None:
    """What a student did to cells is said with file and cell, and changes nothing."""
    said = graded["autograde"].stderr
    assert "hugo/ps1/double.ipynb: cell 6: 'check-test_double' was changed" in said
    assert "the grade id '../../etc/passwd' is not one that was given out" in said
    assert "stands there again" in said
    assert "it is put back" in said


def test_times(graded: dict[str, Any], query: Run) -> None:
    """A time of handing in is the same for nbgrader and for `grader grade`."""
    sql = "SELECT timestamp FROM submitted_assignment WHERE student_id = ?"
    assert query(graded["root"] / "gradebook.db", sql, "hugo") == [("2026-11-30 11:00:00.000000",)]
    table = pd.read_csv(graded["out"] / "scores.csv").set_index("student")
    assert table["submitted_at"]["hugo"] == "2026-11-30T11:00:00+00:00"


def test_feedback(graded: dict[str, Any]) -> None:
    """A student reads how each visible check ended, and the sum of those."""
    page = feedback(graded, "bert")
    assert "(Score: 2.0 / 4.0)" in page
    assert "double(-1) is wrong" in page
    assert "not shown yet" in page


@pytest.mark.parametrize("student", ["ada", "bert", "carla", "dora", "eve", "fred", "gina", "hugo", "ivan"])
def test_feedback_keeps_secrets(graded: dict[str, Any], student: str) -> None:
    """No page tells a hidden check's name, text, message or points, nor the total in which they are."""
    page = feedback(graded, student)
    for secret in ("test_secret", "Nobody is to read", "1234", "test_later", "/ 3.0)</li>", "/ 8.0"):
        assert secret not in page


def test_cells(graded: dict[str, Any], query: Run) -> None:
    """The gradebook has every check's points, the hidden ones', too, and nothing is left for people."""
    rows = query(graded["root"] / "gradebook.db", "SELECT auto_score, needs_manual_grade OF STUDENT", "ada")
    assert sorted(rows) == [(0, 0), (0.5, 0), (0.5, 0), (1, 0), (1, 0), (2, 0), (3, 0)]


def test_report(graded: dict[str, Any]) -> None:
    """The export plugin writes our tables from nbgrader's gradebook, with the same points."""
    table = pd.read_csv(graded["root"] / "report" / "grades.csv").set_index("student")
    theirs = scores(graded["root"]) | {"ivan": math.nan}
    assert table["total"].to_dict() == pytest.approx(theirs, nan_ok=True)
    checks = pd.read_csv(graded["root"] / "report" / "checks.csv")
    assert set(checks["check"]) == {
        "test_double", "test_fragile", "test_later", "test_other_numbers[-1]", "test_other_numbers[0.5]",
        "test_secret",
    }  # fmt: skip
    page = (graded["root"] / "report" / "feedback" / "bert.md").read_text(encoding="utf-8")
    assert "test_secret" not in page


def test_once_more(graded: dict[str, Any], nbgrader: Run, grader: Run, query: Run) -> None:
    """A manual score survives `autograde --force` and `sync`; what was graded is not graded again."""
    root = graded["root"]
    of_dora = "SELECT grade.id OF STUDENT AND base_cell.name = 'check-test_double'"
    ((grade,),) = query(root / "gradebook.db", of_dora, "dora")
    change = "UPDATE grade SET manual_score = 1.5, needs_manual_grade = 0 WHERE id = ?"
    query(root / "gradebook.db", change, grade)
    again = nbgrader("autograde", "ps1", "--student", "dora", "--force", folder=root)
    assert again.returncode == 0, again.stderr
    assert "grader: 1 to grade, 8 graded before" in again.stderr
    for _ in range(2):
        synced = grader("nbgrader", "sync", root, "--results", graded["out"])
    assert (synced.returncode, synced.stdout) == (3, "9 notebooks, 0 changed\n")
    assert synced.stderr == "not graded: ivan, double: left for manual grading\n"
    nbgrader("export", folder=root)
    assert scores(root)["dora"] == 1.5


def test_after_the_due_date(graded: dict[str, Any], nbgrader: Run, query: Run) -> None:
    """Once the due date is over, feedback has the checks that are for after it, and no hidden one."""
    root = graded["root"]
    query(root / "gradebook.db", "UPDATE assignment SET duedate = '2020-01-01 00:00:00.000000'")
    said = nbgrader("generate_feedback", "ps1", "--student", "bert", "--force", folder=root)
    assert said.returncode == 0, said.stderr
    page = feedback(graded, "bert")
    assert "(Score: 2.0 / 5.0)" in page
    assert "double(7) should be 14" in page
    assert "test_secret" not in page
    assert "1234" not in page


def test_metadata(graded: dict[str, Any]) -> None:
    """Every cell of nbgrader's has metadata of version 3."""
    source = json.loads((graded["root"] / "source" / "ps1" / "double.ipynb").read_text(encoding="utf-8"))
    told = [cell["metadata"]["nbgrader"] for cell in source["cells"] if cell["metadata"]]
    assert {one["schema_version"] for one in told} == {3}
    assert sum(one.get("points", 0) for one in told) == 8
