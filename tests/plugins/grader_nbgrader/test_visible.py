"""Public tests as notebook cells."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from grader_nbgrader.visible import visible_tests

ROOT = Path(__file__).parents[3]
SHIPPED = sorted(path.parent.name for path in (ROOT / "exercises").glob("*/public_tests.py"))
HEAD = "import pytest\nimport torch\nfrom grader.judging.expect import expect_int, expect_raises\n\n\n"


def only(source: str) -> str:
    """The code of the only test in a file."""
    (test,) = visible_tests(HEAD + source)
    return test.code


def test_a_cell() -> None:
    """A cell is the test, letter for letter, without `submission` and marks, with the imports it needs."""
    source = (
        "@pytest.mark.points(1)\ndef test_size(submission):\n"
        '    """Größe × 2: submission.size."""\n'
        '    expect_int(submission.size("×", submission.k), 2, case="submission.size")  # why\n'
    )
    assert only(source) == (
        "from grader.judging.expect import expect_int\n\n\ndef test_size():\n"
        '    """Größe × 2: submission.size."""\n'
        '    expect_int(size("×", k), 2, case="submission.size")  # why\n\n\ntest_size()'
    )


@pytest.mark.parametrize(
    "source",
    [
        "def test_size(submission, rng):\n    assert submission.size(rng)\n",
        "def test_size(submission):\n    helper(submission)\n",
        "def test_size(submission):\n    assert helper() == submission.size()\ndef helper():\n  return 1\n",
        "@pytest.mark.parametrize('x', [1])\ndef test_size(submission):\n    assert submission.size(1)\n",
        "def test_size(submission):\n    with pytest.raises(ValueError):\n        submission.size(1)\n",
        "def test_size(submission):\n    expect_raises('E', submission.size, case='', because='')\n",
        "def test_size():\n    assert True\n",
    ],
)
def test_what_cannot_stand(source: str) -> None:
    """A test with another fixture, a bare `submission`, a helper or a catch has no code."""
    assert not only(source)


@pytest.mark.parametrize("slug", SHIPPED)
def test_the_shipped_course(slug: str) -> None:
    """Every visible test of the course that can stand in a notebook passes there with the solution."""
    space: dict[str, Any] = {}
    exec(compile((ROOT / "solutions" / f"{slug}.py").read_text(encoding="utf-8"), slug, "exec"), space)  # noqa: S102
    tests = list(visible_tests((ROOT / "exercises" / slug / "public_tests.py").read_text(encoding="utf-8")))
    assert any(test.code for test in tests) or slug == "mlp_vs_cnn"
    for test in tests:
        exec(compile(test.code, test.name, "exec"), space)  # noqa: S102  (as a student's kernel does)


def test_the_stub_fails(write_exercise: Callable[..., Path], tmp_path: Path) -> None:
    """A visible test fails where the answer is missing."""
    source = (write_exercise(tmp_path) / "public_tests.py").read_text(encoding="utf-8")
    for test in visible_tests(source):
        with pytest.raises(NotImplementedError):
            exec(test.code, {"double": _unwritten})  # noqa: S102


def _unwritten(_x: object) -> object:
    raise NotImplementedError
