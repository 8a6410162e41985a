"""The class that `survive.py` has graded: cheap programs of every kind, counted whenever they are begun."""

from collections.abc import Mapping
from pathlib import Path

SLUG = "polynomial"
EXERCISE = """\
from grader.hookspecs import hookimpl
from grader.model.exercise import Exercise
from grader.model.limits import Limits


@hookimpl
def grader_exercises(course):
    limits = Limits(load_s=20.0, call_s=1.0)
    return [Exercise(slug="polynomial", title="A polynomial", limits=limits)]
"""
# A judge runs as the user who started it, so a hidden test may write down that it has begun.
TESTS = '''\
import os

import pytest


@pytest.fixture(scope="session", autouse=True)
def begun():
    file = os.open({begun!r}, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(file, b".")
    os.close(file)


@pytest.mark.points(1)
@pytest.mark.parametrize("x", [0, 1, -3])
def test_value(submission, x):
    """The value is x² + x + 1."""
    assert submission.value(x) == x * x + x + 1, f"value({{x}}) should be {{x * x + x + 1}}"


@pytest.mark.points(2)
@pytest.mark.visibility("hidden")
def test_large(submission):
    """It is right for a large number, too."""
    assert submission.value(10**9) == 10**18 + 10**9 + 1
'''
SOLUTION = "def value(x):\n    # BEGIN SOLUTION\n    return x * x + x + 1\n    # END SOLUTION\n"
# Of every fifty, so many are of this kind; `{n}` makes each a program of its own.
KINDS: Mapping[str, tuple[int, str]] = {
    "right": (26, "N = {n}\n\ndef value(x):\n    return x * x + x + 1 + N - N\n"),
    "off": (7, "N = {n}\n\ndef value(x):\n    return x * x + x + (1 if x < N else 2)\n"),
    "raises": (5, "N = {n}\n\ndef value(x):\n    return [x][N]\n"),
    "prints": (3, "N = {n}\n\ndef value(x):\n    print(N, x)\n    return x * x + x + 1\n"),
    "broken": (2, "N = {n}\n\ndef value(x)\n    return x\n"),
    "leaves": (3, "import os\n\ndef value(x):\n    os._exit({n} % 7)\n"),
    "aborts": (1, "import os\nN = {n}\n\ndef value(x):\n    os.abort()\n"),
    "hangs": (1, "N = {n}\n\ndef value(x):\n    while x != N + 0.5:\n        pass\n"),
    "twin": (2, "def value(x):\n    return 1 + x + x * x\n# {n}\n"),
}


def write_course(folder: Path, begun: Path) -> None:
    """A course of one exercise, whose hidden tests add a byte to the file `begun` for each job."""
    home = folder / "exercises" / SLUG
    home.mkdir(parents=True)
    (folder / "solutions").mkdir()
    texts = {
        home / "exercise.py": EXERCISE,
        home / "hidden_tests.py": TESTS.format(begun=str(begun)),
        home / "public_tests.py": "def test_value():\n    pass\n",
        home / "README.md": "# A polynomial\n",
        home / "stub.py": "def value(x):\n    raise NotImplementedError\n",
        folder / "solutions" / f"{SLUG}.py": SOLUTION,
    }
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")


def hand_in(folder: Path, count: int) -> None:
    """So many students' files."""
    kinds = [kind for kind, (share, _) in KINDS.items() for _ in range(share)]
    for number in range(count):
        # 7 and 50 have no divisor in common: every kind comes in turn, and none in a row.
        kind = kinds[number * 7 % len(kinds)]
        home = folder / f"{kind} {number:04}"
        home.mkdir(parents=True)
        (home / f"{SLUG}.py").write_text(KINDS[kind][1].format(n=number + 10**4), encoding="utf-8")
