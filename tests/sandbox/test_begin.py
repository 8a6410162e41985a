"""Real workers that wait before they begin."""

import os
import signal
from typing import Any

import pytest

from grader.model.errors import StudentOutOfMemory
from grader.model.limits import MIB, Limits
from grader.sandbox.forked import ForkedSandbox
from grader.sandbox.unwalled import NoSandbox

_HOLD = "import torch\ndef hold(count): return torch.ones(count, dtype=torch.uint8).numel()\n"


def test_a_worker_that_waited_works(walled_sandbox: ForkedSandbox, talk: Any) -> None:
    """It may begin as often as it is told to, and its limit of memory is whole."""
    limits = Limits(memory_bytes=256 * MIB)
    with walled_sandbox.start(limits, files={}) as worker:
        assert worker.begin()
        assert worker.begin()
        conversation = talk(worker)
        conversation.load(_HOLD)
        assert conversation.call("hold", 128 * MIB) == 128 * MIB
        with pytest.raises(StudentOutOfMemory):
            conversation.call("hold", 512 * MIB)


def test_a_worker_that_was_ended_does_not_begin(walled_sandbox: ForkedSandbox) -> None:
    """One that the kernel has ended while it waited says so, and nobody is blamed."""
    with walled_sandbox.start(Limits(), files={}) as worker:
        os.kill(worker._process.pid, signal.SIGKILL)
        assert worker._process.wait(20.0)
        assert not worker.begin()


def test_without_a_wall(talk: Any) -> None:
    """The same holds for workers without a wall."""
    with NoSandbox().start(Limits(), files={}) as worker:
        assert worker.begin()
        talk(worker).load(_HOLD)
        worker._process.kill()
        assert worker._process.wait(20.0)
        assert not worker.begin()
