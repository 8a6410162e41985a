"""Parsing what students wrote without being hurt by it."""

import ast
import contextlib
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.intake.definitions import guess_names, read_statements
from grader.intake.syntax import NoProgram, parse
from grader.model.limits import MIB


@pytest.mark.parametrize(
    "text",
    ["(" * 50_000, "-" * 50_000 + "1", "[" * 5000 + "]" * 5000, "x\0", "\ud800",
     "import a" + ".\\\n a" * 10_000, "from a" + ".a" * 30_000 + " import b", "f(" * 90 + ")" * 90 + "]",
     "if a:a\nel" * 6_000 + "se:a", "x = 1\n" * 100_000, "\n".join(" " * n + "if a:" for n in range(300))],
    ids=lambda text: text[:8],
)  # fmt: skip
def test_hostile_texts(text: str) -> None:
    """Deep, long and broken texts are no programs, and it takes no time to say so."""
    with pytest.raises(NoProgram, match=r"^[^\n]+$"):
        parse(text)


@pytest.mark.parametrize(
    "line",
    ["+".join(["'a'*4000"] * 780), "+".join(["(1,)*200"] * 780), "f'{" + "+".join(["(1,)*200"] * 780) + "}'"],
)
def test_constants_are_not_multiplied_out(line: str) -> None:
    """A line that Python's compiler makes a gigabyte of costs some megabytes to read."""
    tracemalloc.start()
    try:
        assert parse(f"x = {line}\n").body
        assert tracemalloc.get_traced_memory()[1] < 20 * MIB
    finally:
        tracemalloc.stop()


def test_what_stands_in_finally_is_not_copied() -> None:
    """Nineteen `finally` within each other, half a million copies when compiled, are a tree as any other."""
    nested = "".join(f"{' ' * depth}try: x\n{' ' * depth}finally:\n" for depth in range(19))
    assert len(parse(nested + " " * 19 + "x\n").body) == 1


@pytest.mark.parametrize("accents", ["\u0301\u0323" * 16, "\u0f73" * 16])
def test_accents_without_end(accents: str) -> None:
    """More than thirty on one letter, spelt one by one or two in one, are no program; thirty are."""
    with pytest.raises(NoProgram, match="more than 30 accents on one letter"):
        parse(f"a{accents} = 1\n")
    assert parse(f"a{accents[: 30 * len(accents) // 32]} = 1\n").body


def test_warnings_are_not_ours() -> None:
    """A text that Python would warn of is parsed in silence."""
    assert parse("x = '\\d'\nx is 3\n").body


@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    """A text is parsed, or is no program; nothing else is raised."""
    with contextlib.suppress(NoProgram):
        assert isinstance(parse(text), ast.Module)


def test_names_at_the_top_level() -> None:
    """Functions, classes and assigned names count, also within `if` and `try`; imported ones do not."""
    source = b"""
import a
from b import c
@wrapped
class D:
    inner = 1
    def f(self): pass
async def g(): pass
if True:
    def h(): pass
else:
    i = 1
try:
    j: int = 2
except E:
    def k(): pass
l = m = 1
n: int
"""
    statements = read_statements(source)
    assert statements is not None
    assert [name for one in statements for name in one.names] == ["D", "g", "h", "i", "j", "k", "l", "m"]
    assert (statements[2].first, statements[2].last) == (4, 7)


def test_what_computes() -> None:
    """Loops, calls and plain expressions compute; imports, definitions and constants do not."""
    defines = b"import a\ndef f(): g()\nx = [1]\nclass C(make()): pass\n"
    source = defines + b"for i in x: pass\ny = f()\nprint(y)\ny\nif y: f()\n"
    statements = read_statements(source)
    assert statements is not None
    assert [one.computes for one in statements] == [False] * 4 + [True] * 5


def test_a_file_that_is_no_python() -> None:
    """Its definitions are guessed by their first lines, so that its student learns of the syntax error."""
    source = b"class CNN(nn.Module)\n    def inner(self):\ndef f(:\nasync def g()\n"
    assert read_statements(source) is None
    assert guess_names(source) == ("CNN", "f", "g")


@given(st.binary(max_size=200))
def test_any_bytes(source: bytes) -> None:
    """No bytes make either way raise."""
    read_statements(source)
    guess_names(source)
