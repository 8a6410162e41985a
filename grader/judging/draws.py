"""The random draws that a hidden test makes without asking for `rng`."""

import contextlib
import random
from collections.abc import Iterator

import numpy as np
import torch

_BITS = 32


def draw_anew(name: str) -> None:
    """Have this process's own generators, Python's, numpy's and torch's for the CPU, begin anew from a name.

    So what a check draws of them is the same, whichever checks were run before it.
    """
    seed = random.Random(name).getrandbits(_BITS)  # noqa: S311  (no secret hangs on it)
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002  (the old generator is what a hidden test may use)
    torch.default_generator.manual_seed(seed)


@contextlib.contextmanager
def draws_of_its_own() -> Iterator[None]:
    """These generators are afterwards as they were, for whoever else draws of them in this process."""
    python, numbers = random.getstate(), np.random.get_state()  # noqa: NPY002  (as above)
    with torch.random.fork_rng(devices=[]):
        try:
            yield
        finally:
            random.setstate(python)
            np.random.set_state(numbers)  # noqa: NPY002  (as above)
