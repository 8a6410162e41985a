"""Secrets are found wherever they lie, and what is no secret is not taken for one."""

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.catalog.bundle import bundle
from grader.catalog.course import Course, open_course
from grader.catalog.leaks import find_leaks
from grader.catalog.stubs import build_stubs
from grader.model.errors import CourseError
from grader.registry import Registry

AddExercise = Callable[..., Path]

SOLUTION = '''\
"""Sizes."""


def size(i, k, s, p):
    """Return the size."""
    # BEGIN SOLUTION
    if k > i + 2 * p:
        # The message names both.
        raise ValueError(f"a kernel of {k} is larger than the padded input of {i + 2 * p}")
    return (i + 2 * p - k) // s + 1
    # END SOLUTION


def half(k):
    """Return half."""
    # BEGIN SOLUTION
    return k // 2
    # END SOLUTION
'''
HIDDEN = '''\
"""Hidden."""

import pytest

CASES = [(5, 3, 2, 1, 3), (6, 3, 2, 1, 3), (7, 3, 2, 1, 4)]
FOUR = [("Linear", 500), ("ReLU", 0), ("Linear", 10), ("Tanh", 20)]
SLIPS = {
    "unpadded": Slip(lambda i, k, s, p: (i - k) // s + 1, "p is left out"),
    "once": Slip(lambda i, k, s, p: (i + p - k) // s + 1, "p counts twice"),
    "long": Slip(lambda i, k, s, p: (i + 2 * p) // s, "k is left out"),
    "none": Slip(lambda i, k, s, p: 0, "there is one output at least"),
}


@pytest.mark.parametrize("case", CASES)
def test_cases(submission, case):
    """The cases of the assignment."""
    *geometry, expected = case
    size = submission.size(*geometry)
    assert size == expected, f"{size}"
    assert type(size) is int
'''
WRONG = """\
# fails: test_cases
def size(i, k, s, p):
    padded = i + 2 * p
    unrounded = (padded - k) / s
    return round(unrounded) + 1 if unrounded > 0 else None
"""


@pytest.fixture
def course(tmp_path: Path, add_exercise: AddExercise) -> Course:
    """A course with one exercise that has secrets of every kind."""
    folder = add_exercise("ant")
    (tmp_path / "solutions" / "ant.py").write_text(SOLUTION)
    (folder / "hidden_tests.py").write_text(HIDDEN)
    (folder / "wrong").mkdir()
    (folder / "wrong" / "rounded.py").write_text(WRONG)
    course = open_course(tmp_path, Registry(installed=False))
    build_stubs(course)
    return course


def _leaks(course: Course, text: str, path: str = "ant/README.md") -> list[str]:
    return find_leaks({path: text.encode()}, course)


def _lines(source: str, first: int, last: int) -> str:
    return "".join(source.splitlines(keepends=True)[first - 1 : last])


REGION = textwrap.dedent(_lines(SOLUTION, 7, 10))
LAID_OUT = """\
```python
if k > i + 2 * p:
    raise ValueError("too large")
return (i + 2 * p
        - k) // s + 1
```
"""
SLIPS = _lines(HIDDEN, 7, 12)
TEST = _lines(HIDDEN, 16, 21)


def test_the_shipped_course_leaks_nothing() -> None:
    """Nothing of the course that ships is taken for a leak, though its texts speak of the solutions."""
    shipped = open_course(None, Registry(installed=False))
    assert find_leaks(bundle(shipped), shipped) == []


def test_a_clean_bundle(course: Course) -> None:
    """Stub, text and public tests of an exercise are no leak."""
    assert find_leaks(bundle(course), course) == []


@pytest.mark.parametrize(
    "text",
    [
        f"```python\n{REGION}```\n",
        textwrap.indent(REGION, "> "),
        textwrap.indent(REGION, "# "),
        f"def other(i, k, s, p):\n{textwrap.indent(REGION, '  ')}",
        REGION.replace(" ", "").replace("raise", "raise ").replace("return", "return ").replace("if", "if "),
        REGION.replace('"', "'"),
        "It is `return (i + 2*p - k)//s + 1`.\n",
        "It is return (i + 2 * p - k) // s + 1, as is easily seen.\n",
        "def other(k):\n    return (\n        k\n        // 2\n    )  # so\n",
        "The middle: `return k // 2`\n",
        "- return k//2\n",
        LAID_OUT,
        "1. So:\n   ~~~\n   return (\n       (i + 2 * p - k) // s + 1\n   )\n",
    ],
)
def test_solutions(course: Course, text: str) -> None:
    """A region is found whole, in part and in another layout, in code and in prose."""
    assert "the solution (lines " in "".join(_leaks(course, text))
    assert " of solutions/ant.py); take it out" in "".join(_leaks(course, text))


@pytest.mark.parametrize(
    "text",
    [
        "The formula is o = ⌊(i + 2p − k) / s⌋ + 1, and half of k is ⌊k/2⌋.\n",
        "    return k // 24\n",
        "    return k\n",
        "    if k > i + 2 * p:\n",
        '    """Return the size."""\n    raise NotImplementedError("size is not written yet")\n',
        "import torch\nfrom torch import nn\nimport numpy as np\n",
        "At the end, solutions are discussed.\n",
    ],
)
def test_what_is_anybodys(course: Course, text: str) -> None:
    """The formula, a short line, imports and what the stub has are no leak."""
    assert _leaks(course, text) == []


@pytest.mark.parametrize(
    "text",
    [
        TEST,
        TEST.replace("test_cases", "test_mine").replace('"""The cases of the assignment."""', ""),
        textwrap.indent(TEST, "    # "),
        "```\n" + _lines(HIDDEN, 18, 20) + "```\n",
        "size = submission.size(*geometry)\nassert (size\n== expected), f'{size}'\nassert type(size) is int",
    ],
)
def test_hidden_tests(course: Course, text: str) -> None:
    """A hidden test is found by its body, whatever it is called, and by three lines of it."""
    assert "test_cases (lines 16 to 21 of ant/hidden_tests.py)" in "".join(_leaks(course, text))


@pytest.mark.parametrize(
    "text",
    [
        "CASES = [\n    (5, 3, 2, 1, 3),\n    (6, 3, 2, 1, 3),\n    (7, 3, 2, 1, 4),\n]\n",
        "x = ((5,3,2,1,3), (6,3,2,1,3), (7,3,2,1,4))",
    ],
)
def test_tables_of_cases(course: Course, text: str) -> None:
    """A hidden test's table of cases is found under another name and in another layout."""
    assert "the cases in line 5 of ant/hidden_tests.py" in "".join(
        _leaks(course, text, "ant/public_tests.py")
    )


def test_most_of_a_table(course: Course) -> None:
    """Three quarters of a table are found, and half of it is not."""
    most = 'x = [("ReLU", 0), ("Linear", 10), ("Tanh", 20)]'
    assert "the cases in line 6 of ant/hidden_tests.py" in "".join(_leaks(course, most))
    assert _leaks(course, 'x = [("Linear", 10), ("Tanh", 20)]') == []


@pytest.mark.parametrize(
    "text",
    [
        SLIPS,
        SLIPS.replace("SLIPS", "MINE"),
        "".join(SLIPS.splitlines(keepends=True)[1:4]),
        "".join([*SLIPS.splitlines(keepends=True)[:4], "}\n"])
        .replace(", ", ",\n      ")
        .replace("SLIPS", "x"),
    ],
)
def test_what_a_hidden_test_assigns(course: Course, text: str) -> None:
    """It is found under another name, in another layout, and where its last entries are cut off."""
    assert "what stands in line 7 of ant/hidden_tests.py" in "".join(_leaks(course, text, "ant/a.py"))


@pytest.mark.parametrize("count", [1, 2])
def test_an_entry_of_what_a_hidden_test_assigns(course: Course, count: int) -> None:
    """An entry or two are no leak."""
    assert _leaks(course, "x = {\n" + "".join(SLIPS.splitlines(keepends=True)[1 : count + 1]) + "}\n") == []


def test_rows_of_a_table(course: Course) -> None:
    """A row or two that an assignment shows, of a longer table, are no leak."""
    assert _leaks(course, "CASES = [(5, 3, 2, 1, 3), (6, 3, 2, 1, 3)]\n", "ant/public_tests.py") == []


def test_two_lines_of_a_hidden_test(course: Course) -> None:
    """Two lines that a public test has in common with a hidden one are no leak."""
    assert _leaks(course, _lines(HIDDEN, 19, 20)) == []


def test_known_wrong_submissions(course: Course) -> None:
    """Three lines of a known-wrong submission are found; one of them may be anybody's."""
    (leak,) = _leaks(course, _lines(WRONG, 3, 5))
    assert _leaks(course, _lines(WRONG, 5, 5)) == []
    assert leak == "ant/README.md:1: holds code of ant/wrong/rounded.py; take it out"


@pytest.mark.parametrize(
    "marker", ["# BEGIN SOLUTION", "#end-solutions", "<!-- END SOLUTION -->", "# Begin solution:"]
)
def test_markers(course: Course, marker: str) -> None:
    """A marker, or what looks like one, is found with its line."""
    (leak,) = _leaks(course, f"text\n{marker}\n")
    assert leak.startswith("ant/README.md:2: '")
    assert leak.endswith("looks like a marker of a solution; take it out")


@pytest.mark.parametrize(
    "path", ["ant/hidden_tests.py", "Hidden_Tests.py", "solutions/x.py", "ant/wrong/x.py", "exercise.py"]
)
def test_names(course: Course, path: str) -> None:
    """A file with a name that only instructors have is found, whatever is in it."""
    assert _leaks(course, "", path) == [f"{path}: students must get no file of this name; take it out"]


def test_the_line_is_named(course: Course) -> None:
    """A leak is named with the file and the line that it begins in."""
    (leak,) = _leaks(course, "\n\ntext `code`\n\n```\nreturn k // 2\n```\n")
    assert leak == "ant/README.md:6: holds the solution (lines 16 to 18 of solutions/ant.py); take it out"


def test_nothing_to_compare_with(course: Course) -> None:
    """Without the solution nothing can be looked for, and that is an error, not a clean bill."""
    course.solution(course.exercises[0]).unlink()
    with pytest.raises(CourseError, match=r"solutions/ant\.py does not exist"):
        _leaks(course, "")


def test_a_known_wrong_syntax_error(course: Course) -> None:
    """A known-wrong submission that is no Python is compared as it stands."""
    path = Path(course.exercises[0].folder) / "wrong" / "broken.py"
    path.write_text(
        "# fails: test_cases\ndef size(i, k, s, p)\n    return the_size_of_the_output_of(i, k, s, p)\n"
    )
    (leak,) = _leaks(course, path.read_text())
    assert "code of ant/wrong/broken.py" in leak
