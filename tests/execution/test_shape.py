"""How many jobs at once, from processors, memory and control groups."""

from pathlib import Path

import pytest

from grader.execution.shape import (
    JOB_BYTES,
    SERVERS_BYTES,
    jobs_at_once,
    memory_bytes,
    most_in_memory,
    processors,
)
from grader.model.limits import MIB, Limits

NOWHERE = Path("/nowhere")
SECOND = "0::/user/jobs\n"
FIRST = "4:memory:/docker/abc\n1:cpu,cpuacct:/docker/abc\n9:name=systemd:/\n"


def write(root: Path, own: str, files: dict[str, str]) -> tuple[Path, Path]:
    """Control groups' files, and the list of the groups that this process is in."""
    groups = root / "cgroup"
    for name, text in files.items():
        path = groups / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="ascii")
    (root / "own").write_text(own, encoding="ascii")
    return groups, root / "own"


@pytest.mark.parametrize(
    ("own", "files"),
    [
        (SECOND, {"user/jobs/memory.max": "max\n", "user/memory.max": "1048576\n"}),
        (SECOND, {"user/jobs/memory.max": "1048576\n", "user/memory.max": "2097152\n"}),
        ("0::/\n", {"memory.max": "1048576\n"}),
        (FIRST, {"memory/docker/abc/memory.limit_in_bytes": "1048576\n"}),
        (FIRST, {"memory/memory.limit_in_bytes": "1048576\n"}),
    ],
)
def test_memory_of_the_control_group(tmp_path: Path, own: str, files: dict[str, str]) -> None:
    """The least that any group around this process grants is what there is, in either version of groups."""
    assert memory_bytes(*write(tmp_path, own, files)) == MIB


@pytest.mark.parametrize(
    ("own", "files"),
    [
        (SECOND, {"user/jobs/cpu.max": "100000 100000\n"}),
        (SECOND, {"user/cpu.max": "40000 100000\n", "user/jobs/cpu.max": "max 100000\n"}),
        (FIRST, {"cpu/cpu.cfs_quota_us": "50000\n", "cpu/cpu.cfs_period_us": "100000\n"}),
    ],
)
def test_processors_of_the_control_group(tmp_path: Path, own: str, files: dict[str, str]) -> None:
    """A quota of processor time is rounded to processors, one at the least."""
    assert processors(*write(tmp_path, own, files)) == 1


@pytest.mark.parametrize(
    ("own", "files"),
    [
        (SECOND, {"user/jobs/memory.max": "max\n", "user/jobs/cpu.max": "max 100000\n"}),
        (SECOND, {"user/jobs/memory.max": "", "user/jobs/cpu.max": "what is this\n"}),
        (FIRST, {"cpu/cpu.cfs_quota_us": "-1\n", "cpu/cpu.cfs_period_us": "100000\n"}),
        (FIRST, {"memory/memory.limit_in_bytes": "9223372036854771712\n"}),
        ("", {}),
    ],
)
def test_groups_without_a_limit(tmp_path: Path, own: str, files: dict[str, str]) -> None:
    """Where no group sets a limit, or says it in a way nobody reads, the machine is what there is."""
    given = write(tmp_path, own, files)
    assert memory_bytes(*given) == memory_bytes(NOWHERE, NOWHERE) > MIB
    assert processors(*given) == processors(NOWHERE, NOWHERE) >= 1


@pytest.mark.parametrize(
    ("beside_bytes", "jobs"), [(-SERVERS_BYTES, 1), (0, 1), (JOB_BYTES, 2), (10 * JOB_BYTES - 1, 10)]
)
def test_most_in_memory(beside_bytes: int, jobs: int) -> None:
    """There is room for one that takes all it may, and beside it for as many as fit that do not."""
    assert most_in_memory(SERVERS_BYTES + Limits().memory_bytes + beside_bytes) == jobs


def test_this_machine() -> None:
    """At least one job runs here, and no more than there are processors."""
    assert 1 <= jobs_at_once() <= processors()
