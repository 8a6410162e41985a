"""How much memory of the CUDA devices a process holds, by NVIDIA's management library (NVML).

NVML counts what a process's CUDA contexts hold, the contexts themselves included, per device and process. It
gives no such figure in WSL, and for a card that is divided (MIG) only per part of it; in a container with
numbers of its own for processes, older drivers tell the host's. So a figure is believed only once the process
has been seen in it.
"""

from typing import Any


class NvmlUnavailableError(Exception):
    """NVML cannot be asked at all; the message is the reason and the way out."""


class DeviceMemory:
    """What the devices' memory is used for, as far as NVML tells this process."""

    def __init__(self) -> None:
        """Load the library and find the devices; makes no CUDA context.

        Raises:
            NvmlUnavailableError: the Python package, the library or the driver is missing, or broken.
        """
        try:
            import pynvml  # noqa: PLC0415  (it is an extra, for machines with a GPU)
        except ImportError as error:
            raise NvmlUnavailableError("nvidia-ml-py is not installed: pip install nvidia-ml-py") from error
        self._nvml: Any = pynvml
        try:
            pynvml.nvmlInit()
            self._cards = [
                pynvml.nvmlDeviceGetHandleByIndex(index) for index in range(pynvml.nvmlDeviceGetCount())
            ]
            self._parts = [part for card in self._cards for part in self._parts_of(card)]
        except pynvml.NVMLError as error:
            raise NvmlUnavailableError(f"NVML does not answer: {error}; see what nvidia-smi says") from error

    def of_process(self, pid: int) -> int | None:
        """What a process holds on all devices, in bytes; None where NVML does not tell.

        None is what a process has that holds nothing: NVML lists those with a CUDA context.
        """
        found = [
            process.usedGpuMemory
            for part in self._parts
            for process in self._processes(part)
            if process.pid == pid and process.usedGpuMemory is not None
        ]
        return sum(found) if found else None

    def in_all(self) -> int:
        """What all processes together hold on all devices, in bytes."""
        return sum(self._nvml.nvmlDeviceGetMemoryInfo(card).used for card in self._cards)

    def free_bytes(self) -> int:
        """The memory that nobody holds, of the device that has least of it; 0 where that is not told."""
        try:
            return min((self._nvml.nvmlDeviceGetMemoryInfo(part).free for part in self._parts), default=0)
        except self._nvml.NVMLError:
            return 0

    def busy(self) -> float | None:
        """The share of the last moment in which the busiest device computed, in [0, 1].

        None where that is not told, as of a card that is divided.
        """
        try:
            return max(
                (self._nvml.nvmlDeviceGetUtilizationRates(part).gpu / 100 for part in self._parts),
                default=None,
            )
        except self._nvml.NVMLError:
            return None

    def _processes(self, part: Any) -> list[Any]:
        try:
            return list(self._nvml.nvmlDeviceGetComputeRunningProcesses(part))
        except self._nvml.NVMLError:
            # A card may fall off its bus; then nobody holds any of it.
            return []

    def _parts_of(self, card: Any) -> list[Any]:
        nvml = self._nvml
        try:
            divided = nvml.nvmlDeviceGetMigMode(card)[0] == nvml.NVML_DEVICE_MIG_ENABLE
        except nvml.NVMLError:
            # Most cards cannot be divided.
            return [card]
        if not divided:
            return [card]
        parts = []
        for index in range(nvml.nvmlDeviceGetMaxMigDeviceCount(card)):
            try:
                parts.append(nvml.nvmlDeviceGetMigDeviceHandleByIndex(card, index))
            except nvml.NVMLError_NotFound:
                continue
        return parts
