"""The cells of a notebook, of whatever bytes it is."""

import json
from collections.abc import Callable

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat import v3

from grader.intake.notebook import looks_like_notebook, read_cells

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)
CELL = st.fixed_dictionaries(
    {
        "cell_type": st.sampled_from(["code", "markdown", "raw", "heading", 3, None]),
        "source": st.text() | st.lists(st.text()) | JSON,
    }
)


def _texts(content: bytes) -> list[tuple[str, str]]:
    cells, problem = read_cells(content, "hw.ipynb")
    assert problem == ""
    return [(cell.kind, cell.text) for cell in cells]


def test_code_and_markdown(notebook: Callable[..., bytes]) -> None:
    """Both kinds come in their order; raw cells do not come."""
    made = nbformat.reads(notebook("md:# A", "x = 1\ny = 2"), as_version=4)
    made.cells.insert(1, nbformat.v4.new_raw_cell("raw"))
    assert _texts(nbformat.writes(made).encode()) == [("markdown", "# A"), ("code", "x = 1\ny = 2")]


def test_format_3() -> None:
    """A notebook of format 3 is upgraded: its worksheets' cells, and headings as Markdown."""
    sheet = v3.new_worksheet(
        cells=[v3.new_heading_cell(source="The `mlp`", level=2), v3.new_code_cell(input="x = 1\ny = 2")]
    )
    content = json.dumps(v3.new_notebook(worksheets=[sheet, sheet])).encode()
    assert _texts(content) == [("markdown", "# The `mlp`"), ("code", "x = 1\ny = 2")] * 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(notebook: Callable[..., bytes], encoding: str) -> None:
    """JSON may come in any form of Unicode, as editors save it."""
    assert _texts(notebook("x = 'π'").decode().encode(encoding)) == [("code", "x = 'π'")]


def test_what_does_not_matter_is_not_looked_at() -> None:
    """Outputs, metadata, ids and minor versions may be as they like, and a source may be a list of lines."""
    cell = {
        "cell_type": "code",
        "source": ["x = 1\n", "y = 2"],
        "outputs": 3,
        "id": None,
        "metadata": [],
        "extra": 1,
    }
    raw = {
        "nbformat": 4,
        "nbformat_minor": 99,
        "metadata": {"kernelspec": 7, "language_info": {}},
        "cells": [cell],
    }
    assert _texts(json.dumps(raw).encode()) == [("code", "x = 1\ny = 2")]


@pytest.mark.parametrize(
    "metadata", [{}, {"language_info": {"name": "python"}}, {"kernelspec": {"language": "IPython"}}]
)
def test_python_kernels(metadata: dict[str, object]) -> None:
    """A notebook that says nothing of its language, or says Python, is read."""
    cells = [{"cell_type": "code", "source": "x"}]
    content = json.dumps({"nbformat": 4, "metadata": metadata, "cells": cells})
    assert _texts(content.encode()) == [("code", "x")]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", "hw.ipynb is empty"),
        (b" \n", "hw.ipynb is empty"),
        (b"{'cells': []", "hw.ipynb is no notebook: it is not JSON, or only a part of it; open"),
        (b"import torch\n", "hw.ipynb is no notebook: it is not JSON"),
        (b"\xff\xfe\x00", "hw.ipynb is no notebook: it is not JSON"),
        (b'{"nbformat": ' + b"9" * 10_000 + b"}", "hw.ipynb is no notebook: it is not JSON"),
        (b"[" * 100_000, "hw.ipynb is no notebook: its JSON is nested too deeply; open it"),
        (b'{"a":' * 100_000, "hw.ipynb is no notebook: its JSON is nested too deeply; open it"),
        (b'{"a": 1}', "hw.ipynb is JSON, but no notebook; open it"),
        (b"[]", "hw.ipynb is JSON, but no notebook; open it"),
        (b'{"nbformat": 2, "worksheets": []}', "hw.ipynb is a notebook of format 2, and 3 and 4 are read"),
        (b'{"nbformat": 99, "cells": []}', "hw.ipynb is a notebook of format 99, and 3 and 4 are read"),
        (b'{"nbformat": "4", "cells": []}', "hw.ipynb is a notebook of format ?, and 3 and 4 are read"),
        (b'{"nbformat": 4}', "hw.ipynb is a damaged notebook: a cell of it has no text; open it"),
        (b'{"nbformat": 4, "cells": {"a": 1}}', "hw.ipynb is a damaged notebook"),
        (b'{"nbformat": 4, "cells": [3]}', "hw.ipynb is a damaged notebook"),
        (b'{"nbformat": 4, "cells": [{"cell_type": "code"}]}', "hw.ipynb is a damaged notebook"),
        (b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": [1]}]}', "hw.ipynb is a damaged"),
        (b'{"nbformat": 3, "worksheets": [[]]}', "hw.ipynb is a damaged notebook"),
        (
            b'{"nbformat": 4, "cells": [], "metadata": {"language_info": {"name": "R"}}}',
            "hw.ipynb is a notebook of 'R', not of Python; hand in one of Python",
        ),
    ],
)  # fmt: skip
def test_what_is_no_notebook(content: bytes, line: str) -> None:
    """Each way to be none has one line, which names the file and the way out."""
    cells, problem = read_cells(content, "hw.ipynb")
    assert cells == ()
    assert problem.startswith(line)
    assert "\n" not in problem


@given(st.binary(max_size=300) | JSON.map(lambda raw: json.dumps(raw).encode()))
def test_any_bytes_have_an_answer(content: bytes) -> None:
    """No bytes make reading raise: there are cells, or one line."""
    cells, problem = read_cells(content, "hw.ipynb")
    assert not (cells and problem)
    assert "\n" not in problem


@given(st.lists(CELL | JSON, max_size=4), st.sampled_from([3, 4]), JSON)
def test_any_cells_have_an_answer(cells: list[object], major: int, metadata: object) -> None:
    """Nor does any JSON in the place of cells, and what is read is text that can be encoded."""
    raw = {"nbformat": major, "metadata": metadata, "cells": cells, "worksheets": [{"cells": cells}]}
    read, problem = read_cells(json.dumps(raw).encode(), "hw.ipynb")
    assert not (read and problem)
    assert all(cell.text.encode() is not None for cell in read)


def test_too_many_cells() -> None:
    """A notebook of thousands of cells, which would take minutes to read, is refused at once."""
    cells = [{"cell_type": "code", "source": "x"}] * 100_000
    assert read_cells(json.dumps({"nbformat": 4, "cells": cells}).encode(), "hw.ipynb") == (
        (),
        "hw.ipynb has 100,000 cells, and 2,000 is the limit; hand in fewer",
    )


def test_too_many_values() -> None:
    """Millions of lists in an output, which take a gigabyte of memory, are refused before they are made."""
    content = b'{"nbformat": 4, "cells": [], "x": [' + b"[]," * 1_000_000 + b"1]}"
    assert read_cells(content, "hw.ipynb") == (
        (),
        "hw.ipynb has more than 2,000,000 values in it; clear its outputs, and save it again",
    )


def test_a_notebook_by_any_name(notebook: Callable[..., bytes]) -> None:
    """Notebooks are known by their content; a program that begins with a brace is none."""
    assert looks_like_notebook(b"\xef\xbb\xbf \n" + notebook("x"))
    assert not looks_like_notebook(b"{'nbformat': 4}\n")
    assert not looks_like_notebook(b'x = {"nbformat": 4}\n')
