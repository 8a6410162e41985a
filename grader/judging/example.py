"""A layer of torch's with known weights, and what it computes."""

import functools
import random
from collections.abc import Callable, Sequence

import msgspec
import torch
from torch import Tensor, nn

from grader.judging.geometry import Case


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """A layer with known weights, and what it computes of two inputs, (2, channels, i, i) and a wider one."""

    case: Case
    channels: tuple[int, int]
    layer: nn.Module
    x: Tensor
    output: Tensor
    wide: Tensor
    wide_output: Tensor

    @property
    def numbers(self) -> Sequence[int]:
        """What `build_layer` is given besides the channels."""
        return self.case[1:]


@functools.lru_cache(maxsize=1_000)
def compute_example(
    layer: Callable[..., nn.Module], case: Case, channels: tuple[int, int], wider: int, seed: int
) -> Example:
    """An example of a layer; the same for the same seed, so it is kept.

    Args:
        layer: makes torch's own from the numbers of a case, without the input size, and the channels.
        case: the geometry.
        channels: of the input and of the output.
        wider: by how much the wide input is wider than it is high.
        seed: of the weights and of both inputs.
    """
    i, *numbers = case
    rng = random.Random(seed)  # noqa: S311  (no secret hangs on it)
    with torch.no_grad(), torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        made = layer(*numbers, *channels)
        x, wide = random_input(rng, 2, channels[0], i), random_input(rng, 2, channels[0], i, i + wider)
        return Example(
            case=case, channels=channels, layer=made, x=x, output=made(x), wide=wide, wide_output=made(wide)
        )


def random_input(
    rng: random.Random, samples: int, channels: int, size: int, width: int | None = None
) -> Tensor:
    """Normal numbers, float32 (samples, channels, size, width); the width is the size if there is none."""
    generator = torch.Generator().manual_seed(rng.randrange(2**31))
    return torch.randn(samples, channels, size, width or size, generator=generator)
