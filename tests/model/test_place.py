"""Where in a student's file something happened, and whether the file has that place."""

import pytest

from grader.model.place import Place
from grader.model.submission import Submission

SCRIPT = Submission(student="ada", slug="mlp", filename="mlp.py", source=b"a\nb\r\nc")
# As the intake puts a notebook together: two lines of its own, then cells of two lines and of one.
NOTEBOOK = Submission(student="ada", slug="mlp", filename="mlp.ipynb", source=b"#\n\na\nb\nc\n", cells=(3, 5))


@pytest.mark.parametrize(
    ("submission", "place", "there"),
    [
        (SCRIPT, Place(line=1), True),
        (SCRIPT, Place(line=3), True),
        (SCRIPT, Place(line=0), False),
        (SCRIPT, Place(line=4), False),
        (SCRIPT, Place(line=10**30), False),
        (SCRIPT, Place(line=-1), False),
        (SCRIPT, Place(line=1, cell=1), False),
        (NOTEBOOK, Place(line=2, cell=1), True),
        (NOTEBOOK, Place(line=3, cell=1), False),
        (NOTEBOOK, Place(line=1, cell=2), True),
        (NOTEBOOK, Place(line=2, cell=2), False),
        (NOTEBOOK, Place(line=1, cell=3), False),
        (NOTEBOOK, Place(line=1, cell=-1), False),
        (NOTEBOOK, Place(line=1), False),
    ],
)
def test_a_place_outside_the_file_is_not_there(submission: Submission, place: Place, there: bool) -> None:
    """From the first line to the last, in a notebook of its cell, it is there; what else is said is not."""
    assert submission.has(place) is there


def test_a_place_says_itself() -> None:
    """It reads as the trace of an exception does."""
    assert [str(Place(line=3)), str(Place(line=2, cell=5))] == ["line 3", "cell 5, line 2"]
