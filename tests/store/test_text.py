"""Text that a database can hold."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from grader.model.errors import StoreError
from grader.model.exercise import Check
from grader.model.outcome import Outcome
from grader.model.result import CheckResult, JobResult
from grader.store.text import escape, from_body, to_body, unescape

ANY_TEXT = st.text(st.characters(exclude_categories=()))


@given(ANY_TEXT)
@example("\\ud800 is not \ud800")
def test_every_text_survives_escaping(text: str) -> None:
    """Escaped text can be encoded, has no NUL, and comes back as it was, lone surrogates and all."""
    escaped = escape(text)
    assert "\0" not in escaped
    assert unescape(escaped.encode().decode()) == text


@given(st.from_regex(r"[a-zA-Z ,'é🦀]*", fullmatch=True))
def test_ordinary_names_stay_readable(name: str) -> None:
    """A name without backslash, NUL or surrogates is stored as it is."""
    assert escape(name) == name


@given(student=ANY_TEXT, note=ANY_TEXT, message=ANY_TEXT, accuracy=st.floats(allow_nan=False))
def test_every_result_survives_its_body(student: str, note: str, message: str, accuracy: float) -> None:
    """A result of any text and any figures comes back equal, from a body in pure ASCII without NUL."""
    check = Check(name="test_it", description=message, points=3.0, requires=("test_other",))
    one = CheckResult(check=check, outcome=Outcome.FAILED, earned=0.1 + 0.2, message=message)
    result = JobResult(
        key="k", student=student, slug="mlp", checks=(one,), note=note, measures={"accuracy": accuracy}
    )
    body = to_body(result)
    assert body.isascii()
    assert "\0" not in body
    assert from_body(body, JobResult, "here") == result


@pytest.mark.parametrize("body", ["", "{", "[]", '{"key": 3}', '{"key":"k","student":"a","slug":"m"}'])
def test_a_damaged_body_names_its_row(body: str) -> None:
    """A body that is no result becomes a StoreError that says which row it is in."""
    with pytest.raises(StoreError, match=r"gradebook.sqlite, result 7"):
        from_body(body, JobResult, "gradebook.sqlite, result 7")


def test_a_result_beyond_its_points_is_refused() -> None:
    """A body that claims more points than its check has is refused, as such a result could not be made."""
    check = Check(name="test_it", description="", points=1.0)
    one = CheckResult(check=check, outcome=Outcome.PASSED, earned=1.0)
    body = to_body(JobResult(key="k", student="a", slug="m", checks=(one,)))
    with pytest.raises(StoreError, match=r"earned 99.0 of 1.0"):
        from_body(body.replace('"earned":1.0', '"earned":99.0'), JobResult, "here")
