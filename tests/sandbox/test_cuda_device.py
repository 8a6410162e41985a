"""CUDA behind the wall, where there is a device: it works, and what a worker does there is its own."""

import os
import select
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

import grader.sandbox.plugin
from grader.model.errors import (
    SandboxUnavailable,
    StudentFault,
    StudentOutOfMemory,
    StudentRaised,
    StudentTimedOut,
)
from grader.model.limits import MIB, Limits
from grader.model.outcome import Outcome
from grader.registry import Registry
from grader.sandbox.cuda import cuda_devices
from grader.sandbox.nvml import DeviceMemory

_ROOT = Path(__file__).parents[2]
_PROGRAMS = sorted((_ROOT / "tests" / "hostile" / "cuda").glob("*.py"))
_LIMITS = Limits(memory_bytes=1024 * MIB, cuda_memory_bytes=1024 * MIB, output_bytes=256 * 1024)
_SHORT_S, _LONG_S, _END_S = 1.5, 60.0, 30.0
_HONEST = """
import torch
def work():
    a = torch.arange(9.0, device="cuda").reshape(3, 3)
    layer = torch.nn.Conv2d(1, 2, 3).cuda()
    layer(torch.ones(1, 1, 8, 8, device="cuda")).sum().backward()
    return (a @ a).sum().item()
def index(rows, at):
    return torch.zeros(rows, device="cuda")[torch.tensor([at], device="cuda")].sum().item()
def take(count):
    return torch.ones(count, dtype=torch.uint8, device="cuda").numel()
def sleep():
    torch.cuda._sleep(2**62)
    torch.cuda.synchronize()
def hoard(count):
    torch.cuda.set_per_process_memory_fraction(1.0)
    held = torch.ones(count, dtype=torch.uint8, device="cuda")
    sleep()
    return held.numel()
held = []
def hold(count):
    held.append(torch.ones(count, dtype=torch.uint8, device="cuda"))
"""
_BATCHES = """
from grader.untrusted.laboratory import training_loader
from grader.untrusted.resident import HELD
def batches():
    moved = untouched = 0
    for images, labels in training_loader(8, 1):
        moved += len(images.to("cuda")) * labels.to("cuda").is_cuda
        untouched += not images.rows.touched
    return [str(one.data.device) for one in HELD], moved, untouched
"""

pytestmark = [pytest.mark.gpu, pytest.mark.slow]


@pytest.fixture(scope="module", params=["full", "standard"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[Any]:
    """Each sandbox in turn, where there is a device."""
    if not cuda_devices():
        pytest.skip("no CUDA device is visible")
    with ExitStack() as stack:
        try:
            made = Registry([grader.sandbox.plugin]).sandbox(request.param, [_ROOT])
            stack.callback(made.close)
            with made.start(_LIMITS, files={}, cuda=True):
                pass
        except SandboxUnavailable as error:
            # Where CUDA does not start behind it, that is what these tests are for.
            if "CUDA" in str(error) or "GPU" in str(error):
                raise
            pytest.skip(f"the sandbox {request.param!r} cannot be built on this machine: {error}")
        yield made


@pytest.fixture
def honest(sandbox: Any, talk: Any) -> Iterator[Any]:
    """A worker that computes on the device."""
    with sandbox.start(_LIMITS, files={}, cuda=True) as worker:
        conversation = talk(worker)
        conversation.load(_HONEST)
        yield conversation


def _works(sandbox: Any, talk: Any) -> bool:
    with sandbox.start(_LIMITS, files={}, cuda=True) as worker:
        conversation = talk(worker)
        conversation.load(_HONEST)
        return bool(conversation.call("work", timeout_s=_LONG_S) == 486.0)


def test_computes_behind_the_wall(honest: Any) -> None:
    """A product of matrices and a convolution with its gradient run on the device."""
    assert honest.call("work", timeout_s=_LONG_S) == 486.0


def test_is_told_by_process(honest: Any) -> None:
    """NVML tells the memory of a worker that is ready by its number, so limits can be kept exactly."""
    held = DeviceMemory().of_process(honest.worker._process.pid)
    assert held is not None
    assert held > 0


def test_is_refused_device_memory_past_its_limit(honest: Any) -> None:
    """Half of the limit is granted; what exceeds it is out_of_memory, and the worker lives on."""
    assert honest.call("take", 512 * MIB, timeout_s=_LONG_S) == 512 * MIB
    with pytest.raises(StudentOutOfMemory, match=r"1,024 MiB of the GPU's memory"):
        honest.call("take", 2048 * MIB, timeout_s=_LONG_S)
    assert honest.call("work", timeout_s=_LONG_S) == 486.0


def test_is_watched_past_the_allocator(honest: Any) -> None:
    """A worker that lifts its allocator's limit is ended by the watch, which names what it held."""
    with pytest.raises(StudentOutOfMemory, match=r"of the GPU's memory and may hold 1,024 MiB"):
        honest.call("hoard", 2048 * MIB, timeout_s=_LONG_S)


def test_a_spoilt_context_is_its_own(honest: Any, sandbox: Any, talk: Any) -> None:
    """After a failed assertion on the device that worker computes nothing more; the next one does."""
    with pytest.raises(StudentFault):
        honest.call("index", 4, 1000, timeout_s=_LONG_S)
    with pytest.raises(StudentFault):
        honest.call("work", timeout_s=_LONG_S)
    assert _works(sandbox, talk)


def test_an_endless_kernel_ends_with_its_worker(sandbox: Any, talk: Any) -> None:
    """A kernel without end is timed_out; its process is gone soon, and the next worker computes."""
    with ExitStack() as stack:
        worker = stack.enter_context(sandbox.start(_LIMITS, files={}, cuda=True))
        pidfd = os.pidfd_open(worker._process.pid)
        stack.callback(os.close, pidfd)
        conversation = talk(worker)
        conversation.load(_HONEST)
        with pytest.raises(StudentTimedOut):
            conversation.call("sleep", timeout_s=_SHORT_S)
        worker.close()
        poll = select.poll()
        poll.register(pidfd, select.POLLIN)
        assert poll.poll(_END_S * 1000)
    assert _works(sandbox, talk)


def test_a_hog_leaves_its_neighbour_alone(honest: Any, sandbox: Any, talk: Any) -> None:
    """While one worker is ended for what it took, another on the same device goes on as it was."""
    with (
        ThreadPoolExecutor() as pool,
        sandbox.start(_LIMITS, files={}, cuda=True) as worker,
    ):
        hog = talk(worker)
        hog.load(_HONEST)
        ended = pool.submit(hog.call, "hoard", 2048 * MIB, timeout_s=_LONG_S)
        while not ended.done():
            assert honest.call("work", timeout_s=_LONG_S) == 486.0
        assert isinstance(ended.exception(), StudentOutOfMemory)
    assert honest.call("work", timeout_s=_LONG_S) == 486.0


def test_leaves_no_memory_on_the_device(sandbox: Any, talk: Any) -> None:
    """When a worker is gone, NVML knows of no memory of its any more."""
    with ExitStack() as stack:
        worker = stack.enter_context(sandbox.start(_LIMITS, files={}, cuda=True))
        pid = worker._process.pid
        pidfd = os.pidfd_open(pid)
        stack.callback(os.close, pidfd)
        conversation = talk(worker)
        conversation.load(_HONEST)
        conversation.call("hold", 256 * MIB, timeout_s=_LONG_S)
        worker.close()
        poll = select.poll()
        poll.register(pidfd, select.POLLIN)
        assert poll.poll(_END_S * 1000)
    assert DeviceMemory().of_process(pid) is None


def test_the_training_set_is_there(sandbox: Any, talk: Any, give: Any, tmp_path: Path) -> None:
    """A worker that trains has the training set on the device before its program, and batches come of it."""
    with sandbox.start(_LIMITS, files=give(tmp_path / "given"), cuda=True) as worker:
        conversation = talk(worker)
        conversation.load(_BATCHES)
        held, moved, untouched = conversation.call("batches", timeout_s=_LONG_S)
        assert held == ["cuda:0"]
        assert (moved, untouched) == (32, 4)


@pytest.mark.parametrize("program", _PROGRAMS, ids=lambda path: path.stem)
def test_a_hostile_program_gets_its_outcome(sandbox: Any, talk: Any, program: Path) -> None:
    """What it does has the outcome that its first line names, and the next worker computes."""
    source = program.read_text(encoding="utf-8")
    named = Outcome(source.partition("\n")[0].removeprefix("# outcome: "))
    timeout_s = _SHORT_S if named is Outcome.TIMED_OUT else _LONG_S
    with sandbox.start(_LIMITS, files={}, cuda=True) as worker:
        conversation = talk(worker)
        conversation.load(source)
        with pytest.raises(StudentFault) as fault:
            conversation.call("attack", timeout_s=timeout_s)
    assert fault.value.outcome == named, str(fault.value)
    assert _works(sandbox, talk)


def test_no_device_for_who_was_given_none(sandbox: Any, talk: Any) -> None:
    """A worker of an exercise that trains nothing cannot use the device, though the machine has one."""
    with sandbox.start(_LIMITS, files={}) as worker:
        conversation = talk(worker)
        conversation.load(_HONEST)
        with pytest.raises(StudentRaised):
            conversation.call("work", timeout_s=_LONG_S)
