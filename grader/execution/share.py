"""How many trainings share a GPU."""

import math
import statistics
import time
from collections.abc import Callable
from typing import Protocol

from grader.model.limits import MIB

# What a worker holds of the device beside its limit: CUDA's context and code, workspaces, the training set.
BESIDE_BYTES = 1024 * MIB
LOOK_S = 0.25
# Of the time; from here on another training would only take from the others.
_BUSY = 0.9
# So many looks in a row decide, so that a moment in which all of them compute elsewhere does not.
_LOOKS = 8
_AT_FIRST = 2


class Devices(Protocol):
    """What is asked of NVML; see `grader.sandbox.nvml.DeviceMemory`."""

    def busy(self) -> float | None:
        """The share of the last moment in which the busiest device computed; None where it is not told."""

    def free_bytes(self) -> int:
        """The memory that nobody holds, of the device that has least of it."""


class Share:
    """Begins with two, and lets one more in whenever those that train leave the device idle.

    Programs of different processes take turns on a device, so one that computes all the time gains nothing by
    one more of them.

    Args:
        most: how many there may be; see `most_on_device`.
        devices: who tells how busy the device is; None for `most` from the beginning.
        clock: in seconds.

    Attributes:
        now: how many may train at once, at least one.
    """

    def __init__(
        self, most: int, devices: Devices | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most = max(1, most)
        self._devices = devices
        self._clock = clock
        self.now = self._most if devices is None else min(_AT_FIRST, self._most)
        self._seen: list[float] = []
        self._next = -math.inf

    def look(self, training: int) -> float:
        """See how busy the device is with so many trainings; returns in how many seconds to come again."""
        if self._devices is None or self.now == self._most:
            return math.inf
        left_s = self._next - self._clock()
        if left_s > 0:
            return left_s
        self._next = self._clock() + LOOK_S
        busy = self._devices.busy() if training == self.now else None
        self._seen = [] if busy is None else [*self._seen, busy]
        if len(self._seen) == _LOOKS:
            self.now += statistics.mean(self._seen) < _BUSY
            self._seen = []
        return LOOK_S


def most_on_device(slots: int, free_bytes: int, limit_bytes: int) -> int:
    """How many of the slots find room on the device if each takes all that it may; one at the least.

    Room is left for those that stand ready, half as many: one that takes too much must not cost another its
    memory.
    """
    for count in range(slots, 1, -1):
        if count * (limit_bytes + BESIDE_BYTES) + -(-count // 2) * BESIDE_BYTES <= free_bytes:
            return count
    return 1
