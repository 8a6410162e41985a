"""The arithmetic exercises: the lecture's numbers, the checks they share, and what mistakes are told."""

import importlib.util
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
import torch

from grader.catalog.course import Course
from grader.judging.collect import collect
from grader.model.outcome import Outcome
from grader.model.result import JobResult

ROOT = Path(__file__).parents[2]
Judge = Callable[..., JobResult]

SLUGS = [
    "conv_no_padding",
    "conv_zero_padding",
    "conv_half_padding",
    "conv_full_padding",
    "conv_no_padding_strided",
    "conv_strided",
    "pooling",
    "transposed_conv",
    "transposed_conv_strided",
    "transposed_conv_output_padding",
    "dilated_conv",
]
# As the lecture, or the guide, has them: the numbers of output_size and what it returns.
SIZES = [
    ("conv_no_padding", (4, 3), 2),
    ("conv_zero_padding", (5, 4, 2), 6),
    ("conv_half_padding", (5, 3), 5),
    ("conv_full_padding", (5, 3), 7),
    ("conv_no_padding_strided", (5, 3, 2), 2),
    ("conv_strided", (5, 3, 2, 1), 3),
    ("conv_strided", (6, 3, 2, 1), 3),
    ("pooling", (28, 3, 2, 0), 13),
    ("transposed_conv", (2, 3, 1, 0), 4),
    ("transposed_conv_strided", (2, 3, 2, 0), 5),
    ("transposed_conv_output_padding", (3, 3, 2, 1, 1), 6),
    ("transposed_conv_output_padding", (3, 3, 2, 1, 0), 5),
    ("dilated_conv", (7, 3, 1, 2), 3),
]
# The numbers of build_layer, and how many parameters that layer has.
LAYERS = [
    ("conv_no_padding", (3,), 10),
    ("conv_zero_padding", (4, 2), 17),
    ("conv_half_padding", (3,), 10),
    ("conv_full_padding", (3, 1, 32), 320),
    ("conv_no_padding_strided", (3, 2), 10),
    ("conv_strided", (3, 2, 1), 10),
    ("pooling", (3, 2, 0), 0),
    ("transposed_conv", (3, 1, 0), 10),
    ("transposed_conv_strided", (3, 2, 0), 10),
    ("transposed_conv_output_padding", (3, 2, 1, 1), 10),
    ("dilated_conv", (3, 1, 2), 10),
]
IDEAS = [
    ("conv_no_padding", "kernel_positions", (4, 3), [0, 1]),
    ("conv_zero_padding", "padding_for", (5, 4, 6), 2),
    ("conv_half_padding", "same_padding", (3,), 1),
    ("conv_full_padding", "dead_border", (3, 4), 2),
    ("conv_full_padding", "dead_border", (3, 2), 0),
    ("conv_no_padding_strided", "unused_inputs", (5, 3, 2), 0),
    ("conv_no_padding_strided", "unused_inputs", (6, 3, 2), 1),
    ("conv_strided", "inputs_with_same_output", (5, 3, 2, 1), [5, 6]),
    ("transposed_conv_strided", "zero_fraction", (2, 2), pytest.approx(5 / 9)),
    ("transposed_conv_strided", "zero_fraction", (3, 2), pytest.approx(0.64)),
    ("transposed_conv_output_padding", "output_padding_for", (5, 3, 2, 1), 0),
    ("transposed_conv_output_padding", "output_padding_for", (6, 3, 2, 1), 1),
    ("dilated_conv", "effective_kernel_size", (3, 2), 5),
    ("dilated_conv", "receptive_field", ([(3, 1, 1), (3, 1, 2), (3, 1, 4)],), 15),
    ("dilated_conv", "receptive_field", ([(3, 2, 1), (3, 1, 1)],), 7),
    ("dilated_conv", "receptive_field", ([],), 1),
]
# A known-wrong submission, a check, and what its message must say.
TOLD = [
    ("conv_no_padding", "off_by_one", "test_output_size", r"returned 1, expected 2: .* without the \+ 1"),
    (
        "conv_no_padding",
        "last_position_missing",
        "test_kernel_positions",
        "the last position, i − k, is missing",
    ),
    ("conv_zero_padding", "padding_on_one_side", "test_random_geometry", "counted on one side only"),
    ("conv_zero_padding", "padding_for_both_sides", "test_padding_for", "for both sides together"),
    ("conv_half_padding", "nothing_padded", "test_output_size", "when nothing is padded"),
    ("conv_half_padding", "full_padding", "test_random_geometry", "with full padding"),
    ("conv_full_padding", "half_padding", "test_output_size", "with half padding"),
    ("conv_full_padding", "border_of_both_sides", "test_dead_border", "for both sides together"),
    ("conv_no_padding_strided", "ceil_for_floor", "test_random_geometry", "when the result is rounded up"),
    (
        "conv_no_padding_strided",
        "unused_with_the_gaps",
        "test_unused_inputs_random",
        "gaps .* are counted too",
    ),
    ("conv_strided", "round_for_floor", "test_random_geometry", r"with round\(\) instead of the floor"),
    ("conv_strided", "no_bias", "test_layer", r"has 9 parameters, expected 3·3 \+ 1 = 10: is there a bias\?"),
    ("pooling", "ceil_for_floor", "test_output_size", "14 is what you get when the result is rounded up"),
    ("pooling", "stride_left_to_torch", "test_layer[max]", "9 is what you get when the stride is left out"),
    ("pooling", "channels_mixed", "test_pool2d_random", "a mixture of the channels"),
    ("pooling", "zeros_not_counted", "test_layer_output[avg]", "count_include_pad"),
    ("transposed_conv", "formula_of_the_direct", "test_output_size", "the formula of the direct convolution"),
    ("transposed_conv", "kernel_not_flipped", "test_direct_convolution", "a kernel that is not flipped"),
    ("transposed_conv", "channels_not_swapped", "test_direct_convolution_random", "channels are not swapped"),
    ("transposed_conv", "full_padding", "test_direct_convolution", "p takes away from it: k − 1 − p"),
    (
        "transposed_conv_strided",
        "stride_times_inputs",
        "test_insert_zeros",
        "behind the last one belong none",
    ),
    ("transposed_conv_strided", "zeros_on_one_axis", "test_zero_fraction", "an image has two"),
    (
        "transposed_conv_output_padding",
        "output_padding_left_out",
        "test_output_size",
        "5 is what you get when the output padding is left out",
    ),
    ("transposed_conv_output_padding", "steps_for_rest", "test_output_padding", "number of whole steps"),
    ("dilated_conv", "kernel_times_dilation", "test_effective_kernel_size", "with k·d"),
    ("dilated_conv", "field_kernels_summed", "test_receptive_field", "when the kernels are summed up"),
    ("dilated_conv", "field_dilation_ignored", "test_receptive_field", "when the dilations are left out"),
    ("dilated_conv", "stride_ignored", "test_receptive_field", "when the strides are left out"),
]


def solution(slug: str) -> ModuleType:
    """The solution as a module; it is ours, and so it may be executed here."""
    spec = importlib.util.spec_from_file_location(f"solution_{slug}", ROOT / "solutions" / f"{slug}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("slug", "case", "size"), SIZES)
def test_sizes_are_the_lectures(slug: str, case: tuple[int, ...], size: int) -> None:
    """The solution returns the number that is printed in the lecture."""
    assert solution(slug).output_size(*case) == size


@pytest.mark.parametrize(("slug", "numbers", "parameters"), LAYERS)
def test_parameters_are_the_lectures(slug: str, numbers: tuple[int, ...], parameters: int) -> None:
    """The solution's layer has as many parameters as the lecture prints."""
    layer = solution(slug).build_layer(*numbers)
    assert sum(one.numel() for one in layer.parameters()) == parameters


@pytest.mark.parametrize(("slug", "case", "size"), [one for one in SIZES if one[0] != "pooling"])
def test_formula_and_layer_agree(slug: str, case: tuple[int, ...], size: int) -> None:
    """What output_size promises of the lecture's case, build_layer does."""
    i, *numbers = case
    layer = solution(slug).build_layer(*numbers)
    with torch.no_grad():
        assert layer(torch.zeros(1, 1, i, i)).shape == (1, 1, size, size)


@pytest.mark.parametrize(("slug", "name", "case", "answer"), IDEAS)
def test_ideas_are_as_the_assignment_says(
    slug: str, name: str, case: tuple[object, ...], answer: object
) -> None:
    """The examples in the assignment's text are true of the solution."""
    assert getattr(solution(slug), name)(*case) == answer


@pytest.mark.parametrize("slug", SLUGS)
def test_every_exercise_has_the_checks_that_all_share(course: Course, slug: str) -> None:
    """Size, random and impossible geometry, layer and output are asked everywhere; 10 points in all."""
    checks = collect(course.exercise(slug))
    names = {check.name.partition("[")[0] for check in checks}
    assert names >= {
        "test_output_size",
        "test_random_geometry",
        "test_impossible",
        "test_layer",
        "test_layer_output",
    }
    # There may be one of each for every kind of layer.
    for output in (check for check in checks if check.name.startswith("test_layer_output")):
        assert output.requires == (output.name.replace("_output", ""),)
    assert sum(check.points for check in checks) == pytest.approx(10)


@pytest.mark.parametrize("slug", SLUGS)
def test_a_random_check_waits_for_its_case(course: Course, slug: str) -> None:
    """The function that shows the idea has a case and random ones, which are not asked before the case."""
    checks = collect(course.exercise(slug))
    ideas = [check for check in checks if check.name.endswith("_random")]
    assert ideas
    for check in ideas:
        assert check.requires == (check.name.removesuffix("_random"),)


@pytest.mark.parametrize(("slug", "name", "check", "said"), TOLD)
def test_mistakes_are_told_what_they_are(judged: Judge, slug: str, name: str, check: str, said: str) -> None:
    """A message says what the number would be right for."""
    result = judged(slug, ROOT / "exercises" / slug / "wrong" / f"{name}.py")
    messages = {one.check.name: one.message for one in result.checks if one.outcome is not Outcome.PASSED}
    assert re.search(said, messages[check])
