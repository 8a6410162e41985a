"""What a student handed in."""

import pytest

from grader.model.submission import Submission


def test_the_time_is_no_part_of_the_digest() -> None:
    """The same file handed in again later is the same work, and is not graded again."""
    early = Submission(student="ada", slug="mlp", filename="mlp.py", submitted_at="2026-12-01T10:00:00+00:00")
    late = Submission(student="ada", slug="mlp", filename="mlp.py", submitted_at="2026-12-02T10:00:00+00:00")
    assert early.digest == late.digest


def test_a_time_says_its_zone() -> None:
    """A time that could be another one elsewhere is refused."""
    with pytest.raises(ValueError, match="no time zone"):
        Submission(student="ada", slug="mlp", filename="mlp.py", submitted_at="2026-12-01T10:00:00")
