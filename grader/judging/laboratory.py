"""Examine a network that stays in the worker: every answer is checked before a hidden test sees it."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from grader.data import Dataset
from grader.judging.expect import expect_object, expect_tensor, fail, show
from grader.judging.subject import Subject
from grader.model.errors import CourseError
from grader.model.job import Terms

BATCH = 1000
# Characters of a table: of some forty layers. All of it is shown to the student.
TABLE_LIMIT = 4000
# More than any network has sides, hooks or the like; Python does not even write an int of 5,000 digits.
_LARGEST = 2**62


class Laboratory:
    """The tools for one job; networks and loaders are handles, tensors and numbers are the judge's own.

    A worker may answer anything, so whatever is not of the promised type ends in an AssertionError.
    """

    def __init__(self, session: Subject, terms: Terms, dataset: Dataset | None) -> None:
        self._tools: Any = session.module("grader.untrusted.laboratory")
        self._known: dict[str, Any] = {}
        self._session = session
        self._terms = terms
        self._dataset = dataset

    def seed(self, number: int) -> None:
        """Seed the worker's generators."""
        self._tool("seed")(number)

    def parameters(self, model: object) -> list[tuple[str, Tensor]]:
        """Name and value of each parameter that the model really holds, shared tensors once."""
        found = self._tool("parameters")(model)
        if not isinstance(found, list) or not all(_is_named_tensor(one) for one in found):
            fail("the model's parameters could not be read: is it an nn.Module?")
        return [(name, tensor) for name, tensor in found]

    def parameter_count(self, model: object) -> int:
        """How many numbers the model's parameters hold, counted here."""
        return sum(tensor.numel() for _, tensor in self.parameters(model))

    def fill(self, model: object, reference: nn.Module) -> None:
        """Move the reference's parameters into the model, matched by shape, in order where shapes repeat."""
        wanted = [parameter.detach() for parameter in reference.parameters()]
        order = _match([tensor for _, tensor in self.parameters(model)], wanted)
        self._tool("load_parameters")(model, [wanted[index] for index in order])

    def fetch(self, model: object, reference: nn.Module) -> None:
        """Put the model's parameters into the reference, matched as in `fill`."""
        held = [tensor for _, tensor in self.parameters(model)]
        wanted = list(reference.parameters())
        with torch.no_grad():
            for value, index in zip(held, _match(held, [one.detach() for one in wanted]), strict=True):
                expect_tensor(value, shape=value.shape, what="a parameter of the model")
                wanted[index].copy_(value)

    def layer_shapes(self, model: object, x: Tensor) -> list[tuple[int, ...]]:
        """Output shapes, without the batch, of the layers as they are executed; repetitions are left out."""
        rows = self._tool("layer_shapes")(model, x)
        if not isinstance(rows, list) or not all(_is_layer_row(row) for row in rows):
            fail("the shapes of the model's layers could not be read")
        shapes = [tuple(shape[1:]) for _, shape in rows]
        return [shape for index, shape in enumerate(shapes) if index == 0 or shape != shapes[index - 1]]

    def is_module(self, value: object, kind: str) -> bool:
        """Whether a value is an instance of `torch.nn`'s class of that name."""
        return self._tool("is_module")(value, kind) is True

    def predict(self, model: object, images: Tensor, *, classes: int = 10, device: str = "cpu") -> Tensor:
        """The model's logits for images of any shape it takes, float32 (N, classes), all finite."""
        logits = self._tool("predict")(model, images, BATCH, torch.device(device))
        return expect_tensor(logits, shape=(len(images), classes), what="the model's output")

    def move(self, model: object) -> None:
        """Move a model to the device of this run."""
        self._tool("move")(model, self.device)

    @property
    def device(self) -> torch.device:
        """Where networks are trained in this run."""
        return torch.device(self._terms.device)

    def loader(self, images: Tensor, labels: Tensor, batch_size: int) -> Any:
        """Batches of the given images in their order; the last may be smaller."""
        return self._make("loader", images, labels, batch_size)

    def unmoved_loader(self, images: Tensor, labels: Tensor, batch_size: int) -> Any:
        """Batches that cannot be used before they are moved to a device."""
        return self._make("unmoved_loader", images, labels, batch_size)

    def training_loader(self, batch_size: int, order_seed: int) -> Any:
        """Shuffled batches of the data set's training images."""
        return self._make("training_loader", batch_size, order_seed)

    def optimizer(self, model: object, name: str, lr: float) -> Any:
        """An optimizer over all parameters that the model holds."""
        return self._make("optimizer", model, name, lr)

    def criterion(self) -> Any:
        """Cross-entropy, the mean over a batch."""
        made = expect_object(self._session.module("torch.nn").CrossEntropyLoss, what="CrossEntropyLoss")
        return expect_object(made(), what="what CrossEntropyLoss makes")

    def probe(
        self, *, features: bool = False, dropout: float = 0.0, flattens: bool = True, graphs: bool = True
    ) -> Any:
        """A linear model of ours, 784 inputs and 10 logits, to try a student's loops on.

        It is made in training mode, where a `dropout` above 0 makes its answers random; without `flattens`
        it takes only images that are flattened already; without `graphs` its logits are negated wherever
        gradients are recorded.
        """
        return self._make(
            "probe", 784, 10, features=features, dropout=dropout, flattens=flattens, graphs=graphs
        )

    def lecture_mlp(self) -> Any:
        """The lecture's perceptron, for images of shape (N, 784) or (N, 1, 28, 28); it returns logits."""
        return self._make("lecture_mlp")

    def lecture_cnn(self) -> Any:
        """The lecture's network of two convolutions; it returns logits and features (N, 1568)."""
        return self._make("lecture_cnn")

    def backwards(self, channels: int) -> Any:
        """A network for (N, 1, H, W) that registers its layers in the reverse of the order they run in.

        A 3×3 convolution, ReLU, a second convolution, the same ReLU, the second convolution once more,
        AdaptiveAvgPool2d(1), Flatten, and a Linear of 10 outputs.
        """
        return self._make("backwards", channels)

    def tied(self, size: int) -> Any:
        """Two layers Linear(size, size) that have one weight, and a bias each."""
        return self._make("tied", size)

    def call_on(self, function: object, *args: object) -> tuple[Any, list[Tensor]]:
        """What a student's function returns, and what it leaves in each tensor among its arguments."""
        answer = self._tool("call_on")(function, *args)
        if not _is_called(answer, sum(_is_tensor(value) for value in args)):
            fail("the grader's own call of the function was answered with something else")
        return answer[0], answer[1]

    def state(self, model: object) -> tuple[bool, int, list[Tensor]]:
        """Whether a model is in training mode, the number of hooks on it, and its parameters and buffers."""
        answer = self._tool("state")(model)
        if not _is_state(answer):
            fail("the state of the model could not be read")
        training, hooks, tensors = answer
        return training, hooks, tensors

    def summary(self, model: object, input_size: Sequence[int]) -> str:
        """The table of torchsummary, or a line that says why there is none.

        Names in it are the student's, and so could all of it be, and what the network prints while it runs: a
        line above it says what it should be, and it is cut at `TABLE_LIMIT` characters.
        """
        table = self._tool("summary")(model, list(input_size))
        if not isinstance(table, str):
            return f"torchsummary's table could not be read: {show(table)}"
        cut = table[:TABLE_LIMIT] + "\n… (the table is longer)" if len(table) > TABLE_LIMIT else table
        return f"What torchsummary says of your network:\n\n{cut}"

    def test_set(self) -> tuple[Tensor, Tensor]:
        """All test images, float32 (N, 1, 28, 28), and their labels, int64 (N,), which never cross."""
        if self._dataset is None:
            raise CourseError("this exercise has no data set: let its exercise.py say trains=True")
        images, labels = self._dataset.test()
        return torch.from_numpy(np.array(images)), torch.from_numpy(np.array(labels))

    def _tool(self, name: str) -> Any:
        # The tools lie in the worker, where a student's code may have put something else in their place.
        # Each is asked for once: what the student's code puts there later is not used.
        if name not in self._known:
            self._known[name] = expect_object(
                getattr(self._tools, name), what=f"the grader's own function {name}"
            )
        return self._known[name]

    def _make(self, name: str, *args: Any, **kwargs: Any) -> Any:
        return expect_object(self._tool(name)(*args, **kwargs), what=f"what the grader's own {name} makes")


def _is_tensor(value: object) -> bool:
    return isinstance(value, Tensor)


def _is_pair(value: object) -> bool:
    return isinstance(value, tuple) and len(value) == 2  # noqa: PLR2004  (that is what a pair is)


def _is_called(value: Any, tensors: int) -> bool:
    """Whether it is a pair that ends with a list of so many tensors."""
    return (
        _is_pair(value)
        and isinstance(value[1], list)
        and len(value[1]) == tensors
        and all(_is_tensor(one) for one in value[1])
    )


def _is_named_tensor(value: Any) -> bool:
    return _is_pair(value) and isinstance(value[0], str) and _is_tensor(value[1])


def _is_state(value: Any) -> bool:
    kinds = (bool, int, list)
    return (
        isinstance(value, tuple)
        and tuple(type(one) for one in value) == kinds
        and 0 <= value[1] <= _LARGEST
        and all(_is_tensor(one) for one in value[2])
    )


def _is_layer_row(value: Any) -> bool:
    return (
        _is_pair(value)
        and isinstance(value[1], list)
        and all(type(side) is int and 0 <= side <= _LARGEST for side in value[1])
    )


def _match(held: Sequence[Tensor], wanted: Sequence[Tensor]) -> list[int]:
    left = list(range(len(wanted)))
    order = []
    for tensor in held:
        index = next((one for one in left if wanted[one].shape == tensor.shape), None)
        if index is None:
            break
        left.remove(index)
        order.append(index)
    if left or len(order) != len(held):
        fail(
            f"the model's parameters have the shapes {_shapes(held)}, expected {_shapes(wanted)}: "
            "its layers are not the expected ones"
        )
    return order


def _shapes(tensors: Sequence[Tensor]) -> str:
    shown = ", ".join(str(list(tensor.shape)) for tensor in tensors[:12])
    return shown + (", …" if len(tensors) > 12 else "") if tensors else "none"  # noqa: PLR2004  (a line's worth)
