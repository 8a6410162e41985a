"""A small course with what can be wrong in it, verified once, through the real executor."""

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.catalog.markers import strip_solutions
from grader.execution import plugin as executors
from grader.model.errors import SandboxUnavailable
from grader.registry import Registry
from grader.sandbox import plugin as sandboxes
from grader.settings import Settings
from grader.verify.claim import Claim
from grader.verify.verify import Order, verify

SOLUTION = """\
def double(x):
    # BEGIN SOLUTION
    return 2 * x
    # END SOLUTION
"""
ONE_CHECK = '''\
import pytest


@pytest.mark.points(2)
def test_double(submission):
    """Twice two is four."""
    assert submission.double(2) == 4, "double(2) should be 4"
'''
# A check that even the stub passes.
GENEROUS = (
    ONE_CHECK
    + '''

@pytest.mark.points(1)
def test_anything(submission):
    """There is anything at all."""
'''
)
# It speaks of chance, quotes itself, and fails by itself where it is given a text.
FICKLE = '''\
import secrets

import pytest


@pytest.mark.points(1)
def test_double(submission):
    """Twice two is four."""
    answer = submission.double(2)
    assert answer != 5, f"this time we drew {secrets.randbelow(10**9)}"
    assert answer != 6, open(__file__).read()
    assert answer + 1 == 5, "double(2) should be 4"
'''
PUBLIC = '''\
import pytest


@pytest.mark.points(1)
def test_double(submission):
    """A number doubled is as many as the assignment says."""
    twice = submission.double({0})
    assert twice == {1}, "double({0}) should be {1}"
'''
LISTED = """\
[[equivalent]]
function = "double"
before = "return 2 * x"
after = "return {after}"
reason = "this course doubles nothing but two"
"""
WRONG = {"three": "3 * x", "one": "x", "five": "5", "zero": "0", "minus": "-2 * x"}

AddExercise = Callable[..., Path]


def wrong_file(returned: str, named: str = "test_double") -> str:
    """A known-wrong submission that returns this."""
    return f"# fails: {named}\ndef double(x):\n    return {returned}\n"


@pytest.fixture(scope="session")
def add_exercise(write_exercise: Callable[..., Path]) -> AddExercise:
    """Adds an exercise in which everything holds, but for what is said otherwise."""

    def add(  # noqa: PLR0913  (what can be said otherwise)
        course: Path,
        slug: str,
        *,
        tests: str = ONE_CHECK,
        solution: str = SOLUTION,
        public: tuple[int, int] = (2, 4),
        wrong: dict[str, str] | None = None,
        stub: str = "",
        readme: str = "# Double a number\n",
        equivalent: str = LISTED.format(after="2 + x"),
    ) -> Path:
        folder = write_exercise(course, slug, tests)
        texts = {
            course / "solutions" / f"{slug}.py": solution,
            folder / "stub.py": stub or strip_solutions(solution),
            folder / "public_tests.py": PUBLIC.format(*public),
            folder / "README.md": readme,
            folder / "equivalent.toml": equivalent,
        }
        for name, source in (wrong or {name: wrong_file(text) for name, text in WRONG.items()}).items():
            texts[folder / "wrong" / f"{name}.py"] = source
        (folder / "wrong").mkdir()
        for path, text in texts.items():
            path.write_text(textwrap.dedent(text), encoding="utf-8")
        return folder

    return add


@pytest.fixture(scope="session")
def claims(
    tmp_path_factory: pytest.TempPathFactory, add_exercise: AddExercise
) -> dict[tuple[str, str], Claim]:
    """By exercise and name, every claim on a course of four exercises; only `fine` is as it must be."""
    pytest.importorskip("cosmic_ray", reason="cosmic-ray is not installed")
    course = tmp_path_factory.mktemp("course")
    add_exercise(course, "fine")
    add_exercise(
        course,
        "weak",
        tests=GENEROUS,
        public=(2, 5),
        wrong={
            "more": wrong_file("3 * x", "test_anything"),
            "unnamed": "def double(x):\n    return 0\n",
            "unknown": wrong_file("3 * x", "test_double, test_triple"),
        },
        stub="def double(x):\n    raise NotImplementedError\n",
        readme="# The answer\n\n    # BEGIN SOLUTION\n",
        equivalent=LISTED.format(after="3 * x"),
    )
    add_exercise(
        course,
        "fickle",
        tests=FICKLE,
        public=(3, 6),
        wrong={"drawn": wrong_file("5"), "quoted": wrong_file("6"), "text": wrong_file("'4'")},
        readme="\n",
    )
    add_exercise(course, "failing", solution=SOLUTION.replace("2 * x", "3 * x"), equivalent="")
    registry = Registry([sandboxes, executors], installed=False)
    settings = Settings(cache=str(course / "cache"))
    try:
        found = list(verify(Order(course=course, seeds=2, jobs=2), registry, settings, notify=lambda _: None))
    except SandboxUnavailable as error:
        pytest.skip(str(error))
    return {(claim.slug, claim.name): claim for claim in found}
