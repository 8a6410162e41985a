"""Grade ids."""

import re

import pytest
from grader_nbgrader.ids import check_id, checks_by_id, is_hidden, is_public, is_test, public_id, solution_id
from hypothesis import given
from hypothesis import strategies as st

from grader.model.exercise import Check
from grader.model.outcome import Visibility

NAMES = st.text(min_size=1, max_size=200)


def check(name: str, visibility: Visibility = Visibility.VISIBLE) -> Check:
    """A check of that name."""
    return Check(name=name, description="", points=1.0, visibility=visibility)


@given(names=st.sets(NAMES, max_size=8), visibility=st.sampled_from(Visibility))
def test_any_name(names: set[str], visibility: Visibility) -> None:
    """Whatever checks are called, their ids are unlike, lead back, and are such as nbgrader takes."""
    checks = [check(name, visibility) for name in sorted(names)]
    found = checks_by_id("double", checks)
    assert sorted(found.values(), key=lambda one: one.name) == checks
    assert all(re.fullmatch(r"[a-zA-Z0-9_\-]{1,128}", one) and is_test(one) for one in found)


def test_the_same_in_every_process() -> None:
    """An id depends on the slug and the name alone, so a course written again has the ids it had."""
    assert check_id("double", check("test_size")) == "check-test_size"
    assert check_id("double", check("test_size[a b]")) == "check-test_size-a-b-237481"
    assert check_id("double", check("test_size", Visibility.HIDDEN)) == "hidden-c477e8890708"


@pytest.mark.parametrize("visibility", [one for one in Visibility if one is not Visibility.VISIBLE])
def test_hidden(visibility: Visibility) -> None:
    """The id of a check that is not shown at once does not say its name."""
    name = check_id("double", check("test_secret", visibility))
    assert is_hidden(name)
    assert "secret" not in name


def test_kinds() -> None:
    """Cells of public tests and of solutions are told apart from those of checks."""
    assert is_public(public_id("test_size"))
    assert not is_public(check_id("double", check("test_size")))
    assert not is_test(solution_id("double"))
