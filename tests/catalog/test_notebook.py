"""An exercise as a notebook: the same text, the same code, and valid by Jupyter's own schema."""

import ast
import base64
import json
from typing import Any

import nbformat
import pytest

from grader.catalog.course import Course, open_course
from grader.catalog.given import given
from grader.catalog.notebook import make_notebook, split_code
from grader.registry import Registry

STUB = '''\
"""What this is about."""

import torch
from torch import nn

SIZES = (1, 2)


# The first of two.
@torch.no_grad()
def one(x):
    """One."""

    raise NotImplementedError("one")
# Between them.
OTHER = 3


class Two(nn.Module):
    pass


if __name__ == "__main__":
    print(one(1))
'''


def _open(content: bytes) -> Any:
    notebook = nbformat.reads(content.decode(), as_version=4)
    nbformat.validate(notebook)
    return notebook


def _sources(content: bytes, kind: str) -> list[str]:
    return [cell.source for cell in _open(content).cells if cell.cell_type == kind]


def _make(readme: str, stub: str = STUB, **pictures: bytes) -> bytes:
    files = {"README.md": readme.encode(), "ant.py": stub.encode()}
    return make_notebook(
        "ant", "Ants", files | {name.replace("_", "."): data for name, data in pictures.items()}
    )


@pytest.fixture(scope="module")
def shipped() -> Course:
    """The course that ships."""
    return open_course(None, Registry(installed=False))


def test_every_exercise_of_the_course(shipped: Course) -> None:
    """The code cells of each exercise's notebook are, one after the other, its stub."""
    for exercise in shipped.exercises:
        files = given(exercise)
        content = make_notebook(exercise.slug, exercise.title, files)
        *code, check = _sources(content, "code")
        assert ast.dump(ast.parse("\n".join(code))) == ast.dump(ast.parse(files[f"{exercise.slug}.py"]))
        assert check == f"!grader check {exercise.slug}.ipynb"
        assert f"`{exercise.slug}`" in _sources(content, "markdown")[0].splitlines()[0]
        assert content == make_notebook(exercise.slug, exercise.title, files)


def test_every_stub_runs_as_it_is(shipped: Course) -> None:
    """The cells of a fresh notebook can be executed; only what is to be written is missing."""
    for exercise in shipped.exercises:
        *code, _ = _sources(make_notebook(exercise.slug, exercise.title, given(exercise)), "code")
        names: dict[str, Any] = {"__name__": "notebook"}
        for cell in code:
            exec(cell, names)  # noqa: S102  (the course's own stubs)
        assert set(exercise.defines) <= set(names)


def test_code_is_split_at_definitions() -> None:
    """Imports and constants are a piece, and each definition with its decorators and comment is one."""
    pieces = list(split_code(STUB))
    firsts = [piece.splitlines()[0] for piece in pieces]
    assert firsts == [
        '"""What this is about."""',
        "# The first of two.",
        "# Between them.",
        "class Two(nn.Module):",
        'if __name__ == "__main__":',
    ]
    assert ast.dump(ast.parse("\n".join(pieces))) == ast.dump(ast.parse(STUB))


def test_no_line_is_lost() -> None:
    """All lines of a stub, its comments too, stand in the cells in their order."""
    kept = [line for piece in split_code(STUB) for line in piece.splitlines() if line]
    assert kept == [line for line in STUB.splitlines() if line]


def test_text_is_cut_at_headings() -> None:
    """A section is a cell, and what looks like a heading within a block of code is none."""
    readme = "# `ant`: Ants\n\nText\n\n## Two\n\n```python\n# no heading\n```\n### Three\nEnd\n"
    cells = _sources(_make(readme), "markdown")
    assert [cell.splitlines()[0] for cell in cells] == ["# `ant`: Ants", "## Two", "### Three", "## Check it"]
    assert cells[1].endswith("# no heading\n```")


@pytest.mark.parametrize("readme", ["Text only\n", "# Ants\n", "", "## `ant`\n"])
def test_first_heading_names_the_exercise(readme: str) -> None:
    """Where the README's first heading does not have the slug, one with slug and title is put before it."""
    assert _sources(_make(readme), "markdown")[0] == "# `ant`: Ants"


def test_pictures_are_in_the_text() -> None:
    """A picture becomes a data URI in a cell of its own, so that the notebook is whole when it is alone."""
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    cells = _sources(
        _make("# `ant`\n\nText\n\n![fig](a.svg)\n\nMore of b.svg\n", a_svg=svg, b_svg=svg), "markdown"
    )
    uri = f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}"
    assert cells[:3] == ["# `ant`\n\nText", f"![fig]({uri})", "More of b.svg"]


def test_a_tag_shows_a_picture_too() -> None:
    """A picture shown with a tag, or by reference, is put in where it stands."""
    cells = _sources(
        _make('# `ant`\n\n<img src="b.png" width="9">\n\n![b][f]\n\n[f]: b.png\n', b_png=b"x"), "markdown"
    )
    assert '<img src="data:image/png;base64,eA==" width="9">' in cells[0]
    assert "[f]: data:image/png;base64,eA==" in cells[0]


def test_it_is_what_jupyter_writes() -> None:
    """Opening and saving it in Jupyter changes no byte; ids are fixed and no time is in it."""
    content = _make("# `ant`: Grüße\n")
    notebook = _open(content)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert f"{nbformat.writes(notebook).rstrip()}\n".encode() == content
    ids = [cell["id"] for cell in json.loads(content)["cells"]]
    assert ids == [f"cell-{number}" for number in range(1, len(ids) + 1)]


def test_a_stub_without_definitions() -> None:
    """A stub that is only a docstring is a cell all the same."""
    assert _sources(_make("", '"""Nothing."""\n'), "code") == ['"""Nothing."""', "!grader check ant.ipynb"]
