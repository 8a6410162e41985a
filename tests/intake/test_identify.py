"""Files without marks: which exercises they are for, and which definition is whose."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.intake.groups import own_names
from grader.intake.identify import identify
from grader.intake.work import open_work
from grader.model.exercise import Exercise

Found = Callable[..., dict[str, Any]]


def _source(*names: str) -> bytes:
    """A file that defines these names in this order, each as its place in the file."""
    return "".join(f"def {name}():\n    return {place}\n\n" for place, name in enumerate(names)).encode()


@pytest.fixture(scope="module")
def found(exercises: list[Exercise]) -> Found:
    """What each exercise finds in a file: the values of the functions it asks for, or the problem."""

    def find(source: bytes) -> dict[str, Any]:
        slugs = [exercise.slug for exercise in exercises]
        parts = identify(open_work("hw.py", source, slugs), exercises)
        asked = {exercise.slug: exercise.defines for exercise in exercises}
        answers: dict[str, Any] = {}
        for slug, work in parts.items():
            namespace: dict[str, Any] = {}
            exec(work.source, namespace)  # noqa: S102  (our own text)
            values = {name: namespace[name]() for name in asked[slug] if name in namespace}
            answers[slug] = work.problem or values
        return answers

    return find


def test_own_names(exercises: list[Exercise]) -> None:
    """A name that several exercises ask for identifies none."""
    own = own_names(exercises)
    assert own["mlp"] == ("NeuralNet",)
    assert own["conv_strided"] == ("inputs_with_same_output",)


def test_each_exercise_that_something_is_defined_of(found: Found) -> None:
    """The whole file is for each of them; a name that several ask for is everybody's if it is there once."""
    answers = found(_source("NeuralNet", "CNN", "train_epoch", "pool2d", "helper"))
    assert answers == {
        "mlp": {"NeuralNet": 0, "train_epoch": 2},
        "cnn": {"CNN": 1, "train_epoch": 2},
        "pooling": {"pool2d": 3},
    }


def test_nothing_of_anybodys(found: Found) -> None:
    """Names that several ask for, or nobody does, identify no exercise."""
    assert found(_source("output_size", "build_layer", "train", "test")) == {}


def test_a_syntax_error_costs_no_identity(exercises: list[Exercise]) -> None:
    """A file that is no Python is for the exercises it seems to define, which tell its student."""
    parts = identify(open_work("hw.py", b"class CNN(:\n    pass\n", ["cnn"]), exercises)
    assert list(parts) == ["cnn"]
    assert parts["cnn"].source == b"class CNN(:\n    pass\n"


def test_written_in_the_order_of_the_stubs(found: Found) -> None:
    """Each exercise gets the definitions that stand with its own name, on the side its stub has them."""
    answers = found(
        _source(
            "output_size", "build_layer", "kernel_positions",
            "output_size", "build_layer", "padding_for",
            "output_size", "build_layer", "same_padding",
            "NeuralNet", "train_epoch", "evaluate",
            "CNN", "train_epoch", "evaluate",
        )
    )  # fmt: skip
    assert answers["conv_no_padding"] == {"output_size": 0, "build_layer": 1, "kernel_positions": 2}
    assert answers["conv_zero_padding"] == {"output_size": 3, "build_layer": 4, "padding_for": 5}
    assert answers["conv_half_padding"] == {"output_size": 6, "build_layer": 7, "same_padding": 8}
    assert answers["mlp"] == {"NeuralNet": 9, "train_epoch": 10, "evaluate": 11}
    assert answers["cnn"] == {"CNN": 12, "train_epoch": 13, "evaluate": 14}


@given(
    st.permutations(["conv_no_padding", "conv_zero_padding", "conv_half_padding", "mlp", "cnn", "pooling"]),
    st.data(),
)
def test_groups_in_any_order(
    exercises: list[Exercise], found: Found, slugs: list[str], data: st.DataObject
) -> None:
    """Groups in the order of their stubs are told apart, whichever they are, in whichever order."""
    chosen = slugs[: data.draw(st.integers(2, len(slugs)))]
    asked = {exercise.slug: exercise.defines for exercise in exercises}
    names = [name for slug in chosen for name in asked[slug]]
    answers = found(_source(*names))
    place = 0
    for slug in chosen:
        assert answers[slug] == {name: place + at for at, name in enumerate(asked[slug])}
        place += len(asked[slug])


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        # The own name first, though the stubs have it last.
        (
            "kernel_positions output_size padding_for output_size",
            {"conv_no_padding": 1, "conv_zero_padding": 3},
        ),
        (
            "kernel_positions output_size output_size padding_for",
            {"conv_no_padding": 1, "conv_zero_padding": 2},
        ),
        # Written again: the last one counts, as it does in Python.
        ("output_size output_size kernel_positions", {"conv_no_padding": 1}),
        # The second one's own function is missing, so the second definition is nobody's.
        ("output_size kernel_positions output_size", {"conv_no_padding": 0}),
    ],
)
def test_other_orders(found: Found, names: str, expected: dict[str, int | None]) -> None:
    """Where each definition has one exercise that it can belong to, it is that one's."""
    answers = found(_source(*names.split()))
    assert {slug: answer.get("output_size") for slug, answer in answers.items()} == expected


def test_what_cannot_be_told(found: Found) -> None:
    """Exercises that lay claim to one definition are told to mark their parts; the others get theirs."""
    answers = found(
        _source("output_size", "kernel_positions", "padding_for", "output_size", "same_padding", "NeuralNet")
    )
    assert answers["conv_no_padding"] == {"output_size": 0, "kernel_positions": 1}
    for slug in ("conv_zero_padding", "conv_half_padding"):
        assert answers[slug].endswith("begin each exercise with a line `# exercise: SLUG`")
    assert answers["mlp"] == {"NeuralNet": 5}


def test_all_of_one_name_first(found: Found) -> None:
    """Where one exercise would go without and a definition is left over, nobody is given a wrong one."""
    answers = found(_source("output_size", "output_size", "kernel_positions", "padding_for"))
    assert set(answers) == {"conv_no_padding", "conv_zero_padding"}
    assert all("# exercise: SLUG" in answer for answer in answers.values())


def test_own_names_in_between(found: Found) -> None:
    """An own name of an exercise that does not ask for the repeated name does not stand in the way."""
    answers = found(
        _source("output_size", "count_parameters", "kernel_positions", "output_size", "padding_for")
    )
    assert answers["conv_no_padding"] == {"output_size": 0, "kernel_positions": 2}
    assert answers["mlp_vs_cnn"] == {"count_parameters": 1}


HELPERS = b"""
def near(k):
    return k
def output_size():
    return near(1)
def kernel_positions():
    return 0
print(output_size())
K = 3
def near(k, p):
    return k + p
def output_size():
    return near(K, 1)
def padding_for():
    return shared()
print(output_size())
def shared():
    return 7
"""


def test_helpers(found: Found) -> None:
    """A helper that each group has its own of is the group's; one that is there once is everybody's."""
    answers = found(HELPERS)
    assert answers["conv_no_padding"] == {"output_size": 1, "kernel_positions": 0}
    assert answers["conv_zero_padding"] == {"output_size": 4, "padding_for": 7}


def test_another_groups_calls_are_not_made(exercises: list[Exercise]) -> None:
    """What a group tries out is not run with another one's functions, and lines keep their numbers."""
    parts = identify(open_work("hw.py", HELPERS, []), exercises)
    source = parts["conv_zero_padding"].source
    assert source.count(b"print(") == 1
    assert source.splitlines()[15] == b"print(output_size())"
