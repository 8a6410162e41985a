"""The gate, on a small course: what holds is let through, and what does not is told."""

import pytest

from grader.verify.claim import Claim

Claims = dict[tuple[str, str], Claim]
NAMES = ["solution", "stub", "wrong", "repeatable", "handout", "leaks", "mutants", "public", "messages"]

pytestmark = pytest.mark.slow


def problems(claims: Claims, slug: str, name: str) -> str:
    """What stands against a claim."""
    return "\n".join(claims[slug, name].problems)


def test_every_claim_is_made_of_every_exercise(claims: Claims) -> None:
    """Exercises come in course order, and each with the same claims in the same order."""
    slugs = ["failing", "fickle", "fine", "weak"]
    assert list(claims) == [(slug, name) for slug in slugs for name in NAMES]


@pytest.mark.parametrize("name", NAMES)
def test_what_holds_is_let_through(claims: Claims, name: str) -> None:
    """An exercise that is as it must be has no problem, and an equivalent that is listed is none."""
    assert claims["fine", name].problems == ()
    assert not claims["fine", name].ungraded


def test_what_was_found_is_said(claims: Claims) -> None:
    """The numbers of checks, points, seeds and mutants are those that were graded."""
    assert claims["fine", "solution"].said == "1 check, 2 points, 2 seeds"
    assert claims["fine", "wrong"].said == "5/5"
    assert claims["fine", "repeatable"].said == "6 files twice"
    killed, survived, equivalent = map(int, claims["fine", "mutants"].said.split("/"))
    assert killed >= 5
    assert (survived, equivalent) == (0, 1)


def test_a_solution_that_fails_is_told(claims: Claims) -> None:
    """A solution that misses a check is told with each seed and the message, and is not mutated."""
    assert claims["failing", "solution"].problems == tuple(
        f"the solution with seed {seed}: test_double failed: double(2) should be 4" for seed in (0, 1)
    )
    assert claims["failing", "mutants"].said.startswith("not tried")


def test_a_stub_that_earns_is_told(claims: Claims) -> None:
    """A point in the stub is told with its check, and so is a stub that the solution does not make."""
    told = problems(claims, "weak", "stub")
    assert "stub.py earns 1 of 1 points for test_anything" in told
    assert "stub.py is not what its solution makes" in told


def test_mistakes_that_cost_something_else_are_told(claims: Claims) -> None:
    """Told are checks named and passed, failed and not named, unknown ones, and a missing first line."""
    told = problems(claims, "weak", "wrong")
    assert "wrong/more.py names test_anything, which it passes" in told
    assert "wrong/more.py does not name test_double, which failed: double(2) should be 4" in told
    assert "wrong/unknown.py names test_triple, which is no check of this exercise" in told
    assert "wrong/unnamed.py begins with 'def double(x):'" in told


def test_mistakes_that_are_missing_are_told(claims: Claims) -> None:
    """Fewer than five known-wrong submissions are told, and a check that none of them fails."""
    told = problems(claims, "weak", "wrong")
    assert "has 3 files; write at least 5" in told
    assert "no known-wrong submission fails test_anything" in told


def test_public_tests_that_disagree_are_told(claims: Claims) -> None:
    """A solution that the public tests fail is told with their message."""
    assert "by the public tests: test_double failed: double(2) should be 5" in problems(
        claims, "weak", "public"
    )


def test_public_tests_that_are_stricter_are_told(claims: Claims) -> None:
    """A mutant with full credit that the public tests fail is told, also where it is listed as equivalent."""
    assert "full credit" not in problems(claims, "fickle", "mutants")
    assert problems(claims, "fickle", "public") == (
        "line 3 as 'return 2 + x', which earns full credit, by the public tests: test_double failed: "
        "double(3) should be 6"
    )


def test_chance_is_told(claims: Claims) -> None:
    """A message that is another one with the same seed is told, for the file that got it."""
    told = claims["fickle", "repeatable"].problems
    assert len(told) == 1
    assert told[0].startswith("wrong/drawn.py: test_double was failed: 'this time we drew")


def test_a_quoted_hidden_test_is_told(claims: Claims) -> None:
    """A line of the hidden tests in a message is told, with who is shown it."""
    told = problems(claims, "fickle", "messages")
    assert (
        "wrong/quoted.py is shown a line of hidden_tests.py: assert answer != 6, open(__file__).read()"
        in told
    )
    assert "wrong/drawn.py" not in told


def test_what_could_not_be_graded_is_told(claims: Claims) -> None:
    """A hidden test that fails by itself is told with its line, and marks the claim as not graded."""
    assert claims["fickle", "wrong"].ungraded
    assert "wrong/text.py could not be graded: test_double: " in problems(claims, "fickle", "wrong")
    assert "hidden_tests.py:12: TypeError" in problems(claims, "fickle", "wrong")


def test_a_missing_assignment_is_told(claims: Claims) -> None:
    """A README without a word is told."""
    assert "README.md is not there or is empty" in problems(claims, "fickle", "handout")


def test_a_leak_is_told(claims: Claims) -> None:
    """What the bundle gives away is told with its file."""
    assert "weak/README.md" in problems(claims, "weak", "leaks")


def test_a_survivor_is_told(claims: Claims) -> None:
    """A mutant that earns everything is told with file, line, function, and the line before and after."""
    claim = claims["weak", "mutants"]
    survivor = next(one for one in claim.problems if "full credit" in one)
    assert "weak.py:3, in double\n" in survivor
    assert "before: return 2 * x\n" in survivor
    assert "after:  return 2 + x\n" in survivor
    assert "equivalent.toml" in claim.remedy


def test_a_stale_entry_is_told(claims: Claims) -> None:
    """An entry for a mutant that is caught is told, so that the list keeps to what is true."""
    assert "'return 2 * x' → 'return 3 * x' in double is no survivor" in problems(claims, "weak", "mutants")
