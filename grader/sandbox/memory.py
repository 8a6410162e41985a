"""How much memory a worker with CUDA holds, seen from outside: its address space cannot be limited."""

import time
from pathlib import Path

from grader.model.errors import SandboxError, SandboxUnavailable, StudentOutOfMemory
from grader.model.limits import MIB, Limits
from grader.sandbox.nvml import DeviceMemory, NvmlUnavailableError
from grader.sandbox.usage import usage_of

# The next look at the devices waits this many times as long as the last one took.
_REST = 20
LOOK_S, _DEVICE_S = 0.05, 0.1
# The limit is what torch's allocator grants; CUDA loads code and makes workspaces beside it.
_BESIDE_BYTES = 512 * MIB
_CONTROL = Path("/dev/nvidiactl")


class MemoryWatch:
    """Compares a worker's memory with its limits, above what it held when it was ready.

    What it misses, it misses for as long as it rests between two looks. On the devices it is exact where NVML
    tells memory by process. Where it does not, the use of all devices together is watched, which shows that
    somebody took too much and not who.
    """

    def __init__(self, pid: int, limits: Limits, *, walled: bool) -> None:
        """Take the worker's memory as it is now for what it may hold beside its limits.

        Raises:
            SandboxUnavailable: behind a wall nothing may go unwatched, and the devices cannot be watched.
        """
        self._pid = pid
        self._limits = limits
        self._devices = _open_devices() if walled else None
        self._host_at_first = usage_of(pid).resident_bytes
        first = self._devices.of_process(pid) if self._devices else None
        self._by_process = first is not None
        self._device_at_first = first if first is not None else self._all_devices()
        self._next_host = self._next_device = 0.0

    def look(self) -> StudentOutOfMemory | None:
        """The fault of a worker that holds more than it may; looks only when it is time to.

        Raises:
            SandboxError: more of the devices is held than a worker may hold, and NVML does not tell by whom.
        """
        now = time.monotonic()
        if now >= self._next_host:
            self._next_host = now + LOOK_S
            held = usage_of(self._pid).resident_bytes - self._host_at_first
            if held > self._limits.memory_bytes:
                return StudentOutOfMemory(_said("memory", held, self._limits.memory_bytes))
        if self._devices is not None and now >= self._next_device:
            held = self._device_bytes() - self._device_at_first
            taken_s = time.monotonic() - now
            self._next_device = now + max(_DEVICE_S, _REST * taken_s)
            if held > self._limits.cuda_memory_bytes + _BESIDE_BYTES:
                return self._too_much_of_the_device(held)
        return None

    def _device_bytes(self) -> int:
        if not self._by_process or self._devices is None:
            return self._all_devices()
        return self._devices.of_process(self._pid) or 0

    def _all_devices(self) -> int:
        return self._devices.in_all() if self._devices else 0

    def _too_much_of_the_device(self, held: int) -> StudentOutOfMemory:
        limit = self._limits.cuda_memory_bytes
        if self._by_process:
            return StudentOutOfMemory(_said("the GPU's memory", held, limit))
        raise SandboxError(
            f"{held // MIB:,} MiB more of the GPU's memory were taken while a worker ran that may take "
            f"{limit // MIB:,} MiB, and NVML does not tell by whom; let nothing else use the GPU, and grade "
            "one job at a time (--jobs 1)"
        )


def _open_devices() -> DeviceMemory | None:
    if not _CONTROL.exists():
        return None
    try:
        return DeviceMemory()
    except NvmlUnavailableError as error:
        raise SandboxUnavailable(
            f"a program's use of the GPU's memory cannot be limited: {error}; --device cpu does without"
        ) from error


def _said(of_what: str, held: int, limit: int) -> str:
    return f"held {held // MIB:,} MiB of {of_what} and may hold {limit // MIB:,} MiB"
