"""The job summary."""

from collections.abc import Callable
from pathlib import Path

from grader_github.plugin import GitHubReporter
from grader_github.summary import LIMIT_BYTES, summary_text

from grader.model.exercise import Check
from grader.model.outcome import Outcome
from grader.model.result import CheckResult
from grader.model.submission import Submission
from grader.seams import Gradings

Run = Callable[..., Gradings]
HandedIn = Callable[..., list[Submission]]


def long_checks() -> tuple[CheckResult, ...]:
    """Two megabytes of messages, of characters that take several bytes."""
    return tuple(
        CheckResult(
            check=Check(name=f"t{number}", description=f"Check {number}.", points=1.0),
            outcome=Outcome.FAILED,
            message="🦀" * 4000,
        )
        for number in range(130)
    )


def test_a_step_takes_a_mebibyte(of_ada: Run, tmp_path: Path) -> None:
    """With what the step said before, the file stays within GitHub's limit, and what it said before stays."""
    path = tmp_path / "summary"
    before = "earlier\n" * 1000
    path.write_text(before, encoding="utf-8")
    run = of_ada(checks=long_checks())
    assert GitHubReporter({"GITHUB_STEP_SUMMARY": str(path)}).write(run, tmp_path) == [path]
    assert path.stat().st_size <= LIMIT_BYTES
    text = path.read_text(encoding="utf-8")
    assert text.startswith(before)
    assert text.endswith("the job's log has the rest.\n")


def test_no_room_is_no_summary(make_run: Run, handed_in: HandedIn) -> None:
    """Where the step has used its mebibyte up, nothing is added."""
    assert summary_text(make_run(submissions=handed_in("ada")), 10) == ""


def test_elsewhere_it_is_a_file(of_ada: Run, tmp_path: Path) -> None:
    """Without GitHub's variable the page is summary.md, and there is nothing hidden in it."""
    (path,) = GitHubReporter({}).write(of_ada(message="secretly"), tmp_path)
    assert path == tmp_path / "summary.md"
    text = path.read_text(encoding="utf-8")
    assert text.startswith(
        "# 2 of 2 points, and 3 points for checks that are not shown\n\n## mlp: A perceptron\n"
    )
    assert "secretly" not in text.partition("The output is")[0]
    assert "It learns" not in text


def test_a_students_text_is_no_markdown(of_ada: Run) -> None:
    """Messages stand in fences that they cannot close, and mention nobody outside of them."""
    nasty = "```\n# @everyone <img src=x> [a](b)"
    text = summary_text(of_ada(outcome=Outcome.FAILED, message=nasty, note="@everyone **x**"))
    assert "````text\n  ```\n  # @everyone" in text
    assert "Note: \\@everyone \\*\\*x\\*\\*" in text
