"""What the judge does with a student's network inside the worker.

A student may override the methods of `torch.nn.Module`, which moreover call one another; so what a network
holds is read from where torch registers it. What is returned here is still only what the worker says.
"""

import contextlib
import copy
import io
import random
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
import torchsummary
from torch import Tensor, nn

from grader.untrusted.batches import Batches, Images, UnmovedBatches, open_training_set
from grader.untrusted.resident import HELD, ResidentBatches


class Probe(nn.Module):
    """One linear layer on the flattened images, to look at a student's loops apart from a student's network.

    With `features` it returns `(logits, flattened images)`; with a `dropout` above 0 it is right only in
    evaluation mode; without `flattens` it takes only what its caller has flattened; without `graphs` its
    logits are negated wherever gradients are recorded.
    """

    def __init__(  # noqa: PLR0913  (each is another way to look at a loop)
        self, inputs: int, outputs: int, *, features: bool, dropout: float, flattens: bool, graphs: bool
    ) -> None:
        super().__init__()
        self.drop = nn.Dropout(dropout)
        self.out = nn.Linear(inputs, outputs)
        self._features = features
        self._flattens = flattens
        self._graphs = graphs

    def forward(self, x: Tensor) -> Tensor | tuple[Tensor, Tensor]:
        """Logits for a batch of images."""
        flat = x.flatten(1) if self._flattens else x
        logits: Tensor = self.out(self.drop(flat))
        if logits.requires_grad and not self._graphs:
            logits = -logits
        return (logits, flat) if self._features else logits


class Perceptron(nn.Module):
    """The lecture's network with one hidden layer: images, flattened or not, in; logits (N, 10) out."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden = nn.Linear(784, 500)
        self.relu = nn.ReLU()
        self.out = nn.Linear(500, 10)

    def forward(self, x: Tensor) -> Tensor:
        """Logits for a batch of images."""
        logits: Tensor = self.out(self.relu(self.hidden(x.flatten(1))))
        return logits


class Convolutions(nn.Module):
    """The lecture's network of two convolutions: (N, 1, 28, 28) in; logits and features (N, 1568) out."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Sequential(nn.Conv2d(1, 16, 5, 1, 2), nn.ReLU(), nn.MaxPool2d(2))
        self.conv2 = nn.Sequential(nn.Conv2d(16, 32, 5, 1, 2), nn.ReLU(), nn.MaxPool2d(2))
        self.out = nn.Linear(1568, 10)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Logits and features of a batch of images."""
        features = self.conv2(self.conv1(x)).flatten(1)
        return self.out(features), features


class Backwards(nn.Module):
    """Registers its layers in the reverse of the order they run in, and runs two of them twice."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.out = nn.Linear(channels, 10)
        self.flat = nn.Flatten()
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.twice = nn.Conv2d(channels, channels, 3)
        self.relu = nn.ReLU()
        self.first = nn.Conv2d(1, channels, 3)

    def forward(self, x: Tensor) -> Tensor:
        """Logits for a batch of images, (N, 1, H, W) with sides of at least 7."""
        inner = self.twice(self.relu(self.twice(self.relu(self.first(x)))))
        logits: Tensor = self.out(self.flat(self.pool(inner)))
        return logits


def seed(number: int) -> None:
    """Seed every generator that a student's code may draw from."""
    torch.manual_seed(number)
    random.seed(number)
    np.random.seed(number % 2**32)  # noqa: NPY002  (students draw from the legacy generator)


def is_module(value: object, kind: str) -> bool:
    """Whether a value is an instance of `torch.nn`'s class of that name."""
    return isinstance(value, getattr(nn, kind))


def parameters(model: nn.Module) -> list[tuple[str, Tensor]]:
    """The model's parameters by name in the order of registration, shared tensors once."""
    return [(name, parameter.detach()) for name, parameter in _parameters(model)]


def load_parameters(model: nn.Module, values: list[Tensor]) -> None:
    """Copy values into the model's parameters, in the order of `parameters`."""
    with torch.no_grad():
        for (_, parameter), value in zip(_parameters(model), values, strict=True):
            parameter.copy_(value)


def move(model: nn.Module, device: torch.device) -> None:
    """Move the model's parameters and buffers to a device."""
    nn.Module.to(model, device)


def layer_shapes(model: nn.Module, x: Tensor) -> list[tuple[str, list[int]]]:
    """Type name and output shape (batch included) of each leaf module, in the order they are executed."""
    rows: list[tuple[str, list[int]]] = []

    def note(module: nn.Module, _inputs: Any, output: Any) -> None:
        first = output[0] if isinstance(output, (tuple, list)) else output
        rows.append((type(module).__name__, list(first.shape)))

    leaves = [module for _, module in _modules(model) if not module.__dict__["_modules"]]
    hooks = [nn.Module.register_forward_hook(module, note) for module in leaves]
    try:
        with torch.no_grad():
            _logits(model, x)
    finally:
        for hook in hooks:
            hook.remove()
    return rows


def predict(model: nn.Module, images: Tensor, batch_size: int, device: torch.device) -> Tensor:
    """The model's logits in evaluation mode; of a tuple the first element. The mode is put back."""
    training = model.training
    nn.Module.eval(model)
    try:
        with torch.no_grad():
            return torch.cat(
                [_logits(model, batch.to(device)).cpu() for batch in torch.split(images, batch_size)]
            )
    finally:
        nn.Module.train(model, training)


def optimizer(model: nn.Module, name: str, lr: float) -> torch.optim.Optimizer:
    """The optimizer of that name in `torch.optim` over all of the model's parameters."""
    held = [parameter for _, parameter in _parameters(model)]
    made: torch.optim.Optimizer = getattr(torch.optim, name)(held, lr=lr, fused=True)
    return made


def loader(images: Tensor, labels: Tensor, batch_size: int, order_seed: int | None = None) -> Batches:
    """Batches of the given images, in their order or shuffled."""
    return Batches(Images(images, labels), batch_size, order_seed)


def unmoved_loader(images: Tensor, labels: Tensor, batch_size: int) -> Batches:
    """Batches that behave as if they lay on another device than the model."""
    return UnmovedBatches(Images(images, labels), batch_size)


def training_loader(batch_size: int, order_seed: int, limit: int | None = None) -> Batches:
    """Shuffled batches of the training set, or of its first `limit` images."""
    whole = open_training_set()
    images = Images(whole.data[:limit], whole.targets[:limit])
    return (
        ResidentBatches(images, HELD[0], batch_size, order_seed)
        if HELD
        else Batches(images, batch_size, order_seed)
    )


def probe(  # noqa: PLR0913  (as `Probe` has them)
    inputs: int,
    outputs: int,
    *,
    features: bool,
    dropout: float = 0.0,
    flattens: bool = True,
    graphs: bool = True,
) -> Probe:
    """A linear model of ours that a student's training loop can be tried on."""
    return Probe(inputs, outputs, features=features, dropout=dropout, flattens=flattens, graphs=graphs)


def lecture_mlp() -> Perceptron:
    """The lecture's perceptron, untrained."""
    return Perceptron()


def lecture_cnn() -> Convolutions:
    """The lecture's network of two convolutions, untrained."""
    return Convolutions()


def backwards(channels: int) -> Backwards:
    """A network of ours whose layers run in another order than they are registered in."""
    return Backwards(channels)


def tied(size: int) -> nn.Module:
    """Two linear layers that have one weight, and a bias each."""
    first, second = nn.Linear(size, size), nn.Linear(size, size)
    second.weight = first.weight
    return nn.Sequential(first, nn.ReLU(), second)


def call_on(function: Callable[..., Any], *args: Any) -> tuple[Any, list[Tensor]]:
    """What a function returns, and what it leaves in each tensor among its arguments."""
    returned = function(*args)
    return returned, [value for value in args if isinstance(value, Tensor)]


def state(model: nn.Module) -> tuple[bool, int, list[Tensor]]:
    """Whether a model is in training mode, the number of hooks on it, and all its parameters and buffers.

    A hook on every module there is counts too, and so does a `forward` put in the place of a layer's own.
    """
    held = [module.__dict__ for _, module in _modules(model)]
    hooks = sum(
        len(one["_forward_hooks"]) + len(one["_forward_pre_hooks"]) + ("forward" in one) for one in held
    )
    everywhere = nn.modules.module
    hooks += len(everywhere._global_forward_hooks)  # noqa: SLF001  (torch has no public name for it)
    hooks += len(everywhere._global_forward_pre_hooks)  # noqa: SLF001  (nor for this)
    tensors = [
        tensor.detach()
        for one in held
        for tensor in (*one["_parameters"].values(), *one["_buffers"].values())
        if tensor is not None
    ]
    return model.training, hooks, tensors


def summary(model: nn.Module, input_size: list[int]) -> str:
    """The table of torchsummary, or a line that says why it could not make one.

    It works on a copy: torchsummary leaves its hooks behind when it fails, and changes BatchNorm's figures.
    """
    table = io.StringIO()
    try:
        with torch.random.fork_rng(devices=[]), contextlib.redirect_stdout(table):
            double = nn.Module.cpu(copy.deepcopy(model))
            torchsummary.summary(double, tuple(input_size), device="cpu")
    except Exception as error:  # noqa: BLE001  (a table is only for showing: whatever went wrong is said instead)
        return f"torchsummary could not make its table: {type(error).__name__}: {error}"
    return table.getvalue().strip()


def _modules(model: nn.Module) -> list[tuple[str, nn.Module]]:
    if not isinstance(model, nn.Module):
        raise TypeError(f"expected an nn.Module, not {type(model).__name__}")
    found: list[tuple[str, nn.Module]] = []
    seen: set[int] = set()
    waiting = [("", model)]
    while waiting:
        name, module = waiting.pop()
        if id(module) not in seen:
            seen.add(id(module))
            found.append((name, module))
            inside = module.__dict__["_modules"].items()
            waiting += [(f"{name}{key}.", part) for key, part in reversed(inside) if part is not None]
    return found


def _parameters(model: nn.Module) -> list[tuple[str, nn.Parameter]]:
    found: dict[int, tuple[str, nn.Parameter]] = {}
    for prefix, module in _modules(model):
        for name, parameter in module.__dict__["_parameters"].items():
            if parameter is not None:
                found.setdefault(id(parameter), (f"{prefix}{name}", parameter))
    return list(found.values())


def _logits(model: nn.Module, images: Tensor) -> Tensor:
    output = model(images)
    first: Tensor = output[0] if isinstance(output, (tuple, list)) else output
    return first
