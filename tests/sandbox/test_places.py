"""The wall where less is allowed than here: as an ordinary user, without namespaces, in a container.

`.ci/place` makes each place; where it cannot, the test is skipped by name.
"""

import functools
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="the places are Linux's")]

_ROOT = Path(__file__).parents[2]
_CANNOT = 77
_STANDARD_ONLY = ("user-no-namespaces", "root-no-sys-admin", "container", "container-user")
_CONTRACT = ("tests/sandbox/test_contract.py", "tests/sandbox/test_standard.py")


def _run(place: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [str(_ROOT / ".ci" / "place"), place, sys.executable, *arguments],
        cwd=_ROOT,
        env=os.environ | {"PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == _CANNOT:
        pytest.skip(done.stderr.strip().rpartition("\n")[2])
    return done


@functools.cache
def _auto(place: str) -> object:
    done = _run(place, "-c", "from grader.cli.main import main; main()", "doctor", "--json")
    assert done.stdout, done.stderr
    return json.loads(done.stdout)["auto"]


def _passes(place: str, *files: str) -> list[str]:
    # The sandbox `none` is the same everywhere.
    done = _run(place, "-m", "pytest", "-q", "-rpfEs", "--tb=short", "-k", "not [none", *files)
    passed = [line for line in done.stdout.splitlines() if line.startswith("PASSED")]
    assert done.returncode == 0, "\n".join(line for line in done.stdout.splitlines() if line not in passed)
    return passed


@pytest.mark.parametrize("place", _STANDARD_ONLY)
def test_auto_is_standard_where_namespaces_are_forbidden(place: str) -> None:
    """`grader doctor` builds `standard` where no namespaces can be made, and says that `auto` is that."""
    assert _auto(place) == "standard"


def test_auto_is_full_for_an_ordinary_user() -> None:
    """An ordinary user who may make namespaces gets `full`, with bubblewrap and without any privilege."""
    bubblewrap = _run("user", "-m", "grader.untrusted.probe")
    missing = [
        one for one in json.loads(bubblewrap.stdout)["probed"] if one["part"] == "full" and not one["ok"]
    ]
    if missing:
        pytest.skip(f"this machine has no {missing[0]['name']} for an ordinary user: {missing[0]['detail']}")
    assert _auto("user") == "full"


@pytest.mark.parametrize("place", ["user", "user-no-namespaces", "container"])
def test_contract_holds(place: str) -> None:
    """What every sandbox must do, and what the wall must stop, holds there in each sandbox that stands."""
    passed = _passes(place, *_CONTRACT)
    for sandbox in {"standard", _auto(place)}:
        assert any(f"[{sandbox}" in line for line in passed), sandbox


def test_hostile_programs_fail_as_an_ordinary_user() -> None:
    """Every hostile program has the outcome that it must have also where the grader is not root."""
    passed = _passes("user", "tests/sandbox/test_hostile.py")
    for sandbox in {"standard", _auto("user")}:
        assert any(f"[{sandbox}" in line for line in passed), sandbox
