"""The result of a job that no judge finished."""

from collections.abc import Callable
from pathlib import Path

from grader.execution.briefing import Briefing
from grader.execution.unjudged import unjudged
from grader.model.job import Job
from grader.model.outcome import Outcome


def test_unjudged(
    tmp_path: Path,
    write_exercise: Callable[..., Path],
    brief: Callable[..., Briefing],
    job_of: Callable[..., Job],
) -> None:
    """It stands under the job's key, is nobody's score, and gives its reason to the instructor alone."""
    write_exercise(tmp_path)
    job = job_of(brief(tmp_path), "double")
    result = unjudged(job, "CourseError: hidden_tests.py:3 is wrong")
    assert (result.key, result.student, result.slug) == (job.key, "ada", "double")
    assert not result.graded
    assert result.outcome is Outcome.INTERNAL_ERROR
    assert result.warnings == ("CourseError: hidden_tests.py:3 is wrong",)
    assert "hidden_tests" not in result.note + result.feedback + result.checks[0].message
