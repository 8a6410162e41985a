"""Hidden tests whose checks may hand something on to each other."""

import ast

import pytest

from grader.catalog.course import shipped_course
from grader.catalog.sharing import may_share

HEAD = (
    "import math\nimport pytest\nimport torch\nCASES = [1, 2]\nclass Model: pass\ndef helper(x): return x\n"
)


@pytest.mark.parametrize(
    "code",
    [
        "def test_a(request): pass",
        "def test_a(): return globals()['x']",
        "def test_a(): return eval('x')",
        "from inspect import getsource",
        "import importlib.util",
        "import sys as system",
        "from tools import *",
        "def test_a(): return open(__file__)",
        "def test_a(): return helper.__doc__",
        "def test_a():\n    global found\n    found = 1",
        "@pytest.fixture(scope='module')\ndef trained(): return 1",
        "@pytest.fixture(**OPTIONS)\ndef trained(): return 1",
        "from functools import cache",
        "import functools\n@functools.lru_cache(maxsize=None)\ndef trained(): return 1",
        "def test_a(): CASES.append(3)",
        "def test_a(): CASES[0] = 3",
        "def test_a(): del CASES[0]",
        "def test_a(): CASES[0] += 1",
        "def test_a(): CASES[0].weight.fill_(3)",
        "def test_a(): Model.found = 3",
        "def test_a(): helper.found = 3",
        "def test_a(): torch.found = 3",
        "def test_a(): setattr(Model, 'found', 3)",
        "class Tests:\n    def test_a(self): CASES.pop()",
        "class Memo: seen = []\ndef test_a(): Memo.seen.append(1)",
        "NET = torch.nn.Linear(2, 1)\ndef test_a(): torch.nn.init.zeros_(NET.weight)",
        "NET = torch.nn.Linear(2, 1)\ndef test_a(laboratory, model): laboratory.fetch(model, NET)",
        "NET = torch.nn.Linear(2, 1)\ndef test_a(): NET.eval()",
        "def test_a(): torch.set_default_dtype(torch.float64)",
        "TABLE = {'a': lambda: CASES.pop()}",
        "import random\nRNG = random.Random(1)",
        "STREAM = torch.Generator()",
        "LINES = iter(CASES)",
        "LINES = (one for one in CASES)",
        "LINES = [zip(CASES, CASES)]",
        "import itertools\nNUMBERS = itertools.count()",
        "def nth(x, seen=[]):\n    seen.append(x)\n    return len(seen)",
        "def make():\n    n = 0\n    def count():\n        nonlocal n\n        n += 1\n    return count",
        "class Box:\n    def hit(self): self.n = 1",
        "def note(where, x): where.append(x)",
        "def test_a():\n    cases = CASES\n    cases.append(1)",
        "def test_a():\n    first = CASES[0]\n    first.append(1)",
        "NET = torch.nn.Linear(1, 1)\ndef test_a(): NET(CASES).sum().backward()",
    ],
)
def test_checks_that_may_share(code: str) -> None:
    """What looks at the module, remembers, goes on, or changes what stands outside functions, is found."""
    assert may_share(ast.parse(HEAD + code))


@pytest.mark.parametrize(
    "code",
    [
        "def test_a(submission, rng, tmp_path, record_property): record_property('x', rng.random())",
        "@pytest.fixture\ndef model(submission): return submission.Model()",
        "def test_a():\n    found = []\n    found.append(1)\n    found[0] = 2\n    found.clear()",
        "def test_a():\n    model = Model()\n    model.weight = 1\n    model.eval()",
        "def test_a(): return torch.add(CASES[0], 1)",
        "def test_a():\n    k = 1\n    k += 1",
        "PAIRS = list(zip(CASES, CASES))",
        "PAIRS = [*((one, 1) for one in CASES)]",
        "PAIRS = dict(enumerate(CASES))",
        "PAIRS = [one for one in reversed(CASES)]",
        "TOTAL = sum(one for one in CASES)",
    ],
)
def test_checks_that_share_nothing(code: str) -> None:
    """What a function makes for itself, and what is used up where it is made, is nobody else's."""
    assert not may_share(ast.parse(HEAD + code))


def test_exercises_that_train_share_nothing() -> None:
    """Of the course that ships one alone, of arithmetic, counts as one part: it caches what torch says."""
    files = sorted(shipped_course().glob("exercises/*/hidden_tests.py"))
    assert len(files) == 14
    sharing = [path.parent.name for path in files if may_share(ast.parse(path.read_bytes()))]
    assert sharing == ["dilated_conv"]
