"""Statements that stand where they cannot."""

import ast

import pytest

from grader.intake.place import find_misplaced


@pytest.mark.parametrize(
    "text",
    ["x\nreturn 1", "class A:\n return", "yield 1", "x = (yield from y)", "await f()", "def f():\n await g()",
     "async for a in b: 0", "def f():\n async with a: 0", "break", "for a in b: 0\nelse: break",
     "while a:\n def f(): continue", "continue", "def f(a=(yield)): 0"],
)  # fmt: skip
def test_python_complains_likewise(text: str) -> None:
    """What is found is what the compiler refuses, in its words and at its line."""
    with pytest.raises(SyntaxError) as refused:
        compile(text, "<test>", "exec", dont_inherit=True)
    assert find_misplaced(ast.parse(text)) == f"{refused.value.msg}, line {refused.value.lineno}"


@pytest.mark.parametrize(
    "text",
    ["def f():\n return 1", "lambda: (yield)",
     "async def f():\n async with a: await b\n async for c in d: break",
     "for a in b:\n if a: continue\n with c: break", "while a:\n try: break\n except: continue",
     "async def f():\n class A: pass\n return [await a for a in b]",
     "for a in b:\n for c in d: 0\n else: break"],
)  # fmt: skip
def test_what_may_stand_there(text: str) -> None:
    """What the compiler takes is not complained of."""
    compile(text, "<test>", "exec", dont_inherit=True)
    assert find_misplaced(ast.parse(text)) == ""
