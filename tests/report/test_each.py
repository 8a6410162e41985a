"""A student's share of a run, and where a file of their own goes."""

from collections.abc import Callable
from pathlib import Path

from grader.model.outcome import Outcome
from grader.model.result import JobResult
from grader.model.submission import Submission
from grader.report.each import shares
from grader.seams import Gradings

MakeRun = Callable[..., Gradings]
HandedIn = Callable[..., list[Submission]]
MakeResult = Callable[..., JobResult]


def test_the_only_student_has_the_folder(make_run: MakeRun, handed_in: HandedIn) -> None:
    """In a run of one student the file lies where an autograder's platform looks for it."""
    (share,) = shares(make_run(submissions=handed_in("ada")), Path("out"), "kind", "results.json")
    assert share.path == Path("out/results.json")


def test_several_students_have_folders(make_run: MakeRun, handed_in: HandedIn) -> None:
    """In a class each has a folder of a safe name, and all of them lie in the report's own."""
    both = shares(make_run(submissions=handed_in("ada", "../eve")), Path("out"), "kind", "results.json")
    assert [share.student for share in both] == ["ada", "../eve"]
    assert both[0].path == Path("out/kind/ada/results.json")
    assert both[1].path.parent.parent == Path("out/kind")


def test_a_share_without_one_grade_has_none(
    make_run: MakeRun, handed_in: HandedIn, make_result: MakeResult
) -> None:
    """One exercise that could not be graded keeps the whole from being published."""
    results = [make_result(), make_result(slug="conv_strided")]
    run = make_run(submissions=handed_in("ada"), results=results)
    (share,) = shares(run, Path("out"), "kind", "x")
    assert (share.graded, share.score.earned, share.score.possible) == (True, 6.0, 6.0)
    results[1] = make_result(slug="conv_strided", outcome=Outcome.INTERNAL_ERROR)
    (share,) = shares(make_run(submissions=handed_in("ada"), results=results), Path("out"), "kind", "x")
    assert not share.graded
