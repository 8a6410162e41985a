"""How many trainings share a GPU."""

import math

import pytest

from grader.execution.share import BESIDE_BYTES, LOOK_S, Share, most_on_device
from grader.model.limits import MIB

LIMIT_BYTES = 4096 * MIB
GIB = 1024 * MIB


class FakeDevices:
    """A device that is as busy as a test says, and a clock that goes on with every look."""

    def __init__(self, busy: float | None) -> None:
        self.share_busy = busy
        self.now_s = 0.0

    def busy(self) -> float | None:
        """As the test says."""
        return self.share_busy

    def free_bytes(self) -> int:
        """Not asked here."""
        raise AssertionError

    def __call__(self) -> float:
        """The time."""
        return self.now_s


def looked(share: Share, devices: FakeDevices, looks: int, *, training: int | None = None) -> int:
    """How many may train after so many looks, each when it is time to; all slots are taken unless said."""
    for _ in range(looks):
        wait_s = share.look(share.now if training is None else training)
        devices.now_s += LOOK_S if wait_s == math.inf else wait_s
    return share.now


def test_an_idle_device_takes_more_one_by_one() -> None:
    """While the device idles another training is let in after every eight looks, as far as memory goes."""
    devices = FakeDevices(0.4)
    share = Share(4, devices, devices)
    assert [looked(share, devices, looks) for looks in (0, 7, 1, 8, 100)] == [2, 2, 3, 4, 4]


@pytest.mark.parametrize("busy", [0.9, 1.0, None])
def test_a_busy_device_takes_no_more(busy: float | None) -> None:
    """A device that is busy, or does not tell, keeps the two that it began with."""
    devices = FakeDevices(busy)
    assert looked(Share(8, devices, devices), devices, 100) == 2


def test_what_is_idle_for_want_of_jobs_says_nothing() -> None:
    """Where fewer train than may, that the device idles is no reason for more."""
    devices = FakeDevices(0.0)
    assert looked(Share(8, devices, devices), devices, 100, training=1) == 2


def test_looks_come_at_their_time() -> None:
    """However often it is called, it looks no more often than it says."""
    devices = FakeDevices(0.0)
    share = Share(8, devices, devices)
    for _ in range(100):
        assert share.look(2) == LOOK_S
    assert share.now == 2


@pytest.mark.parametrize("most", [1, 6])
def test_a_given_number_holds_from_the_beginning(most: int) -> None:
    """Without a device to ask, as many train as are said to, and nobody need look again."""
    share = Share(most)
    assert (share.now, share.look(most)) == (most, math.inf)


@pytest.mark.parametrize(
    ("free_bytes", "count"),
    [(0, 1), (8 * GIB, 1), (11 * GIB, 2), (24 * GIB, 4), (80 * GIB, 14), (800 * GIB, 16)],
)
def test_most_on_device(free_bytes: int, count: int) -> None:
    """So many train at once that each finds all that it may take, and those that are ready find room."""
    assert most_on_device(16, free_bytes, LIMIT_BYTES) == count
    ready = -(-count // 2)
    assert count == 1 or count * (LIMIT_BYTES + BESIDE_BYTES) + ready * BESIDE_BYTES <= free_bytes
