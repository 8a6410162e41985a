"""When the grader is killed, nothing that it has started is left."""

import os
import select
import subprocess
import sys
from pathlib import Path

import pytest

from grader.sandbox.forked import ForkedSandbox

_END_S = 20.0
_GRADER = """
import sys
from grader.model.limits import Limits
from grader.sandbox.{module} import {name}
from grader.wire.message import Load

sandbox = {name}({arguments})
with sandbox.start(Limits(), files={{}}) as worker:
    pids = [worker._process.pid]
    if sandbox.name != "none":
        pids.append(sandbox._server._process.pid)
    source = b"import os, sys\\nos.write(1, b'looping')\\nwhile True: pass"
    sys.stdout.write(" ".join(map(str, pids)) + "\\n")
    sys.stdout.flush()
    worker.ask(Load(filename="submission.py", source=source), timeout_s=600)
"""


def _kill_a_grader(program: str, temporary: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(temporary)}
    grader = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert grader.stdout is not None
    with grader.stdout:
        pids = grader.stdout.readline().split()
        watched = [os.pidfd_open(int(pid)) for pid in pids]
        grader.kill()
        grader.wait()
    for pidfd in watched:
        poll = select.poll()
        poll.register(pidfd, select.POLLIN)
        assert poll.poll(_END_S * 1000), f"one of the processes {pids} outlived its grader"
        os.close(pidfd)


def test_a_killed_grader_leaves_no_walled_process(walled_sandbox: ForkedSandbox, tmp_path: Path) -> None:
    """After `kill -9` the server and a worker in an endless loop end, and no temporary file is left."""
    name = walled_sandbox.name
    _kill_a_grader(_GRADER.format(module=name, name=f"{name.capitalize()}Sandbox", arguments="[]"), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_killed_grader_leaves_no_unwalled_process(tmp_path: Path) -> None:
    """After `kill -9` a worker without a wall ends too."""
    if not hasattr(os, "pidfd_open"):
        pytest.skip("this system has no pidfd to wait for a process with")
    _kill_a_grader(_GRADER.format(module="unwalled", name="NoSandbox", arguments=""), tmp_path)
