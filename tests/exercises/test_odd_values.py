"""Whatever a student's functions return or raise, a check says so; none of it is the grader's fault."""

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.model.result import JobResult

Judge = Callable[..., JobResult]

FUNCTIONS = {
    "mlp": ("NeuralNet", "train_epoch", "evaluate"),
    "cnn": ("CNN", "train_epoch", "evaluate"),
    "mlp_vs_cnn": ("count_parameters", "layer_table", "shifted", "accuracy_under_shift"),
    "conv_no_padding": ("output_size", "build_layer", "kernel_positions"),
    "conv_zero_padding": ("output_size", "build_layer", "padding_for"),
    "conv_half_padding": ("output_size", "build_layer", "same_padding"),
    "conv_full_padding": ("output_size", "build_layer", "dead_border"),
    "conv_no_padding_strided": ("output_size", "build_layer", "unused_inputs"),
    "conv_strided": ("output_size", "build_layer", "inputs_with_same_output"),
    "pooling": ("output_size", "build_layer", "pool2d"),
    "transposed_conv": ("output_size", "build_layer", "as_direct_convolution"),
    "transposed_conv_strided": ("output_size", "build_layer", "insert_zeros", "zero_fraction"),
    "transposed_conv_output_padding": ("output_size", "build_layer", "output_padding_for"),
    "dilated_conv": ("output_size", "build_layer", "effective_kernel_size", "receptive_field"),
}
# One of each kind; what the others ask goes through the same verbs.
VARIED = ["mlp", "cnn", "mlp_vs_cnn", "conv_zero_padding", "pooling", "transposed_conv_strided"]
ODD = {
    "nothing": "None",
    "text": "'\\x1b[2J|`' * 1000",
    "a number": "77",
    "a huge number": "10**2400",
    "not a number": "float('nan')",
    "a nested list": "eval('[' * 30 + '[1]' + ']' * 30)",
    "a list that holds itself": "(lambda one: one.append(one) or one)([])",
    "a list of objects": "[object(), 1]",
    "a dict": "{(1, b'x'): object(), 2.5: {}}",
    "a tensor": "torch.zeros(2, 3, dtype=torch.complex64)",
    "a tensor of many sides": "[torch.zeros([2] * 24, dtype=torch.uint8)]",
    "an empty tensor": "torch.zeros(0, 10)",
    "an array": "numpy.zeros((1, 2))",
    "a device": "torch.device('cpu')",
    "a network of another kind": "torch.nn.Identity()",
    "a class": "dict",
    "a generator": "(one for one in range(3))",
    "an error": "(_ for _ in ()).throw(ValueError('no'))",
}


@pytest.mark.parametrize("value", ODD.values(), ids=list(ODD))
@pytest.mark.parametrize("slug", VARIED)
def test_odd_values_are_failures(judged: Judge, tmp_path: Path, slug: str, value: str) -> None:
    """A function that returns what nobody expects, or always raises, earns nothing, and the result stands."""
    path = tmp_path / f"{slug}.py"
    lines = ["import numpy, torch", *(f"def {name}(*_): return {value}" for name in FUNCTIONS[slug])]
    path.write_text("\n".join(lines), encoding="utf-8")
    result = judged(slug, path)
    assert result.graded, result.warnings
    assert result.score.earned == 0.0, {one.check.name: one.earned for one in result.checks}


@pytest.mark.parametrize("tool", ["5", "lambda *_, **__: 5", "lambda *_, **__: [[[[]]]]"])
@pytest.mark.parametrize("slug", FUNCTIONS)
def test_replaced_tools_are_failures(judged: Judge, tmp_path: Path, slug: str, tool: str) -> None:
    """A file that puts something else in the place of the worker's tools fails the checks that use them."""
    path = tmp_path / f"{slug}.py"
    solution = (Path(__file__).parents[2] / "solutions" / f"{slug}.py").read_text(encoding="utf-8")
    lines = [
        "import grader.untrusted.laboratory as tools",
        "for name in dir(tools):",
        f"    if name.islower() and not name.startswith('_'): setattr(tools, name, {tool})",
    ]
    path.write_text(f"{solution}\n" + "\n".join(lines), encoding="utf-8")
    result = judged(slug, path)
    assert result.graded, result.warnings
    assert result.score.fraction < 1.0
