"""CUDA devices: asked for in another process, and never guessed."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import pytest

from grader.model.errors import SandboxError, UsageError
from grader.sandbox.cuda import cuda_devices, resolve_device

_HERE = Path(__file__)
_driver = pytest.mark.skipif(sys.platform == "darwin", reason="CUDA does not exist on macOS")


def _never() -> NoReturn:
    raise AssertionError("the devices were asked for")


def _python(program: str) -> list[str]:
    return [sys.executable, "-c", program]


@pytest.mark.skipif(sys.platform != "linux", reason="the driver's control device is Linux's")
def test_no_driver_no_process(tmp_path: Path) -> None:
    """Without the driver's control device nothing is started, and there are no devices."""
    assert cuda_devices(control=tmp_path / "nvidiactl", command=["/nothing-here"]) == ()


@_driver
def test_names_in_order() -> None:
    """The devices are what the other process lists, in its order."""
    names = ["NVIDIA A", "NVIDIA B"]
    assert cuda_devices(control=_HERE, command=_python(f"print({json.dumps(names)!r})")) == tuple(names)


@_driver
def test_asked_through_nvml() -> None:
    """The process is told to ask NVML, which makes no CUDA context."""
    program = "import json, os; print(json.dumps([os.environ['PYTORCH_NVML_BASED_CUDA_CHECK']]))"
    assert cuda_devices(control=_HERE, command=_python(program)) == ("1",)


@_driver
@pytest.mark.parametrize(
    ("command", "timeout_s", "reason"),
    [
        (_python("raise RuntimeError('driver too old')"), 60, "driver too old"),
        (_python("raise SystemExit(5)"), 60, "status 5"),
        (_python("import threading; threading.Event().wait()"), 0.2, r"no answer within 0\.2 s"),
        (_python("print('{}')"), 60, "Expected `array`"),
        (["/nothing-here"], 60, "nothing-here"),
    ],
)
def test_broken_driver(command: Sequence[str], timeout_s: float, reason: str) -> None:
    """A driver that is there and cannot be asked is an error with its reason and the way around it."""
    with pytest.raises(SandboxError, match=f"{reason}.*--device cpu"):
        cuda_devices(control=_HERE, command=command, timeout_s=timeout_s)


def test_cpu_is_taken_unasked() -> None:
    """With `cpu` the devices are not even asked for."""
    assert resolve_device("cpu", _never) == "cpu"


@pytest.mark.parametrize(
    ("asked", "devices", "expected"),
    [("auto", (), "cpu"), ("auto", ("NVIDIA A",), "cuda"), ("cuda", ("NVIDIA A",), "cuda")],
)
def test_what_is_there_decides(asked: str, devices: tuple[str, ...], expected: str) -> None:
    """`auto` takes CUDA where there is a device and the CPU elsewhere; `cuda` takes CUDA."""
    assert resolve_device(asked, lambda: devices) == expected  # type: ignore[arg-type]


def test_cuda_where_there_is_none() -> None:
    """`cuda` without a device is a usage error that names both other choices."""
    with pytest.raises(UsageError, match="no CUDA device is visible; use --device cpu or auto"):
        resolve_device("cuda", tuple)


def test_torch_is_not_imported_here() -> None:
    """Resolving `auto` imports no torch into the process that asks."""
    program = (
        "import sys; from grader.sandbox.cuda import resolve_device; "
        "resolve_device('auto'); print('torch' in sys.modules)"
    )
    done = subprocess.run(_python(program), capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.gpu
def test_real_devices() -> None:
    """On a machine with a CUDA device, torch in the other process names it."""
    if not cuda_devices():
        pytest.skip("no CUDA device is visible")
    assert all(cuda_devices())
