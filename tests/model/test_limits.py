"""What may be used, and what cannot be meant."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.model.errors import CourseError
from grader.model.limits import KIB, MIB, Limits, OwnLimits, in_bytes


@pytest.mark.parametrize(
    "wrong",
    [
        {"load_s": 0}, {"call_s": -1.0}, {"job_s": math.inf}, {"job_s": math.nan}, {"call_s": True},
        {"cpu_s": 0}, {"cpu_s": 1.5}, {"memory_bytes": 1}, {"threads": 0}, {"open_files": 3},
        {"output_bytes": "1 MiB"}, {"torch_threads": 0}, {"scratch_bytes": -1}, {"file_bytes": 0.5},
    ],
)  # fmt: skip
def test_limits_that_cannot_be_are_the_courses_error(wrong: dict[str, Any]) -> None:
    """A limit that is no number, or under which no worker could start, is told with its name and value."""
    ((name, value),) = wrong.items()
    with pytest.raises(CourseError, match=rf"^a limit {name} of {value!r} cannot be; it takes"):
        Limits(**wrong)


def test_a_limit_of_a_checks_own_must_be_one_too() -> None:
    """A check's own limits are held to the same bounds, and those it does not name need none."""
    with pytest.raises(
        CourseError, match="a limit threads of 0 cannot be; it takes a whole number, 1 or more"
    ):
        OwnLimits(threads=0)
    assert OwnLimits() == OwnLimits(threads=None)


@given(st.integers(16 * MIB, 2**50), st.integers(16, 10**6))
def test_a_checks_own_limits_take_the_places_of_the_others(memory_bytes: int, open_files: int) -> None:
    """What a check names is its own, and everything else is as it was."""
    limits = Limits(load_s=3, threads=7, memory_bytes=memory_bytes)
    mixed = limits.with_own(OwnLimits(open_files=open_files))
    assert mixed == Limits(load_s=3, threads=7, memory_bytes=memory_bytes, open_files=open_files)
    assert limits.with_own(OwnLimits()) == limits


@pytest.mark.parametrize(
    ("limits", "files", "largest_bytes"),
    [
        (Limits(), 0, 0),
        (Limits(file_bytes=MIB), 0, 0),
        (Limits(scratch_bytes=4 * MIB), 320, 4 * MIB),
        (Limits(scratch_bytes=4 * MIB, file_bytes=MIB), 320, MIB),
        (Limits(scratch_bytes=MIB, file_bytes=4 * MIB), 128, MIB),
    ],
    ids=str,
)
def test_files_are_counted_by_the_room_there_is(limits: Limits, files: int, largest_bytes: int) -> None:
    """No room is for no file; where there is some, the number of files grows with it, and one may fill it."""
    assert (limits.scratch_files, limits.largest_file_bytes) == (files, largest_bytes)


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 bytes"), (1023, "1023 bytes"), (KIB, "1 KiB"), (1536, "1.5 KiB"), (MIB, "1 MiB"),
        (MIB + MIB // 5, "1.2 MiB"), (3072 * MIB, "3,072 MiB"),
    ],
)  # fmt: skip
def test_bytes_are_said_in_their_unit(count: int, said: str) -> None:
    """A number of bytes is given in the largest unit that it fills, with one place where it needs one."""
    assert in_bytes(count) == said
