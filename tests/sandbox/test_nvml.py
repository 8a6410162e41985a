"""NVML: absent for a reason that is said, or right about this process's own memory."""

import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import NoReturn

import pytest

from grader.sandbox.cuda import cuda_devices
from grader.sandbox.nvml import DeviceMemory, NvmlUnavailableError

_HOLD = """
import sys, torch
held = torch.ones(2**28, dtype=torch.uint8, device="cuda")
torch.cuda.synchronize()
print("ready", flush=True)
sys.stdin.read()
"""


def test_without_the_package_its_name_is_said() -> None:
    """Where nvidia-ml-py is not installed, the reason names the command that installs it."""
    program = (
        "import sys; sys.modules['pynvml'] = None\n"
        "from grader.sandbox.nvml import DeviceMemory, NvmlUnavailableError\n"
        "try:\n    DeviceMemory()\nexcept NvmlUnavailableError as error:\n    print(error)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "nvidia-ml-py is not installed: pip install nvidia-ml-py\n"


def test_without_a_driver_the_reason_is_nvmls_own() -> None:
    """Where there is no driver, NVML's own reason is passed on, with where to look next."""
    pytest.importorskip("pynvml")
    if Path("/dev/nvidiactl").exists():
        pytest.skip("this machine has NVIDIA's driver")
    with pytest.raises(NvmlUnavailableError, match=r"NVML does not answer: .*Not Found; see .*nvidia-smi"):
        DeviceMemory()


def test_loads_no_cuda() -> None:
    """Asking NVML imports no torch: the trusted side never starts CUDA."""
    program = (
        "import sys\nfrom grader.sandbox.nvml import DeviceMemory, NvmlUnavailableError\n"
        "try:\n    DeviceMemory().in_all()\nexcept NvmlUnavailableError:\n    pass\n"
        "print('torch' in sys.modules, 'libcuda.so' in open('/proc/self/maps').read())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False False\n"


class RefusedError(Exception):
    """What NVML's Python package raises."""


def fake_nvml(*, tells: bool) -> ModuleType:
    """The package on a machine with two cards, the second of which may not tell how busy it is."""

    def refuse(card: int) -> NoReturn:
        raise RefusedError(card)

    def rates(card: int) -> SimpleNamespace:
        return SimpleNamespace(gpu=(40, 70)[card]) if tells or not card else refuse(card)

    made = ModuleType("pynvml")
    made.__dict__.update(
        NVMLError=RefusedError,
        nvmlInit=lambda: None,
        nvmlDeviceGetCount=lambda: 2,
        nvmlDeviceGetHandleByIndex=lambda index: index,
        nvmlDeviceGetMigMode=refuse,
        nvmlDeviceGetMemoryInfo=lambda card: SimpleNamespace(free=(8, 5)[card], used=(2, 3)[card]),
        nvmlDeviceGetUtilizationRates=rates,
    )
    return made


@pytest.mark.parametrize(("tells", "busy"), [(True, 0.7), (False, None)])
def test_the_busiest_card_and_the_fullest(
    monkeypatch: pytest.MonkeyPatch, tells: bool, busy: float | None
) -> None:
    """Of several cards the busiest and the fullest count; where one does not tell, nobody knows."""
    monkeypatch.setitem(sys.modules, "pynvml", fake_nvml(tells=tells))
    memory = DeviceMemory()
    assert (memory.busy(), memory.free_bytes(), memory.in_all()) == (busy, 5, 5)


@pytest.mark.gpu
def test_tells_a_process_from_the_others() -> None:
    """What another process holds is told under its number, and this process holds nothing."""
    if not cuda_devices():
        pytest.skip("no CUDA device is visible")
    memory = DeviceMemory()
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        held = memory.of_process(process.pid)
        assert held is not None
        assert 2**28 <= held <= memory.in_all()
        assert memory.of_process(os.getpid()) is None
        process.communicate()
    assert memory.of_process(process.pid) is None
