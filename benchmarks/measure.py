"""Measuring two ways of doing a thing side by side, in turns, so that a machine's drift hits both."""

import statistics
import time
from collections.abc import Callable, Sequence


def in_turns(ways: Sequence[Callable[[], object]], rounds: int) -> list[list[float]]:
    """Seconds of wall clock, a list for each way: one run of each per round, after one round not counted."""
    seconds: list[list[float]] = [[] for _ in ways]
    for turn in range(rounds + 1):
        for way, taken in zip(ways, seconds, strict=True):
            began = time.perf_counter()
            way()
            if turn:
                taken.append(time.perf_counter() - began)
    return seconds


def show(name: str, seconds: Sequence[float]) -> float:
    """Print minimum, median and maximum in milliseconds; returns the median in seconds."""
    middle = statistics.median(seconds)
    print(f"{name:<58} {min(seconds) * 1e3:9.1f} {middle * 1e3:9.1f} {max(seconds) * 1e3:9.1f}  ms")
    return middle


def heading() -> None:
    """Print what the columns are."""
    print(f"{'':<58} {'min':>9} {'median':>9} {'max':>9}")


def ratio(name: str, value: float, aim: str) -> None:
    """Print one ratio, and what is aimed at."""
    print(f"{name:<58} {value:9.2f}  (aim: {aim})")
