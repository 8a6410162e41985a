"""What a run came to."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from grader.cli.summary import MOST_NOTES, exit_code, show_summary
from grader.model.exercise import Check, Exercise
from grader.model.job import Terms
from grader.model.outcome import Outcome
from grader.model.result import CheckResult, JobResult
from grader.model.submission import Finding, Submission
from grader.pipeline import Graded
from grader.store.run import Run

CHECK = Check(name="test_it", description="It.", points=3.0)
Make = Callable[..., Graded]


def result(student: str, outcome: Outcome) -> JobResult:
    """A result with one check that ended so."""
    earned = CHECK.points if outcome is Outcome.PASSED else 0.0
    checks = (CheckResult(check=CHECK, outcome=outcome, earned=earned),)
    return JobResult(key=student, student=student, slug="double", checks=checks, warnings=("why\x1b[2J",))


@pytest.fixture
def make() -> Make:
    """Makes what a run came to, from each student's outcome (None: not graded yet)."""

    def graded(
        outcomes: dict[str, Outcome | None],
        *,
        sandbox: str = "standard",
        notes: int = 0,
        stopped: bool = False,
    ) -> Graded:
        run = Run(
            started_at="2026-01-01T00:00:00",
            terms=Terms(sandbox=sandbox),
            exercises=(Exercise(slug="double", title="Twice"),),
            submissions=tuple(
                Submission(student=student, slug="double", filename="double.py") for student in outcomes
            ),
            results=tuple(result(student, outcome) for student, outcome in outcomes.items() if outcome),
            findings=tuple(
                Finding(student="ada", path="ada/x", message=f"stray\n{number}") for number in range(notes)
            ),
        )
        return Graded(run=run, files=(), stopped=stopped)

    return graded


@pytest.mark.parametrize(
    ("outcomes", "code"),
    [
        ({"ada": Outcome.PASSED, "bob": Outcome.PASSED}, 0),
        ({"ada": Outcome.PASSED, "bob": Outcome.FAILED}, 1),
        ({"ada": Outcome.FAILED, "bob": Outcome.INTERNAL_ERROR}, 3),
        ({"ada": Outcome.PASSED, "bob": None}, 3),
    ],
)
def test_exit_code(make: Make, outcomes: dict[str, Outcome | None], code: int) -> None:
    """0 only where everything passed; whatever was not graded outweighs what failed."""
    assert exit_code(make(outcomes)) == code


def test_stopped(make: Make, capsys: pytest.CaptureFixture[str]) -> None:
    """A run that was stopped ends with 3 and says how far it came, also where all that is done passed."""
    assert show_summary(make({"ada": Outcome.PASSED, "bob": None}, stopped=True), Path("out")) == 3
    out = capsys.readouterr().out
    assert "stopped with 1 of 2 graded; the same command goes on" in out
    assert [line.split() for line in out.splitlines()[:3]] == [
        ["student", "double", "total", "percent"],
        ["ada", "3", "3", "100"],
        ["bob", "-", "-", "-"],
    ]


def test_stopped_counts_what_is_kept(make: Make, capsys: pytest.CaptureFixture[str]) -> None:
    """What was not handed in and is not recorded yet counts as left, as it will when the run goes on."""
    stopped = make({"ada": Outcome.PASSED}, stopped=True)
    absent = Submission(student="bob", slug="double", filename="double.py", problem="not handed in")
    run = msgspec.structs.replace(stopped.run, submissions=(*stopped.run.submissions, absent))
    assert show_summary(msgspec.structs.replace(stopped, run=run), Path("out")) == 3
    assert "stopped with 1 of 2 graded" in capsys.readouterr().out


def test_what_was_not_graded(make: Make, capsys: pytest.CaptureFixture[str]) -> None:
    """A job that could not be judged is named with its reason on standard error, one inert line each."""
    show_summary(make({"a\nda": Outcome.INTERNAL_ERROR}), Path("out"))
    assert capsys.readouterr().err == "not graded: a da, double: why\u241b[2J\n"


def test_no_sandbox(make: Make, capsys: pytest.CaptureFixture[str]) -> None:
    """A run without a wall says so at its end."""
    show_summary(make({"ada": Outcome.PASSED}, sandbox="none"), Path("out"))
    assert "warning: graded without a sandbox" in capsys.readouterr().err


def test_large_class(make: Make, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a large class there is a row for each exercise, and a pointer to the rows of the students."""
    show_summary(make({f"s{number}": Outcome.PASSED for number in range(41)}), Path("out"))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "41 students; grades.csv has a row for each"
    assert lines[1].split()[:3] == ["exercise", "title", "students"]
    assert lines[2].split()[:3] == ["double", "Twice", "41"]
    assert lines[3].startswith("outcomes: 41 passed")


def test_many_exercises(make: Make, capsys: pytest.CaptureFixture[str]) -> None:
    """More exercises than fit side by side are shown below one another, beside each student's total."""
    graded = make({"ada": Outcome.PASSED})
    exercises = tuple(Exercise(slug=f"case_{number}", title=f"Case {number}") for number in range(14))
    submissions = tuple(
        Submission(student="ada", slug=exercise.slug, filename=f"{exercise.slug}.py")
        for exercise in exercises
    )
    results = tuple(
        msgspec.structs.replace(result("ada", Outcome.PASSED), slug=exercise.slug, key=exercise.slug)
        for exercise in exercises
    )
    run = msgspec.structs.replace(graded.run, exercises=exercises, submissions=submissions, results=results)
    show_summary(msgspec.structs.replace(graded, run=run), Path("out"))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["student", "total", "percent"]
    assert lines[1].split() == ["ada", "42", "100"]
    assert sum(line.startswith("case_") for line in lines) == 14
    assert max(map(len, lines)) <= 100


def test_many_findings(make: Make, capsys: pytest.CaptureFixture[str]) -> None:
    """Findings are one line each, and more than a screenful are counted."""
    show_summary(make({"ada": Outcome.PASSED}, notes=MOST_NOTES + 5), Path("out"))
    notes = [line for line in capsys.readouterr().out.splitlines() if line.startswith("note:")]
    assert notes[0] == "note: ada: stray 0"
    assert len(notes) == MOST_NOTES + 1
    assert notes[-1].startswith("note: 5 more")
