"""What is kept of a file whose top level cannot be executed."""

import ast
from typing import Any

import pytest

from grader.untrusted.definitions import execute_definitions, keep_definitions
from grader.untrusted.faults import File


def _kept(source: str) -> str:
    return ast.unparse(keep_definitions(ast.parse(source)))


@pytest.mark.parametrize(
    "source",
    [
        "import torch",
        "from torch import nn",
        "def f(x):\n    return x",
        "async def f():\n    pass",
        "class Net(nn.Module):\n    pass",
        "@decorated\nclass Net:\n    pass",
        "batch_size = 64",
        "a = b = -1.5",
        "a, b = (1, 2)",
        "sizes: list[int] = [784, 28 * 28]",
        "x: int",
        "device = torch.device('cuda' if torch.cuda.is_available() else 'cpu')",
        "try:\n    import tqdm\nexcept ImportError:\n    tqdm = None",
        "if True:\n    import torch\nelse:\n    pass",
    ],
)
def test_keeps_definitions(source: str) -> None:
    """Imports, functions, classes and plain constants are kept as they are."""
    assert _kept(source) == source


@pytest.mark.parametrize(
    "source",
    [
        "train()",
        "model = NeuralNet(784, 500, 10)",
        "data = torch.device(find())",
        "x = [f() for f in functions]",
        "text = f'{train()}'",
        "torch.manual_seed(0)",
        "torch.backends.deterministic = True",
        "table[0] = 1",
        "total += 1",
        "first = sys.argv[1]",
        "for epoch in range(3):\n    pass",
        "while True:\n    pass",
        "with open(path) as file:\n    pass",
        "try:\n    train()\nexcept Exception:\n    pass",
        "if __name__ == '__main__':\n    x = 1",
        "if ready():\n    x = 1",
        "if True:\n    train()",
        "assert False",
        "del torch",
        "'a docstring'",
    ],
)
def test_leaves_out_the_rest(source: str) -> None:
    """Whatever computes, loops, touches what is there, or is meant for the command line is left out."""
    assert _kept(source) == ""


def _execute(source: str) -> tuple[dict[str, Any], str]:
    namespace: dict[str, Any] = {}
    return namespace, execute_definitions(ast.parse(source), File("mlp.py"), namespace)


def test_executes_what_it_keeps() -> None:
    """The definitions are there afterwards, the rest has not happened, and nothing is noted."""
    namespace, note = _execute("size = 3\ndef f():\n    return size\nf = train()\nprint(size)\n")
    assert namespace["f"]() == 3
    assert note == ""


def test_one_failure_does_not_cost_the_others() -> None:
    """A definition that raises is left out and noted with its line; those after it are kept."""
    source = "import no_such_library\nclass A(B):\n    pass\nclass C:\n    raise SystemExit\nx = 1\n"
    namespace, note = _execute(source)
    assert namespace["x"] == 1
    assert note.startswith("Line 1 was left out (ModuleNotFoundError: No module named 'no_such_library').")
    assert "Line 2 was left out (NameError" in note
    assert "Line 4 was left out (SystemExit" in note


def test_notes_the_first_few() -> None:
    """Of many failures the first three are named, and the others counted."""
    _, note = _execute("\n".join(f"import no_such_library_{number}" for number in range(10)))
    assert note.count("was left out") == 3
    assert note.endswith("So were 7 more.")


def test_names_the_cell() -> None:
    """In a notebook, what was left out is named by its cell and the line in it."""
    file = File("mlp.ipynb", cells=[3, 5])
    tree = ast.parse("\n\nx = 1\n\n\nimport no_such_library\n")
    assert execute_definitions(tree, file, {}).startswith("Cell 2, line 2 was left out (ModuleNotFoundError")


def test_heeds_future_imports() -> None:
    """A `from __future__` import changes how the definitions after it are compiled."""
    namespace, _ = _execute("from __future__ import annotations\ndef f(x: Unknown): pass\n")
    assert namespace["f"].__annotations__ == {"x": "Unknown"}
