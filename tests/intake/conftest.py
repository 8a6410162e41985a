"""A course of ten exercises, as the catalog would give it, and notebooks."""

from collections.abc import Callable

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from grader.model.exercise import Exercise

_NETWORK = ("train_epoch", "evaluate")
_CASE = ("output_size", "build_layer")
_DEFINES = {
    "mlp": ("NeuralNet", *_NETWORK),
    "cnn": ("CNN", *_NETWORK),
    "mlp_vs_cnn": ("count_parameters", "layer_table"),
    "conv_no_padding": (*_CASE, "kernel_positions"),
    "conv_zero_padding": (*_CASE, "padding_for"),
    "conv_half_padding": (*_CASE, "same_padding"),
    "conv_strided": (*_CASE, "inputs_with_same_output"),
    "pooling": (*_CASE, "pool2d"),
}


@pytest.fixture(scope="session")
def exercises() -> list[Exercise]:
    """The exercises, with what students define in them."""
    return [Exercise(slug=slug, title=slug, defines=defines) for slug, defines in _DEFINES.items()]


@pytest.fixture(scope="session")
def slugs(exercises: list[Exercise]) -> list[str]:
    """Their slugs."""
    return [exercise.slug for exercise in exercises]


@pytest.fixture(scope="session")
def notebook() -> Callable[..., bytes]:
    """Makes a notebook of code cells; a text that begins with `md:` becomes a Markdown cell."""

    def make(*texts: str, **metadata: object) -> bytes:
        cells = [
            new_markdown_cell(text[3:]) if text.startswith("md:") else new_code_cell(text) for text in texts
        ]
        return nbformat.writes(new_notebook(cells=cells, metadata=metadata)).encode()

    return make
