"""Named files, wherever they come from, as one student's work."""

from collections.abc import Callable

from grader.intake.handed_in import File, read_handed_in
from grader.model.exercise import Exercise

AT = "2026-11-28T10:00:00+01:00"


def file(name: str, content: bytes = b"", problem: str = "") -> File:
    """A file that is in memory, or cannot be read."""
    return File(name=name, read=lambda _: (content, problem))


def test_files_become_submissions(exercises: list[Exercise], notebook: Callable[..., bytes]) -> None:
    """Each exercise has a submission; what was handed in says when, and what was not says so."""
    files = [file("mlp.py", b"m = 1"), file("cnn.ipynb", notebook("c = 1"))]
    submissions, findings = read_handed_in("ada", files, exercises, submitted_at=AT)
    by_slug = {one.slug: one for one in submissions}
    assert list(by_slug) == [exercise.slug for exercise in exercises]
    assert (by_slug["mlp"].source, by_slug["mlp"].submitted_at) == (b"m = 1", AT)
    assert by_slug["cnn"].source.strip().endswith(b"c = 1")
    assert (by_slug["pooling"].problem, by_slug["pooling"].submitted_at) == ("not handed in", "")
    assert findings == []


def test_nothing_is_lost(exercises: list[Exercise]) -> None:
    """A file that cannot be read says why, and one that is no work is a finding of the student's."""
    files = [file("mlp.py", problem="mlp.py is damaged"), file("essay.docx", b"x"), file("README.md", b"x")]
    submissions, findings = read_handed_in("ada", files, exercises)
    assert next(one for one in submissions if one.slug == "mlp").problem == "mlp.py is damaged"
    assert [(one.student, one.path) for one in findings] == [("ada", "essay.docx")]


def test_limits_are_one_students(exercises: list[Exercise]) -> None:
    """The limits hold for all of a student's files together."""
    files = [file(f"part{number}.py", b"x = 1") for number in range(150)]
    _, findings = read_handed_in("ada", files, exercises)
    assert findings[-1].message == "130 more files belong to no exercise"
