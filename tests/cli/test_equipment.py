"""What grading rests on besides the wall, row by row."""

import pytest

from grader.cli.equipment import memory_row, package_row
from grader.execution.shape import JOB_BYTES, SERVERS_BYTES
from grader.model.limits import Limits

_FIRST_BYTES = SERVERS_BYTES + Limits().memory_bytes


@pytest.mark.parametrize("cores", [1, 4])
def test_memory_for_a_job_on_each_core(cores: int) -> None:
    """Where there is memory for a job on each core, nothing is missing."""
    row = memory_row(_FIRST_BYTES + (cores - 1) * JOB_BYTES, cores)
    assert (row.ok, row.remedy) == (True, "")
    assert f": enough for {cores} at once" in row.detail


@pytest.mark.parametrize(("room_bytes", "jobs"), [(_FIRST_BYTES + 2 * JOB_BYTES - 1, 2), (1, 1)])
def test_memory_for_fewer_jobs_than_cores(room_bytes: int, jobs: int) -> None:
    """Where there is less, the row says for how many there is, what that costs, and how to ask for more."""
    row = memory_row(room_bytes, 4)
    assert not row.ok
    assert f": enough for {jobs} at once" in row.detail
    assert row.remedy.startswith("grader grade --jobs 4")
    assert row.cost == f"{4 - jobs} of the cores idle"


def test_memory_that_the_system_does_not_tell() -> None:
    """Where the amount is unknown, that is said, and nothing is called missing."""
    assert (memory_row(0, 4).ok, memory_row(0, 4).detail) == (True, "unknown")


def test_package_that_is_missing() -> None:
    """A package that is not installed is required, and the remedy installs it."""
    row = package_row("no-such-package-anywhere")
    assert (row.ok, row.required, row.remedy) == (False, True, "pip install no-such-package-anywhere")
