"""Our own mutation operators."""

import pytest

pytest.importorskip("cosmic_ray", reason="cosmic-ray is not installed")

from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Example

from grader.verify.operators import OWN


@pytest.mark.parametrize(
    ("operator", "example"),
    [(operator, example) for operator in OWN for example in operator.examples()],
    ids=lambda value: getattr(value, "__name__", None) or value.pre_mutation_code.strip(),
)
def test_examples(operator: type, example: Example) -> None:
    """Each operator does what its examples say; where it finds nothing to change, that is the example."""
    mutated = mutate_code(example.pre_mutation_code, operator(), example.occurrence)
    assert (mutated or example.pre_mutation_code) == example.post_mutation_code


@pytest.mark.parametrize("operator", OWN)
def test_comments_stay(operator: type) -> None:
    """A marker above what is changed stays where it is."""
    source = (
        "def f(x):\n    # BEGIN SOLUTION\n    x += g(x.h(1), 2) - 3\n    # END SOLUTION\n    return i(x)\n"
    )
    mutated = mutate_code(source, operator(), 0) or source
    assert "\n    # BEGIN SOLUTION\n" in mutated
    assert "\n    # END SOLUTION\n" in mutated
