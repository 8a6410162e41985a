"""Marks: where an exercise's part begins."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.intake.mark import find_heading, find_marks

SLUGS = ["mlp", "cnn", "mlp_vs_cnn", "pooling", "conv_strided"]


@pytest.mark.parametrize(
    ("line", "slug"),
    [
        ("# exercise: mlp", "mlp"),
        ("#exercise:mlp", "mlp"),
        ("## Exercise : `conv_strided`  ", "conv_strided"),
        ("# exercise: Conv-Strided", "conv_strided"),
        ("# exercise: mpl", ""),
    ],
)
def test_comments(line: str, slug: str) -> None:
    """A line of its own marks an exercise; one that names none ends the part before it all the same."""
    (mark,) = find_marks(["import torch", f"{line}\r\n"], SLUGS)
    assert (mark.line, mark.slug) == (2, slug)


def test_text_marks_nothing() -> None:
    """What looks like a mark within a string of several lines is text."""
    lines = [
        "# exercise: mlp",
        "def f():",
        '    """Before.',
        "# exercise: cnn",
        '    """',
        "# exercise: pooling",
    ]
    assert [(mark.line, mark.slug) for mark in find_marks(lines, SLUGS)] == [(1, "mlp"), (6, "pooling")]


@pytest.mark.parametrize(
    "line",
    ["x = 1  # exercise: mlp", "    # exercise: mlp", "# exercise: write the loop", "# exercise:", "# mlp"],
)
def test_lines_that_mark_nothing(line: str) -> None:
    """Code, an indented comment and a sentence are none."""
    assert find_marks([line], SLUGS) == []


@pytest.mark.parametrize(
    ("heading", "slug"),
    [
        ("# `conv_strided`: stride, and what the floor hides", "conv_strided"),
        ("## My take on conv_strided", "conv_strided"),
        ("### 3. mlp", "mlp"),
        ("# Exercise 2: cnn", "cnn"),
        ("# `mlp_vs_cnn`: the `mlp` against the `cnn`", "mlp_vs_cnn"),
        ("# A network: `mlp`", "mlp"),
        ("text\n# mlp\nmore text\n# cnn", "cnn"),
    ],
)
def test_headings(heading: str, slug: str) -> None:
    """A heading has the slug in backticks, at its beginning, or with an underscore; the last one counts."""
    mark = find_heading(heading, SLUGS, 7)
    assert mark is not None
    assert (mark.line, mark.slug) == (7, slug)


@pytest.mark.parametrize(
    "text",
    [
        "### 7. Pooling",
        "## Max pooling",
        "# Training the mlp",
        "mlp",
        "#mlp",
        "# mlps",
        "# MLP",
        "# conv_strided_2",
    ],
)
def test_headings_of_other_things(text: str) -> None:
    """An everyday word in a heading is no mark, nor is a slug in other text."""
    assert find_heading(text, SLUGS, 1) is None


@given(st.lists(st.text(max_size=40)))
def test_any_lines(lines: list[str]) -> None:
    """No text makes the search raise, and marks stand in order, within the lines."""
    marks = find_marks(lines, SLUGS)
    assert [mark.line for mark in marks] == sorted({mark.line for mark in marks})
    assert all(1 <= mark.line <= len(lines) for mark in marks)
    find_heading("\n".join(lines), SLUGS, 1)
