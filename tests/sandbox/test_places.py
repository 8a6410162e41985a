"""The wall where less is allowed than here: as an ordinary user, without namespaces, in a container.

`.ci/place` makes each place; where it cannot, the test is skipped by name.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="the places are Linux's")]

_ROOT = Path(__file__).parents[2]
_CANNOT = 77
_PLACES = ("user", "user-no-namespaces", "root-no-sys-admin", "container", "container-user")
# What depends on the place: what every sandbox must do, what a wall must stop, where a worker may write, what
# `auto` is. One process runs it all, and starts each sandbox once. The sandbox `none` is the same everywhere.
_FILES = (
    "test_contract.py", "test_standard.py", "test_scratch.py",
    "test_probe.py::test_auto_is_the_strongest_that_was_found",
)  # fmt: skip
# As root, in no such place, they run anyhow.
_HOSTILE = {"user": ("test_hostile.py",)}
_ENDS = "test_contract.py::TestSandbox::test_ends_the_process_when_it_closes"


@pytest.fixture(scope="module")
def runs() -> Iterator[dict[str, Future[subprocess.CompletedProcess[str]]]]:
    """What ran in each place: two at a time, as each of them waits more than it computes."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        yield {place: pool.submit(_run, place) for place in _PLACES}


def _run(place: str) -> subprocess.CompletedProcess[str]:
    files = [f"tests/sandbox/{name}" for name in (*_FILES, *_HOSTILE.get(place, ()))]
    options = ["-p", "no:xdist", "-q", "-rpfEs", "--tb=short", "-k", "not [none"]
    return subprocess.run(
        [str(_ROOT / ".ci" / "place"), place, sys.executable, "-m", "pytest", *options, *files],
        cwd=_ROOT,
        env=os.environ | {"PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def passes(runs: dict[str, Future[subprocess.CompletedProcess[str]]]) -> Callable[[str, str], bool]:
    """Whether a test was run in a place, all of whose tests must pass or be skipped."""

    def ask(place: str, name: str) -> bool:
        done = runs[place].result()
        if done.returncode == _CANNOT:
            pytest.skip(done.stderr.strip().rpartition("\n")[2])
        passed = [line for line in done.stdout.splitlines() if line.startswith("PASSED")]
        assert done.returncode == 0, "\n".join(
            line for line in done.stdout.splitlines() if line not in passed
        )
        return any(name in line for line in passed)

    return ask


@pytest.mark.parametrize("place", _PLACES)
def test_the_wall_holds(place: str, passes: Callable[[str, str], bool]) -> None:
    """Every sandbox that stands there does what every sandbox must, and `auto` is the strongest of them."""
    assert passes(place, f"{_ENDS}[standard]")
    assert passes(place, "test_standard.py::test_does_nothing_to_the_system[standard]")
    assert passes(place, "test_auto_is_the_strongest_that_was_found")


@pytest.mark.parametrize("place", _PLACES)
def test_full_stands_where_namespaces_can_be_made(place: str, passes: Callable[[str, str], bool]) -> None:
    """An ordinary user gets `full` with bubblewrap and no privilege; elsewhere no worker stands in it."""
    full = passes(place, f"{_ENDS}[full]")
    if place == "user" and not full:
        pytest.skip("this machine has no bubblewrap, or no namespaces for an ordinary user")
    assert full == (place == "user")


@pytest.mark.parametrize("place", _PLACES)
def test_scratch_is_given_or_refused(place: str, passes: Callable[[str, str], bool]) -> None:
    """An ordinary user with namespaces can give a scratch folder; elsewhere it is refused, aloud."""
    given = passes(place, "test_a_folder_is_its_workers_alone[standard]")
    refused = passes(place, "test_is_refused_where_it_cannot_be_had[standard]")
    assert (given, refused) == ((True, False) if place == "user" else (False, True))


def test_hostile_programs_fail_as_an_ordinary_user(passes: Callable[[str, str], bool]) -> None:
    """Every hostile program has the outcome that it must have also where the grader is not root."""
    assert passes("user", "test_nothing_is_left[standard]")
    assert passes("user", "test_nothing_is_left[full]") == passes("user", f"{_ENDS}[full]")
