"""`grader canvas merge` as a user runs it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from grader_canvas.command import canvas

from grader.model.errors import UsageError
from grader.model.exercise import Exercise
from grader.model.job import Job, Terms
from grader.model.result import JobResult
from grader.model.submission import Submission
from grader.store.open import open_gradebook
from grader.store.run import RunBody

EXPORT = "Student,ID,SIS Login ID,Section,HW (9)\n    Points Possible,,,,5.00\nAda,11,ada,A,\nBob,12,bob,A,\n"


@pytest.fixture
def results(tmp_path: Path, make_result: Callable[..., JobResult]) -> Path:
    """A folder with a gradebook in which Ada has five points, and a Canvas export beside it."""
    exercise = Exercise(slug="mlp", title="A perceptron")
    work = Submission(student="ada", slug="mlp", filename="mlp.py")
    job = Job(submission=work, exercise=exercise, terms=Terms())
    with open_gradebook(tmp_path / "out", create=True) as gradebook:
        gradebook.begin(RunBody(terms=Terms(), exercises=(exercise,)), [job])
        made = make_result("ada", "mlp")
        gradebook.record(JobResult(key=job.key, student="ada", slug="mlp", checks=made.checks))
    (tmp_path / "export.csv").write_text(EXPORT, encoding="utf-8")
    return tmp_path


def run(folder: Path, *arguments: str) -> Result:
    """The command in that folder."""
    out, export = folder / "out", folder / "export.csv"
    return CliRunner().invoke(canvas, ["merge", str(out), str(export), *arguments])


def test_a_copy_is_written(results: Path) -> None:
    """The import has the points, the export is as it was, and what was done and left is said."""
    said = run(results, "--out", str(results / "import.csv"), "--column", "HW (9)=mlp")
    assert said.exit_code == 0, said.output
    assert (results / "import.csv").read_text(encoding="utf-8") == EXPORT.replace("ada,A,", "ada,A,5")
    assert (results / "export.csv").read_text(encoding="utf-8") == EXPORT
    assert said.output.splitlines()[:2] == [
        "HW (9) = mlp: 1 changed, 0 the same",
        "note: export.csv, line 4: Bob is not in the results",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--out", "export.csv"], "export.csv is the export itself; choose another file for --out"),
        (["--out", "new.csv", "--column", "HW (9)"], r"--column 'HW \(9\)' is not of the form"),
        (["--out", "new.csv", "--column", "HW (8)=mlp"], r"no column is called 'HW \(8\)'"),
    ],
)
def test_nothing_is_half_written(
    results: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    """What cannot be merged is an error, and no file is made or changed."""
    monkeypatch.chdir(results)
    before = {path: path.read_bytes() for path in results.iterdir() if path.is_file()}
    said = run(results, *arguments)
    assert isinstance(said.exception, UsageError)
    with pytest.raises(UsageError, match=message):
        raise said.exception
    assert {path: path.read_bytes() for path in results.iterdir() if path.is_file()} == before
