"""Hidden tests taken apart: what an edit changes, and what it leaves as it was."""

import pytest

from grader.catalog.apart import take_apart

FILE = '''
import pytest

CASES = [1, 2]


def helper(x):
    return x


@pytest.mark.points(2)
def test_a(submission):
    """It is as it should be."""
    assert submission.f(1) == helper(1)


@pytest.mark.points(1)
@pytest.mark.requires("test_a")
@pytest.mark.parametrize("x", [pytest.param(one, id=str(one)) for one in CASES])
def test_b(submission, x):
    """Another."""
    assert submission.f(x) == helper(x)
'''


def changed(old: str, new: str) -> set[str]:
    """The names of the parts that an edit of the file changes; `rest` is what all checks depend on."""
    assert FILE.count(old) == 1
    before, after = take_apart(FILE.encode()), take_apart(FILE.replace(old, new).encode())
    assert before
    assert after
    names = before.functions.keys() | after.functions.keys()
    parts = {name for name in names if before.functions.get(name) != after.functions.get(name)}
    return parts | ({"rest"} if before.rest != after.rest else set())


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("submission.f(1)", "submission.f(2)", {"test_a"}),
        ("submission.f(x)", "submission.f(-x)", {"test_b"}),
        ("str(one)", "repr(one)", {"test_b", "rest"}),
        ("[1, 2]", "[1, 3]", {"rest"}),
        ("    return x\n", "    return x + 0\n", {"rest"}),
        ("import pytest", "import pytest, math", {"rest"}),
        ('@pytest.mark.requires("test_a")\n', "", {"test_b"}),
        ("def test_a", "def test_z", {"test_a", "test_z"}),
        (
            "\n\n@pytest.mark.points(2)",
            "\n\n@pytest.mark.points(2)\n@pytest.mark.visibility('hidden')",
            {"test_a"},
        ),
        ("import pytest", "import pytest\n# it tests\n\n\n", set()),
        ("points(2)", "points(3)", set()),
        ("It is as it should be.", "It is right.", set()),
        ('"""Another."""', "'''Yet another.'''", set()),
    ],
)
def test_an_edit_changes_its_own_part(old: str, new: str, parts: set[str]) -> None:
    """A function changes its check, what is shared all; comments, layout, docstrings and points nothing."""
    assert changed(old, new) == parts


def test_an_order_of_checks_is_no_part_of_any() -> None:
    """A test that moves past another is the same; one that moves past a helper may see another one."""
    first, *tests = FILE.split("\n\n\n@pytest")
    moved = "\n\n\n@pytest".join([first, *tests[::-1]])
    before = take_apart(FILE.encode())
    assert before == take_apart(f"{moved}\n".encode())
    below = take_apart(f"{FILE}\nOTHER = 1\n".encode())
    above = take_apart(
        FILE.replace("\n\n\n@pytest.mark.points(2)", "\nOTHER = 1\n\n@pytest.mark.points(2)").encode()
    )
    assert below
    assert above
    assert below.rest == above.rest
    assert all(below.functions[name] != above.functions[name] for name in ("test_a", "test_b"))


@pytest.mark.parametrize(
    "more",
    [
        "again = test_a",
        "def test_c(test_a):\n    'A fixture of that name.'",
        "@pytest.mark.usefixtures('test_a')\ndef test_c():\n    'By its name.'",
        "def test_a(submission):\n    'Anew.'",
        "class TestC(Base):\n    test = test_a",
        "@pytest.mark.requires(*[test_a])\ndef test_c():\n    'Required.'",
        "import tools as test_a",
        "try:\n    CASES[0]\nexcept IndexError as test_a:\n    pass",
        "from tools import test_a",
    ],
)
def test_what_others_name_is_everybodys(more: str) -> None:
    """A test function that is named anywhere but in a `requires` is part of what all depend on."""
    apart = take_apart(f"{FILE}\n{more}\n".encode())
    assert apart
    assert "test_a" not in apart.functions
    assert "test_b" in apart.functions


@pytest.mark.parametrize(
    "definition",
    [
        "@register\ndef test_c():\n    'It.'",
        "@pytest.fixture\ndef test_c():\n    'It.'",
        "@pytest.mark.parametrize('x', draw())\ndef test_c(x):\n    'It.'",
        "@pytest.mark.parametrize('x', [(y := 1)])\ndef test_c(x):\n    'It.'",
        "def test_c(x=draw()):\n    'It.'",
        "def test_c(x: draw()):\n    'It.'",
        "def test_c() -> draw():\n    'It.'",
        "def helps():\n    'No test.'",
        "class TestC:\n    def test_c(self):\n        'It.'",
        "if True:\n    def test_c():\n        'It.'",
    ],
)
def test_a_definition_that_may_do_more_is_everybodys(definition: str) -> None:
    """What does something when it is defined, or is found by pytest in another way, stays whole."""
    apart = take_apart(f"{FILE}\n{definition}\n".encode())
    assert apart
    assert set(apart.functions) == {"test_a", "test_b"}
    assert len(apart.rest) == 4


@pytest.mark.parametrize("source", [b"def f(:", b"x = '\0'", b"x = " + b"9" * 5000, b"-" * 100_000 + b"1"])
def test_what_cannot_be_parsed_is_one_part(source: bytes) -> None:
    """What is no program, or is too much for the parser, is the judge's to complain about."""
    assert take_apart(source) is None
