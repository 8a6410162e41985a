"""The processor's arithmetic limit, and how much arithmetic a training is."""

import time
from typing import Any

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from grader.catalog.course import Course

SIDE, TURNS = 2048, 8
IMAGES = 60_000


def peak() -> float:
    """Floating-point operations a second of float32 products, by all processors; the best of some."""
    a, b = torch.rand(2, SIDE, SIDE)
    best_s = float("inf")
    for _ in range(TURNS):
        began = time.perf_counter()
        a @ b
        best_s = min(best_s, time.perf_counter() - began)
    return 2.0 * SIDE**3 / best_s


def training(course: Course, slug: str, name: str) -> float:
    """Floating-point operations of the products and convolutions of a whole training, as torch counts them.

    Args:
        course: whose solution is trained, on MNIST, as long as its regimen says.
        slug: of the exercise.
        name: of the network's class.
    """
    exercise = course.exercise(slug)
    regimen = exercise.regimens["mnist"]
    namespace: dict[str, Any] = {"__name__": slug}
    exec(course.solution(exercise).read_text(encoding="utf-8"), namespace)  # noqa: S102  (the course's own)
    model = namespace[name]()
    batch = [(torch.rand(regimen.batch_size, 1, 28, 28), torch.zeros(regimen.batch_size, dtype=torch.int64))]
    optimizer = torch.optim.SGD(model.parameters())
    with FlopCounterMode(display=False) as counter:
        namespace["train_epoch"](model, batch, nn.CrossEntropyLoss(), optimizer, torch.device("cpu"))
    return float(counter.get_total_flops()) * IMAGES / regimen.batch_size * regimen.epochs
