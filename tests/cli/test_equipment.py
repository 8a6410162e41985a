"""What grading rests on besides the wall, row by row."""

import pytest

from grader.cli.equipment import memory_row, package_row
from grader.model.limits import Limits

_EACH_BYTES = Limits().memory_bytes


@pytest.mark.parametrize("cores", [1, 4])
def test_memory_for_a_job_on_each_core(cores: int) -> None:
    """Where each core's job may use all of its memory limit, nothing is missing."""
    row = memory_row(cores * _EACH_BYTES, cores)
    assert (row.ok, row.remedy) == (True, "")
    assert f": {cores} jobs at once" in row.detail


@pytest.mark.parametrize(("room_bytes", "jobs"), [(3 * _EACH_BYTES - 1, 2), (_EACH_BYTES - 1, 1)])
def test_memory_for_fewer_jobs_than_cores(room_bytes: int, jobs: int) -> None:
    """Where they do not all fit, the remedy is the `--jobs` that do, and one at the least."""
    row = memory_row(room_bytes, 4)
    assert not row.ok
    assert row.remedy == f"grader grade --jobs {jobs}"
    assert "run out of memory" in row.cost


def test_memory_that_the_system_does_not_tell() -> None:
    """Where the amount is unknown, that is said, and nothing is called missing."""
    assert (memory_row(0, 4).ok, memory_row(0, 4).detail) == (True, "unknown")


def test_package_that_is_missing() -> None:
    """A package that is not installed is required, and the remedy installs it."""
    row = package_row("no-such-package-anywhere")
    assert (row.ok, row.required, row.remedy) == (False, True, "pip install no-such-package-anywhere")
