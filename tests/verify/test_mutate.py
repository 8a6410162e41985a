"""Mutants: what is changed, what is not, and how a change is shown."""

import ast
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.catalog.markers import strip_solutions
from grader.model.errors import UsageError
from grader.verify.mutate import demand_cosmic_ray, mutate, tidy

pytest.importorskip("cosmic_ray", reason="cosmic-ray is not installed")

STATEMENTS = [
    "total = 0",
    "total += len(batch) * 2",
    "x = x.flatten(1).to(device)",
    "model.train()",
    "if total > 3 and not done:\n    total -= 1\nelse:\n    raise ValueError(f'too many: {total + 1}')",
    "for batch in loader:\n    if batch is None:\n        continue\n    total //= 3",
    "while total < 9:\n    total = total ** 2\n    break",
    "with torch.no_grad():\n    y: int = -total % 4",
    "layer = nn.Sequential(\n    nn.Linear(3, 4, bias=False),\n    nn.ReLU(),\n)",
    "assert isinstance(x, int), 'no int: ' + str(3)",
    'y = """\n1 + 1\n"""',
    "y = [i for i in range(total) if i != 3]",
    "y = lambda i, *a, **k: f(*a, i, **k)",
    "import math as m",
    "def inner(i: list[1 + 1] = 3) -> tuple[2 * 3]:\n    return i",
    "del x[1:2]",
    "return (total + 1) / 2, x",
    "return",
]


def indented(block: str) -> str:
    """Four blanks before each line."""
    return "".join(f"    {line}\n" for line in block.splitlines())


BLOCKS = st.lists(st.sampled_from(STATEMENTS), min_size=1, max_size=3).map("\n".join)


@st.composite
def solutions(draw: st.DrawFn) -> str:
    """Functions, some statements of which are between markers."""
    parts = ["import torch\nfrom torch import nn\n"]
    for number in range(draw(st.integers(1, 2))):
        before, inside, after = draw(BLOCKS), draw(BLOCKS), draw(st.one_of(st.just(""), BLOCKS))
        begin, end = "    # BEGIN SOLUTION\n", "    # END SOLUTION\n"
        region = f"{begin}{indented(inside)}{end}"
        parts.append(f"\n\ndef f{number}(x, total=1):\n{indented(before)}{region}{indented(after)}")
    return "".join(parts)


@settings(deadline=None, max_examples=25)
@given(solutions())
def test_mutants_are_python_and_differ_only_in_the_regions(source: str) -> None:
    """Whatever the solution, each mutant parses, means something of its own, and makes the very same stub."""
    stub = strip_solutions(source)
    mutants = mutate(source, "solution.py")
    meanings = {ast.dump(ast.parse(mutant.source)) for mutant in mutants}
    assert len(meanings | {ast.dump(ast.parse(source))}) == len(mutants) + 1
    assert all(strip_solutions(mutant.source) == stub for mutant in mutants)


def of(statements: str) -> dict[str, str]:
    """After to before of each mutant of a function with these statements."""
    source = f"def f(x):\n    # BEGIN SOLUTION\n{indented(statements)}    # END SOLUTION\n"
    return {mutant.after: mutant.before for mutant in mutate(source, "solution.py")}


@pytest.mark.parametrize(
    "after",
    [
        "return (i + 2 * p + k) // s + 1",
        "return (i + 2 * p - k) / s + 1",
        "return (i + 1 * p - k) // s + 1",
        "return (i + 2 * p - k) // s + 0",
        "return",
    ],
)
def test_what_students_get_wrong_is_among_them(after: str) -> None:
    """The sign, the floor, the factor, the one and the return are each got wrong."""
    assert after in of("return (i + 2 * p - k) // s + 1")


@pytest.mark.parametrize(
    "statements",
    [
        "import math",
        "from math import floor",
        '"""It is 1 + 1."""',
        "x: list[3]",
        "pass",
    ],
)
def test_what_is_no_code_of_students_is_left(statements: str) -> None:
    """Imports, docstrings and type hints have no mutants."""
    assert of(statements) == {}


def test_what_an_exception_says_is_left() -> None:
    """Of a raise only the whole, and the kind of exception, is changed."""
    line = "raise ValueError(f'{i + 1} is too much', 3)"
    assert of(line) == {"pass": line, line.replace("ValueError", "RuntimeError"): line}


def test_a_mutant_is_shown_by_its_lines() -> None:
    """Shown are the lines that differ, with usual blanks, and the function that they stand in."""
    source = (
        "class A:\n    def f(self):\n        # BEGIN SOLUTION\n        return g(\n            1,\n"
        "            x\n        )\n        # END SOLUTION\n"
    )
    found = {(one.function, one.line, one.before, one.after) for one in mutate(source, "solution.py")}
    assert ("A.f", 5, "1,", "2,") in found
    assert ("A.f", 4, "return g(1, x)", "return") in found
    assert ("A.f", 5, "1,", "") in found


@pytest.mark.parametrize(
    ("line", "shown"), [("  f( 2,  x)", "f(2, x)"), ("f(a= 3)", "f(a=3)"), ("x = [ 1 ]", "x = [1]")]
)
def test_blanks_are_as_usual(line: str, shown: str) -> None:
    """What a replacement leaves of blanks is not seen."""
    assert tidy(line) == shown


def test_without_cosmic_ray(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where cosmic-ray is missing, the way out is said: how to install it, or how to do without."""
    monkeypatch.setitem(sys.modules, "cosmic_ray.mutating", None)
    with pytest.raises(UsageError, match=r"pip install 'grader\[verify\]'.*--no-mutants"):
        demand_cosmic_ray()
