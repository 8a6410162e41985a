"""The probe: every layer is tried in a child, and whatever happens to that child is a finding."""

import json
import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the layers are Linux's")

_TRY = (
    "import msgspec, sys\n"
    "from grader.untrusted.trial import LayerError, Trial, try_in_child\n"
    "{body}\n"
    "trial = Trial(name='it', part='standard', attempt=attempt, cost='much', remedy='the usual way out')\n"
    "sys.stdout.buffer.write(msgspec.json.encode(try_in_child(trial, {timeout_s})))\n"
)


def _run(*arguments: str) -> bytes:
    done = subprocess.run([sys.executable, "-P", *arguments], capture_output=True, check=True)
    return done.stdout


def _try(body: str, timeout_s: float = 60.0) -> dict[str, object]:
    # A process of its own: a pytest process has threads, and must not fork.
    found: dict[str, object] = json.loads(_run("-c", _TRY.format(body=body, timeout_s=timeout_s)))
    return found


def _probe() -> dict[str, dict[str, object]]:
    return {one["name"]: one for one in json.loads(_run("-m", "grader.untrusted.probe"))["probed"]}


def test_every_layer_is_tried() -> None:
    """Each layer has its own finding, and names the sandbox that needs it; only `standard`'s are required."""
    probed = _probe()
    parts = {
        part: [name for name, one in probed.items() if one["part"] == part]
        for part in ("standard", "full", "further")
    }
    assert parts == {
        "standard": ["system", "rlimits", "privileges", "Landlock", "seccomp", "wall"],
        "full": ["bubblewrap", "namespaces", "own /proc"],
        "further": ["thread limit", "scratch", "fair shares", "cgroup", "huge pages"],
    }
    assert [name for name, one in probed.items() if one["required"]] == parts["standard"]


def test_what_is_missing_has_a_way_out() -> None:
    """A finding has a cost and a remedy exactly where something is missing, and always says what was seen."""
    for one in _probe().values():
        assert one["detail"], one
        assert bool(one["remedy"]) is not one["ok"], one
        assert bool(one["cost"]) is not one["ok"], one


def test_success_has_no_remedy() -> None:
    """What an attempt returns is the finding's detail, and there is nothing to mend."""
    assert _try("attempt = lambda: 'seen'") == {
        "name": "it",
        "part": "standard",
        "ok": True,
        "required": True,
        "detail": "seen",
        "cost": "",
        "remedy": "",
    }


def test_refusal_of_the_kernel() -> None:
    """An error of the kernel is a finding with the trial's own remedy."""
    found = _try("def attempt(): raise PermissionError(1, 'Operation not permitted')")
    assert (found["ok"], found["cost"], found["remedy"]) == (False, "much", "the usual way out")
    assert "Operation not permitted" in str(found["detail"])


def test_reason_with_its_own_way_out() -> None:
    """An attempt that knows the reason replaces the trial's remedy."""
    found = _try("def attempt(): raise LayerError('not installed', 'install it')")
    assert (found["ok"], found["detail"], found["remedy"]) == (False, "not installed", "install it")


def test_fault_of_the_attempt_itself() -> None:
    """An attempt that breaks in an unforeseen way is reported with the exception's name."""
    found = _try("def attempt(): return {}['x']")
    assert (found["ok"], found["detail"]) == (False, "KeyError: 'x'")


def test_child_that_is_killed() -> None:
    """An attempt whose process is killed, as by a seccomp filter, is a finding that names the signal."""
    found = _try("import os, signal\ndef attempt(): os.kill(os.getpid(), signal.SIGSYS)")
    assert (found["ok"], found["detail"]) == (False, "the trial was ended (SIGSYS)")


def test_child_that_exits() -> None:
    """An attempt whose process leaves without a word is a finding that names the exit code."""
    found = _try("import os\ndef attempt(): os._exit(7)")
    assert (found["ok"], found["detail"]) == (False, "the trial was ended (exit code 7)")


def test_child_that_hangs() -> None:
    """An attempt that never ends is killed, and is a finding."""
    found = _try("import signal\ndef attempt(): signal.pause()", timeout_s=0.05)
    assert (found["ok"], found["detail"]) == (False, "the trial did not end within 0.05 s")


def test_trial_leaves_the_process_as_it_was() -> None:
    """What an attempt does to itself for good stays in its child: the next one starts afresh."""
    body = (
        "from grader.untrusted.layers import LAYERS\n"
        "wall = {trial.name: trial for trial in LAYERS}['wall']\n"
        "first, second = try_in_child(wall), try_in_child(wall)\n"
        "attempt = lambda: str(first == second)"
    )
    assert _try(body)["detail"] == "True"


def test_other_systems() -> None:
    """On a system without these layers the probe says so, with where to grade instead, and starts nothing."""
    program = (
        "import sys; sys.platform = 'darwin'\n"
        "sys.modules['grader.untrusted.layers'] = None\n"
        "from grader.untrusted.probe import main\n"
        "main()"
    )
    (only,) = json.loads(_run("-c", program))["probed"]
    assert (only["name"], only["ok"], only["required"]) == ("system", False, True)
    assert "grade on Linux" in only["remedy"]
