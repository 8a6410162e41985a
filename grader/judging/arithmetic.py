"""What the hidden tests of every case of convolution arithmetic share: sizes, impossible sizes, layers.

The truth is torch's own layer of the same geometry; nothing is compared with a formula of ours.
"""

import functools
import itertools
import math
import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
import torch
from torch import Tensor, nn

from grader.judging.example import Example, compute_example
from grader.judging.expect import (
    expect_close,
    expect_object,
    expect_tensor,
    fail,
    show,
)
from grader.judging.geometry import Case, Question, ask, describe, expect_formula
from grader.judging.laboratory import Laboratory
from grader.judging.misconceptions import Formula, hints, of_layers
from grader.judging.refusal import expect_refused

# How far the smallest geometries reach: 210 of four letters, of which torch accepts a part.
SMALL = 6
# How far below its smallest a number is drawn where there is no such geometry.
FURTHEST = 9


class Impossible(msgspec.Struct, frozen=True, kw_only=True):
    """A geometry that cannot be, why, and a neighbour of it that can.

    Attributes:
        case: the numbers in the order of the function that is asked.
        because: goes on after "expected ValueError: ".
        possible: differs as little as can be.
        also: others that cannot be, for the same reason.
    """

    case: Case
    because: str
    possible: Case
    also: tuple[Case, ...] = ()


class Arithmetic(msgspec.Struct, frozen=True, kw_only=True):
    """One case: its `output_size` takes the letters' numbers, its `build_layer` the same without the first.

    Attributes:
        letters: of the numbers of `output_size` in their order, the input size first, as in "iksp".
        ranges: letter to the smallest and the largest number that is drawn for it.
        kind: the class in `torch.nn` that `build_layer` returns.
        layer: torch's own layer for the numbers of `build_layer` and, by position, in- and out-channels.
        misconceptions: text to formula, as `grader.judging.misconceptions` has them.
        always: geometries that are among those drawn whatever the seed: bounds, and what luck could miss.
    """

    letters: str
    ranges: Mapping[str, tuple[int, int]]
    kind: str
    layer: Callable[..., nn.Module]
    misconceptions: Mapping[str, Formula]
    always: tuple[Case, ...] = ()

    def true_size(self, *case: int) -> int:
        """The output size of torch's own layer, or ValueError where torch refuses the geometry."""
        size = _layer_size(self.layer, case)
        if isinstance(size, str):
            raise ValueError(f"torch refuses {describe('the layer', self.letters, case)}: {size}")  # noqa: TRY004
        return size

    def draw(
        self, rng: random.Random, count: int, where: Callable[..., bool] = lambda *_: True
    ) -> list[Case]:
        """What is drawn always, then random geometries that torch accepts; for all of them `where` holds."""
        cases = [case for case in self.always if where(*case)]
        while len(cases) < count:
            case = tuple(rng.randint(*self.ranges[letter]) for letter in self.letters)
            if where(*case) and self._is_possible(case):
                cases.append(case)
        return cases

    def smallest(self) -> list[Case]:
        """Every geometry that torch accepts whose numbers exceed their smallest by 6 at most, all together.

        Every boundary lies among them, whatever is drawn.
        """
        ranges = [self.ranges[letter] for letter in self.letters]
        steps = itertools.product(*(range(min(SMALL, high - low) + 1) for low, high in ranges))
        cases = [
            tuple(low + more for (low, _), more in zip(ranges, step, strict=True))
            for step in steps
            if sum(step) <= SMALL
        ]
        return [case for case in cases if self._is_possible(case)]

    def expect_size(self, submission: Any, case: Case, expected: int) -> None:
        """Demand the output size of one case, which is the lecture's."""

        def truth(*asked: int) -> int:
            return expected if asked == case else self.true_size(*asked)

        question = self._question(submission)
        expect_formula(question, [case], truth, self.misconceptions, also=self.smallest())

    def expect_sizes(self, submission: Any, rng: random.Random, count: int = 200) -> None:
        """Demand the output sizes of torch's own layers for the smallest geometries and random ones."""
        cases = [*self.smallest(), *self.draw(rng, count)]
        expect_formula(self._question(submission), cases, self.true_size, self.misconceptions)

    def expect_impossible(self, submission: Any, impossible: Impossible, rng: random.Random) -> None:
        """Demand a ValueError with a message for a geometry that cannot be, and an answer for its neighbour.

        Where one number alone is below its smallest, a number further below is drawn too.
        """
        lows = [self.ranges[letter][0] for letter in self.letters]
        below = [place for place, low in enumerate(lows) if impossible.case[place] < low]
        drawn = [
            (*impossible.case[:place], lows[place] - rng.randint(1, FURTHEST), *impossible.case[place + 1 :])
            for place in below
            if len(below) == 1
        ]
        more = msgspec.structs.replace(impossible, also=(*impossible.also, *drawn))
        expect_impossible(self._question(submission), more, rng)

    def expect_layer(
        self, submission: Any, laboratory: Laboratory, case: Case, channels: tuple[int, int] = (1, 1)
    ) -> None:
        """Demand the layer of one case: its type, its number of parameters and the shape of its output."""
        i, *numbers = case
        layer, said = self._build(submission, numbers, channels)
        if not laboratory.is_module(layer, self.kind):
            fail(f"{said} returned {show(layer)}, expected an nn.{self.kind}")
        expected = self.layer(*numbers, *channels)
        count, right = laboratory.parameter_count(layer), sum(one.numel() for one in expected.parameters())
        if count != right:
            fail(f"{said} has {count:,} parameters, expected {_sum_of(expected)}{_bias(expected, count)}")
        output = ask(lambda: layer(torch.rand(1, channels[0], i, i)), case=f"{said} for an input of {i}×{i}")
        self.expect_shape(output, said, case, channels=channels[1])

    def expect_outputs(
        self,
        submission: Any,
        laboratory: Laboratory,
        rng: random.Random,
        where: Callable[..., bool] = lambda *_: True,
        count: int = 10,
    ) -> None:
        """Demand what torch's layer computes, for random geometries, several channels and known weights."""
        half = count // 2
        telling = self.draw(rng, half, lambda *case: where(*case) and self._tells(case))
        cases = sorted({*telling, *self.draw(rng, count - half, where)}, key=sum)
        # All of them before the first is asked for, so that a rehearsal has computed them.
        examples = [self._example(rng, case) for case in cases]
        for example in examples:
            layer, said = self._build(submission, example.numbers, example.channels)
            try:
                laboratory.fill(layer, example.layer)
            except AssertionError as error:
                fail(f"{said}: {error}")
            i, known = example.case[0], f"the output of {said}, with known weights, for an input of "
            output = ask(functools.partial(layer, example.x), case=f"{said} for an input of {i}×{i}")
            self.expect_shape(output, said, example.case, channels=example.channels[1], samples=2)
            expect_close(output, example.output, what=f"{known}{i}×{i}")
            size = f"{i}×{example.wide.shape[-1]}"
            output = ask(functools.partial(layer, example.wide), case=f"{said} for an input of {size}")
            expect_close(output, example.wide_output, what=f"{known}{size}")
        another, said = self._build(submission, example.numbers, example.channels)
        laboratory.fill(another, self.layer(*example.numbers, *example.channels))
        output = ask(functools.partial(layer, example.x), case=said)
        alone = f"the output of {said}, after the same call has made a second layer with weights of its own"
        expect_close(output, example.output, what=alone, hint="does each call make a new layer?")

    def expect_shape(  # noqa: PLR0913  (what was made, what was expected of it)
        self,
        output: object,
        said: str,
        case: Case,
        *,
        channels: int,
        samples: int = 1,
        dtype: torch.dtype = torch.float32,
    ) -> Tensor:
        """The output of the layer that `said` built, which must have the size that torch's own layer has."""
        size, what = self.true_size(*case), f"the output of {said} for an input of {case[0]}×{case[0]}"
        got = int(output.shape[-1]) if isinstance(output, Tensor) and output.dim() else size
        if hint := hints(of_layers(self.misconceptions), case, size).get(got):
            fail(f"{what} is {got} wide, expected {size}: {hint}")
        return expect_tensor(output, shape=(samples, channels, size, size), what=what, dtype=dtype)

    def _example(self, rng: random.Random, case: Case) -> Example:
        # More than one channel on either side, and never as many: groups and swapped channels show.
        channels = (rng.randint(2, 3), rng.randint(4, 6))
        return compute_example(self.layer, case, channels, rng.randint(1, 4), rng.randrange(2**31))

    def _question(self, submission: Any) -> Question:
        return Question(function=submission.output_size, name="output_size", letters=self.letters)

    def _build(self, submission: Any, numbers: Sequence[int], channels: tuple[int, int]) -> tuple[Any, str]:
        # The defaults are part of the signature.
        given = () if channels == (1, 1) else channels
        names = [*self.letters[1:], "in_channels", "out_channels"][: len(numbers) + len(given)]
        said = describe("build_layer", names, (*numbers, *given))
        layer = ask(lambda: submission.build_layer(*numbers, *given), case=said)
        return expect_object(layer, what=said), said

    def _tells(self, case: Case) -> bool:
        """Whether each number has an effect, unlike a padding of 0 or a stride that leads to one output."""
        above = all(
            number > self.ranges[letter][0] for letter, number in zip(self.letters, case, strict=True)
        )
        return above and self._is_possible(case) and self.true_size(*case) > 1

    def _is_possible(self, case: Case) -> bool:
        try:
            return self.true_size(*case) >= 1
        except ValueError:
            return False


def expect_impossible(question: Question, impossible: Impossible, rng: random.Random) -> None:
    """Demand a ValueError with a message for what cannot be, and an answer for its neighbour."""
    for case in (impossible.case, *impossible.also):
        expect_refused(
            functools.partial(question.function, *case),
            case=question.describe(case),
            because=impossible.because,
            accepted=lambda: question.ask(impossible.possible),
            rng=rng,
        )


# The same geometries are asked for by check after check, and many differ in the input alone: making a layer
# takes torch longer than using it.
@functools.lru_cache(maxsize=10_000)
def _layer_size(layer: Callable[..., nn.Module], case: Case) -> int | str:
    """The output size of a layer, or why torch refuses to make one of it."""
    i, *numbers = case
    try:
        with torch.no_grad():
            return int(_made(layer, tuple(numbers))(torch.zeros(1, 1, i, i)).shape[-1])
    except RuntimeError as error:
        return str(error)


@functools.lru_cache(maxsize=10_000)
def _made(layer: Callable[..., nn.Module], numbers: tuple[int, ...]) -> nn.Module:
    return layer(*numbers, 1, 1)


def _sum_of(layer: nn.Module) -> str:
    shapes = [tuple(parameter.shape) for parameter in layer.parameters()]
    products = ["·".join(str(side) for side in shape if side != 1) or "1" for shape in shapes]
    return f"{' + '.join(products)} = {sum(math.prod(shape) for shape in shapes):,}" if shapes else "none"


def _bias(layer: nn.Module, count: int) -> str:
    weights = sum(one.numel() for name, one in layer.named_parameters() if "bias" not in name)
    return ": is there a bias?" if 0 < weights == count else ""
