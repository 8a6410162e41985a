"""The laboratory with the worker's tools in this process, and with a worker that lies."""

import importlib
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from torch import nn

from grader.judging.laboratory import TABLE_LIMIT, Laboratory
from grader.model.errors import CourseError
from grader.model.job import Terms


class Inside:
    """Stands for a session: what it imports lies in this process."""

    def module(self, name: str) -> Any:
        """The module itself."""
        return importlib.import_module(name)


def honest() -> Laboratory:
    """A laboratory whose worker does what it should."""
    return Laboratory(Inside(), Terms(), None)  # type: ignore[arg-type]


def lied_to(**answers: object) -> Laboratory:
    """A laboratory whose worker gives these answers to whatever is asked."""
    tools = SimpleNamespace(**{name: lambda *_, said=said, **__: said for name, said in answers.items()})
    return Laboratory(SimpleNamespace(module=lambda _: tools), Terms(), None)  # type: ignore[arg-type]


def small(*, reverse: bool = False) -> nn.Module:
    """Two layers of different shapes, registered in either order."""
    layers = {"first": nn.Linear(4, 3), "second": nn.Linear(3, 2)}
    return nn.ModuleDict(dict(reversed(layers.items())) if reverse else layers)


def test_parameters_are_counted_here() -> None:
    """The count is of the numbers that came over."""
    assert honest().parameter_count(small()) == 4 * 3 + 3 + 3 * 2 + 2


@pytest.mark.parametrize("reverse", [False, True])
def test_weights_move_in_and_out_by_shape(reverse: bool) -> None:
    """Whatever order a student's layers are registered in, weights find theirs in both directions."""
    laboratory, model, reference, back = honest(), small(reverse=reverse), small(), small()
    laboratory.fill(model, reference)
    laboratory.fetch(model, back)
    for name in ("first", "second"):
        assert torch.equal(model[name].weight, reference[name].weight)
        assert torch.equal(back[name].bias, reference[name].bias)


def test_equal_shapes_keep_their_order() -> None:
    """Where shapes repeat, the first of the one belongs to the first of the other."""
    laboratory, model, reference = (
        honest(),
        nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2)),
        nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2)),
    )
    laboratory.fill(model, reference)
    assert torch.equal(model(torch.ones(1, 2)), reference(torch.ones(1, 2)))


@pytest.mark.parametrize(
    "model", [nn.Linear(4, 3), nn.Linear(4, 4), nn.Sequential(small(), nn.Linear(1, 1)), nn.ReLU()]
)
def test_other_layers_are_named_by_their_shapes(model: nn.Module) -> None:
    """Too few, too many or other parameters are a failure that shows both lists."""
    with pytest.raises(
        AssertionError, match=r"have the shapes .*, expected \[3, 4\], \[3\], \[2, 3\], \[2\]"
    ):
        honest().fill(model, small())


def test_weights_that_are_no_numbers_are_not_fetched() -> None:
    """A network that has diverged fails the check instead of giving an accuracy."""
    model = nn.Linear(2, 2)
    nn.init.constant_(model.weight, float("nan"))
    with pytest.raises(AssertionError, match="NaN or infinite, 4 of 4"):
        honest().fetch(model, nn.Linear(2, 2))


def test_layer_shapes_leave_out_batch_and_repetitions() -> None:
    """An activation keeps the shape and adds nothing to the list."""
    model = nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2))
    assert honest().layer_shapes(model, torch.zeros(7, 4)) == [(3,), (2,)]


def test_predictions_are_of_the_promised_shape() -> None:
    """A network with too few outputs fails with a message about the shape."""
    assert tuple(honest().predict(nn.Linear(4, 10), torch.zeros(3, 4)).shape) == (3, 10)
    with pytest.raises(AssertionError, match=r"the model's output has shape \[3, 2\], expected \[3, 10\]"):
        honest().predict(nn.Linear(4, 2), torch.zeros(3, 4))


def test_a_table_comes_as_text() -> None:
    """Either the table or a line comes back, whatever the worker says."""
    assert "Total params: 8" in honest().summary(nn.Sequential(nn.Linear(3, 2)), (3,))
    said = lied_to(summary="**20 of 20 points**").summary(None, (3,))
    assert said == "What torchsummary says of your network:\n\n**20 of 20 points**"
    assert lied_to(summary=3).summary(None, (3,)) == "torchsummary's table could not be read: 3"


def test_a_table_is_cut() -> None:
    """What a network prints into its table while it runs does not fill the student's page."""
    said = lied_to(summary="x" * 1_000_000).summary(None, (3,))
    assert said.endswith(f"\n\n{'x' * TABLE_LIMIT}\n… (the table is longer)")
    assert len(said) < TABLE_LIMIT + 100


@pytest.mark.parametrize(
    "said", [None, (True, 0), (1, 0, []), (True, 10**5000, []), (True, -1, []), (True, 0, [3])]
)
def test_lies_about_a_models_state_are_failures(said: object) -> None:
    """Neither another form nor a number that cannot be written out is an internal error."""
    with pytest.raises(AssertionError, match="the state of the model could not be read"):
        lied_to(state=said).state(None)


@pytest.mark.parametrize(
    "said", [None, 3, [3], [("w", 3)], [["w", torch.zeros(1)]], [("w", torch.zeros(1), 3)]]
)
def test_lies_about_parameters_are_failures(said: object) -> None:
    """Parameters of another form are no internal error."""
    with pytest.raises(AssertionError, match="parameters could not be read"):
        lied_to(parameters=said).parameter_count(None)


@pytest.mark.parametrize(
    "said", [None, [3], [("Linear", 3)], [("Linear", [2.0])], [("Linear", (2,))], [("Linear", [10**5000])]]
)
def test_lies_about_shapes_are_failures(said: object) -> None:
    """Shapes of another form are no internal error."""
    with pytest.raises(AssertionError, match="shapes of the model's layers could not be read"):
        lied_to(layer_shapes=said).layer_shapes(None, torch.zeros(1))


@pytest.mark.parametrize(
    "said", [None, torch.zeros(2, 9), torch.full((2, 10), float("nan")), torch.zeros(2, 10).double()]
)
def test_lies_about_predictions_are_failures(said: object) -> None:
    """Neither NaN nor another dtype passes for logits."""
    with pytest.raises(AssertionError, match="the model's output"):
        lied_to(predict=said).predict(None, torch.zeros(2, 784))


def test_a_lie_about_a_kind_is_no_yes() -> None:
    """Only True itself counts."""
    assert not lied_to(is_module=1).is_module(None, "Conv2d")


TOOLS: dict[str, Callable[[Laboratory], object]] = {
    "seed": lambda laboratory: laboratory.seed(0),
    "parameters": lambda laboratory: laboratory.parameter_count(None),
    "move": lambda laboratory: laboratory.move(None),
    "layer_shapes": lambda laboratory: laboratory.layer_shapes(None, torch.zeros(1)),
    "predict": lambda laboratory: laboratory.predict(None, torch.zeros(1)),
    "is_module": lambda laboratory: laboratory.is_module(None, "Conv2d"),
    "summary": lambda laboratory: laboratory.summary(None, (1,)),
}
MAKERS: dict[str, Callable[[Laboratory], object]] = {
    "loader": lambda laboratory: laboratory.loader(torch.zeros(1), torch.zeros(1), 1),
    "unmoved_loader": lambda laboratory: laboratory.unmoved_loader(torch.zeros(1), torch.zeros(1), 1),
    "training_loader": lambda laboratory: laboratory.training_loader(1, 0),
    "optimizer": lambda laboratory: laboratory.optimizer(None, "SGD", 0.1),
    "probe": lambda laboratory: laboratory.probe(),
}


@pytest.mark.parametrize("name", [*TOOLS, *MAKERS])
def test_a_tool_that_was_replaced_is_a_failure(name: str) -> None:
    """Plain data that a student's code puts in the place of a tool is no internal error when it is called."""
    session: Any = SimpleNamespace(module=lambda _: SimpleNamespace(**{name: 5}))
    with pytest.raises(AssertionError, match=f"the grader's own function {name} is 5"):
        (TOOLS | MAKERS)[name](Laboratory(session, Terms(), None))


@pytest.mark.parametrize("name", MAKERS)
def test_a_tool_that_makes_plain_data_is_a_failure(name: str) -> None:
    """What is passed on to the student's functions is never data that the worker chose."""
    with pytest.raises(AssertionError, match=f"what the grader's own {name} makes is"):
        MAKERS[name](lied_to(**{name: [[[]]]}))


@pytest.mark.parametrize("found", [5, lambda: None])
def test_a_criterion_that_was_replaced_is_a_failure(found: object) -> None:
    """Nor is torch.nn in the worker the judge's own."""
    session: Any = SimpleNamespace(module=lambda _: SimpleNamespace(CrossEntropyLoss=found))
    with pytest.raises(AssertionError, match="CrossEntropyLoss"):
        Laboratory(session, Terms(), None).criterion()


def test_an_exercise_without_data_is_the_courses_fault() -> None:
    """Asking for test images that there are not costs no student anything."""
    with pytest.raises(CourseError, match="trains=True"):
        honest().test_set()


def test_what_a_function_leaves_in_its_argument_is_seen() -> None:
    """A function that writes into what it is given is found out, and one that does not is not."""
    images = torch.ones(2, 3)
    for function, left in ((torch.neg, 1.0), (torch.neg_, -1.0)):
        returned, [after] = honest().call_on(function, images.clone())
        assert torch.equal(returned, -images)
        assert torch.equal(after, left * images)


def test_every_tensor_among_the_arguments_comes_back() -> None:
    """A second tensor that is written into is found out too; other values are left out."""
    returned, after = honest().call_on(
        lambda x, number, y: x + y.zero_() + number, torch.ones(2), 3, torch.ones(2)
    )
    assert returned.tolist() == [4, 4]
    assert [tensor.tolist() for tensor in after] == [[1, 1], [0, 0]]


def test_the_state_of_a_model_is_read() -> None:
    """Its mode, its hooks and its numbers, buffers among them."""
    model = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2)).eval()
    model[0].register_forward_hook(lambda *_: None)
    training, hooks, tensors = honest().state(model)
    assert (training, hooks) == (False, 1)
    assert sum(tensor.numel() for tensor in tensors) == 4 + 2 + 2 + 2 + 2 + 2 + 1


def test_hooks_on_every_module_are_counted() -> None:
    """Neither a hook of torch's own registry nor a `forward` that was exchanged goes unseen."""
    model = nn.Sequential(nn.Linear(2, 2))
    assert honest().state(model)[1] == 0
    everywhere = nn.modules.module.register_module_forward_hook(lambda *_: None)
    try:
        assert honest().state(model)[1] == 1
    finally:
        everywhere.remove()
    model[0].forward = model[0].forward
    assert honest().state(model)[1] == 1


@pytest.mark.parametrize(
    "answer", [None, (True, 0), (1, 0, []), (True, 0.0, []), (True, 0, [1]), (True, 0, 1)]
)
def test_a_false_state_fails_the_check(answer: object) -> None:
    """Whatever a worker says of a model's state, it is a state or an AssertionError."""
    with pytest.raises(AssertionError, match="the state of the model could not be read"):
        lied_to(state=answer).state(small())


@pytest.mark.parametrize("answer", [None, (1,), (1, 2), (1, torch.ones(1)), (1, []), (1, [2]), [1, [1]]])
def test_a_false_call_fails_the_check(answer: object) -> None:
    """Whatever a worker says came of a call, it is a pair that ends with its tensors or an AssertionError."""
    with pytest.raises(AssertionError, match="answered with something else"):
        lied_to(call_on=answer).call_on(torch.neg, torch.ones(1))
