"""Where one student stands in one exercise."""

import math
from collections.abc import Callable

from grader.model.exercise import Check
from grader.model.outcome import Outcome
from grader.model.result import JobResult
from grader.model.submission import Finding, Submission
from grader.report.standing import Standing, standings
from grader.seams import Gradings

CHECK = Check(name="test_it", description="It works.", points=2.0)


def test_every_student_stands_in_every_exercise(
    make_run: Callable[..., Gradings], handed_in: Callable[..., list[Submission]]
) -> None:
    """There is one standing per student × exercise, in course order, and for who has only findings too."""
    findings = [Finding(student="eve", path="x", message=""), Finding(student="", path="y", message="")]
    found = standings(make_run(submissions=handed_in("bob", "ada")[:3], findings=findings))
    assert [(one.submission.student, one.submission.slug) for one in found] == [
        (student, slug) for student in ("bob", "ada", "eve") for slug in ("mlp", "conv_strided")
    ]
    assert [one.submission.problem for one in found] == ["", "", "", *["not handed in"] * 3]


def test_a_problem_needs_no_result() -> None:
    """What cannot be graded is worth 0 at once, of points that may be unknown still."""
    submission = Submission(student="ada", slug="mlp", filename="mlp.py", problem="too large")
    known = Standing(submission=submission, expected=(CHECK,))
    unknown = Standing(submission=submission)
    assert (known.score.earned, known.score.possible, known.outcome) == (0.0, 2.0, Outcome.NOT_RUN)
    assert unknown.score.earned == 0.0
    assert math.isnan(unknown.score.possible)


def test_a_note_is_said_once(make_result: Callable[..., JobResult]) -> None:
    """A problem that the result repeats stands in the note once, beside what else there is to say."""
    submission = Submission(student="ada", slug="mlp", filename="mlp.py", problem="too large")
    same = Standing(submission=submission, result=make_result(note="too large"))
    other = Standing(submission=submission, result=make_result(note="by far"))
    assert (same.note, other.note) == ("too large", "too large; by far")
