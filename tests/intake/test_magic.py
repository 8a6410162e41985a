"""Taking IPython's own lines out of a cell."""

import ast
import re
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.inputtransformer2 import TransformerManager

from grader.intake.magic import without_magics

CELLS = [
    "%matplotlib inline\nimport torch\n",
    "!pip install -q torchsummary\nx = 1\n",
    "if colab:\n    !pip install a \\\n      b\n    %cd /content\ny = 2\n",
    "files = !ls -l *.csv\nprint(files)\n",
    "t = %timeit -o sum(range(3))\n",
    "?print\nx = 1\n",
    "print?\n",
    "torch.nn??\nx = 1\n",
    "x = '''\n%not a magic\n!nor this\n?'''\n",
    "x = (7\n     % 3)\n",
    "x = 7 \\\n  % 3\n!ls\n",
    "x = [\n  '(', # ) \n  1]\n%time x.sort()\n",
    "s = 'it\\'s (' + \"'''\"\n!ls\n",
    "%%time\nx = 1\n",
    "\n%%capture out\n%%time\n%matplotlib inline\nx = 1\n",
]


def _python(cell: str) -> str:
    plain = without_magics(cell)
    assert plain is not None
    return plain


@pytest.mark.parametrize("cell", CELLS)
def test_what_is_left_is_python_line_for_line(cell: str) -> None:
    """The cell then parses, and every line that is no magic stands where it stood."""
    plain = _python(cell)
    ast.parse(plain)
    before, after = cell.splitlines(), plain.splitlines()
    assert len(before) == len(after)
    for old, new in zip(before, after, strict=True):
        assert new in {old, ""} or re.fullmatch(r"\s*(\w+ = )?(pass|\[\]|None|x\.sort\(\))", new)


@pytest.mark.parametrize("cell", CELLS[:-2])
def test_agrees_with_ipython(cell: str) -> None:
    """What IPython takes for a magic is one here, and nothing else is: the same names are bound and used."""
    theirs = ast.parse(TransformerManager().transform_cell(cell))
    ours = ast.parse(_python(cell))

    def own(tree: ast.Module) -> list[str]:
        shell = {
            id(part)
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and "get_ipython" in ast.unparse(node.func)
            for part in ast.walk(node)
        }
        return [node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in shell]

    # What `%time` runs is in IPython's call, and here in the open.
    assert set(own(theirs)) <= set(own(ours)) <= {*own(theirs), "x"}


@pytest.mark.parametrize(
    ("line", "python"),
    [
        ("%time f(x)", "f(x)"),
        ("y = %time f(x)", "y = f(x)"),
        ("%timeit f(x)", ""),
        ("y = !ls", "y = []"),
        ("a.b = %who_ls", "a.b = None"),
        ("    !ls (", "    pass"),
        ("%%html", ""),
        (",f a b", ""),
    ],
)
def test_lines(line: str, python: str) -> None:
    """`%time` leaves what it times; assignments keep their name; the rest does nothing."""
    assert without_magics("x\n" * (line != "%%html") + f"{line}\n") in {f"x\n{python}\n", None}


@pytest.mark.parametrize("name", ["bash", "html", "javascript", "writefile_no", "!", "timeit", "R", "latex"])
def test_cells_in_another_language(name: str) -> None:
    """A cell that is not Python, or leaves no name behind, is none; an unknown magic keeps its cell."""
    assert (without_magics(f"\n%%{name} -x\nls\n") is None) == (name != "writefile_no")


@given(st.text(alphabet="%!?'\"#\\()[]{}x=1 \n\t;,/é", max_size=80))
def test_any_text_keeps_its_lines(text: str) -> None:
    """Whatever a cell is, nothing raises, and its lines stay as many."""
    plain = without_magics(f"{text}\n")
    assert plain is None or plain.count("\n") == text.count("\n") + 1


@given(st.text(alphabet="'\"#\\()[]{}x=1+% \n\t;é", max_size=60))
def test_python_is_left_alone(text: str) -> None:
    """A cell that is Python as it stands is not changed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(text)
        except (SyntaxError, ValueError):
            return
    if "?" not in text:
        assert without_magics(f"{text}\n") == f"{text}\n"
