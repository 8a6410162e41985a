"""`grader moodle grades` as a user runs it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from grader_moodle.command import moodle

from grader.model.errors import UsageError
from grader.model.exercise import Exercise
from grader.model.job import Job, Terms
from grader.model.person import Person
from grader.model.result import JobResult
from grader.model.submission import Submission
from grader.store.open import open_gradebook
from grader.store.run import RunBody

WORKSHEET = (
    'Identifier,"Full name","Email address",Grade,"Maximum Grade","Last modified (grade)",'
    '"Feedback comments"\n'
    '"Participant 7",Ada,ada@u,,5.00,-,\n'
)


@pytest.fixture
def results(tmp_path: Path, make_result: Callable[..., JobResult]) -> Path:
    """A folder with a gradebook in which Ada has five points, and a worksheet beside it."""
    exercise = Exercise(slug="mlp", title="A perceptron")
    work = Submission(student="ada", slug="mlp", filename="mlp.py")
    job = Job(submission=work, exercise=exercise, terms=Terms())
    people = (Person(student="ada", email="ada@u"),)
    with open_gradebook(tmp_path / "out", create=True) as gradebook:
        gradebook.begin(RunBody(terms=Terms(), exercises=(exercise,), people=people), [job])
        made = make_result("ada", "mlp")
        gradebook.record(JobResult(key=job.key, student="ada", slug="mlp", checks=made.checks))
    (tmp_path / "worksheet.csv").write_text(WORKSHEET, encoding="utf-8")
    return tmp_path


def run(folder: Path, *arguments: str) -> Result:
    """The command in that folder."""
    return CliRunner().invoke(moodle, ["grades", str(folder / "out"), *arguments])


@pytest.mark.parametrize("worksheet", [True, False])
def test_a_file_is_written(results: Path, worksheet: bool) -> None:
    """With a worksheet or without, Ada's grade and feedback are in the file, and what comes next is said."""
    named = [str(results / "worksheet.csv")] if worksheet else []
    said = run(results, *named, "--out", str(results / "import.csv"))
    assert said.exit_code == 0, said.output
    row = (results / "import.csv").read_text(encoding="utf-8").splitlines()[1]
    assert ",5," in row
    assert "<p>Graded automatically:</p>" in row
    assert "import it in Moodle under" in said.output
    assert (results / "worksheet.csv").read_text(encoding="utf-8") == WORKSHEET


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["worksheet.csv", "--out", "worksheet.csv"],
            "worksheet.csv is the worksheet itself; choose another",
        ),
        (["worksheet.csv", "--out", "new.csv", "--grade", "cnn"], "'cnn' is no exercise of this run"),
        (["nothing.csv", "--out", "new.csv"], "nothing.csv does not exist; name a CSV file"),
    ],
)
def test_nothing_is_half_written(
    results: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    """What cannot be filled in is an error, and no file is made or changed."""
    monkeypatch.chdir(results)
    before = {path: path.read_bytes() for path in results.iterdir() if path.is_file()}
    said = run(results, *arguments)
    assert isinstance(said.exception, UsageError)
    with pytest.raises(UsageError, match=message):
        raise said.exception
    assert {path: path.read_bytes() for path in results.iterdir() if path.is_file()} == before
