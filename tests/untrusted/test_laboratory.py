"""The tools that run beside a student's network."""

import random

import numpy as np
import pytest
import torch
from torch import nn

from grader.untrusted import laboratory


class Disguised(nn.Module):
    """A network whose own methods lie about it."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Linear(4, 3)
        self.second = nn.Linear(4, 3)
        self.second.weight = self.first.weight

    def parameters(self, recurse: bool = True) -> object:  # noqa: ARG002  (torch's signature)
        """Claim to have none."""
        return iter(())

    named_parameters = named_modules = modules = children = _named_members = parameters

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, str]:
        """A tuple, logits first."""
        return self.second(self.first(x) @ torch.ones(3, 4)), "features"


def test_parameters_do_not_ask_the_student() -> None:
    """Overridden methods change nothing, and a shared tensor is there once."""
    found = laboratory.parameters(Disguised())
    assert [(name, tuple(tensor.shape)) for name, tensor in found] == [
        ("first.weight", (3, 4)), ("first.bias", (3,)), ("second.bias", (3,))
    ]  # fmt: skip


def test_parameters_of_no_network_are_refused() -> None:
    """Where a function came back instead of a network, the error says what it was."""
    with pytest.raises(TypeError, match=r"expected an nn\.Module, not function"):
        laboratory.parameters(lambda x: x)


def test_loaded_parameters_are_held() -> None:
    """Values arrive in the order in which `parameters` lists them."""
    model = nn.Linear(2, 2)
    laboratory.load_parameters(model, [torch.full((2, 2), 3.0), torch.tensor([1.0, 2.0])])
    assert [tensor.tolist() for _, tensor in laboratory.parameters(model)] == [
        [[3.0, 3.0], [3.0, 3.0]],
        [1.0, 2.0],
    ]


def test_layer_shapes_follow_the_execution() -> None:
    """Leaf modules are listed as they run, not as they were registered, and no hook stays behind."""
    model = nn.ModuleDict({"late": nn.Linear(3, 2), "early": nn.Sequential(nn.Linear(4, 3), nn.ReLU())})
    model.forward = lambda x: model["late"](model["early"](x))  # type: ignore[method-assign]
    rows = laboratory.layer_shapes(model, torch.zeros(5, 4))
    assert rows == [("Linear", [5, 3]), ("ReLU", [5, 3]), ("Linear", [5, 2])]
    assert not any(module._forward_hooks for module in model.modules())


def test_predict_takes_the_first_of_a_tuple_in_evaluation_mode() -> None:
    """Dropout is off while predicting, batches are put together, and the mode is put back."""
    model = nn.Sequential(nn.Dropout(0.5), Disguised())
    images = torch.rand(7, 4)
    logits = laboratory.predict(model, images, 3, torch.device("cpu"))
    assert torch.allclose(logits, model[1](images)[0])
    assert model.training


def test_the_optimizer_steps_all_parameters() -> None:
    """Also those which an overridden `parameters()` would leave out."""
    model = Disguised()
    before = [tensor.clone() for _, tensor in laboratory.parameters(model)]
    optimizer = laboratory.optimizer(model, "SGD", 0.1)
    model(torch.ones(1, 4))[0].sum().backward()
    optimizer.step()
    after = [tensor for _, tensor in laboratory.parameters(model)]
    assert not any(torch.equal(one, other) for one, other in zip(before, after, strict=True))


def test_seeding_reaches_every_generator() -> None:
    """Torch, random and numpy repeat their draws."""

    def draws() -> tuple[float, float, float]:
        laboratory.seed(5)
        return float(torch.rand(1)), random.random(), float(np.random.random())  # noqa: NPY002  (what students use)

    assert draws() == draws()


def test_a_probe_gives_what_the_exercise_gives() -> None:
    """With features it returns a pair, without them logits; where it does not flatten, its caller must."""
    images = torch.rand(2, 1, 28, 28)
    logits, features = laboratory.probe(784, 10, features=True)(images)
    assert (tuple(logits.shape), tuple(features.shape)) == ((2, 10), (2, 784))
    probe = laboratory.probe(784, 10, features=False, flattens=False)
    assert tuple(probe(images.flatten(1)).shape) == (2, 10)
    with pytest.raises(RuntimeError, match="shapes"):
        probe(images)


def test_a_probe_tells_whether_gradients_are_recorded() -> None:
    """Asked for it, its logits are negated where they are, and as they should be where they are not."""
    images = torch.rand(2, 784)
    probe = laboratory.probe(784, 10, features=False, graphs=False)
    with torch.no_grad():
        without = probe(images)
    assert torch.equal(probe(images), -without)
    probe.graphs = False
    assert torch.equal(probe(images), -without)
    assert torch.equal(probe.requires_grad_(requires_grad=False)(images), without)


def test_the_summary_is_the_table_of_torchsummary() -> None:
    """The table comes as text, and torch's generator and the model stay as they were."""
    model = nn.Sequential(nn.Linear(784, 500), nn.ReLU(), nn.Linear(500, 10))
    state = torch.get_rng_state()
    assert "Total params: 397,510" in laboratory.summary(model, [784])
    assert torch.equal(state, torch.get_rng_state())
    assert not any(module._forward_hooks for module in model.modules())


@pytest.mark.parametrize(
    "model", [nn.Sequential(nn.ReLU()), nn.Linear(3, 3)], ids=["no parameters", "wrong size"]
)
def test_where_torchsummary_fails_the_text_says_so(model: nn.Module) -> None:
    """Its crashes become a line, and its hooks do not stay in the model."""
    assert laboratory.summary(model, [784]).startswith("torchsummary could not make its table: ")
    assert not any(module._forward_hooks for module in model.modules())


def test_kinds_are_those_of_torch() -> None:
    """A subclass counts as its base, and a plain value as nothing."""
    assert laboratory.is_module(nn.Conv2d(1, 1, 1), "Conv2d")
    assert not laboratory.is_module(3, "Conv2d")


def test_layers_run_backwards() -> None:
    """The network's layers run in the reverse of their registration, and two of them twice."""
    model = laboratory.backwards(3)
    ran = [kind for kind, _ in laboratory.layer_shapes(model, torch.zeros(1, 1, 7, 9))]
    assert [type(layer).__name__ for layer in reversed(list(model.children()))] == [
        "Conv2d", "ReLU", "Conv2d", "AdaptiveAvgPool2d", "Flatten", "Linear"
    ]  # fmt: skip
    assert ran == ["Conv2d", "ReLU", "Conv2d", "ReLU", "Conv2d", "AdaptiveAvgPool2d", "Flatten", "Linear"]


def test_a_tied_weight_is_there_once() -> None:
    """Two layers hold one weight and two biases."""
    assert [tuple(tensor.shape) for _, tensor in laboratory.parameters(laboratory.tied(4))] == [
        (4, 4), (4,), (4,)
    ]  # fmt: skip
