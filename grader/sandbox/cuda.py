"""CUDA devices, asked for in another process: it starts the driver, which no process that forks may hold."""

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from grader.model.errors import SandboxError, UsageError
from grader.sandbox.environment import clean_environment

_CONTROL = Path("/dev/nvidiactl")
_ASK_S = 120.0
_PROGRAM = (
    "import json, sys, torch; count = torch.cuda.device_count() if torch.cuda.is_available() else 0; "
    "json.dump([torch.cuda.get_device_name(i) for i in range(count)], sys.stdout)"
)
_COMMAND = (sys.executable, "-P", "-s", "-X", "utf8", "-c", _PROGRAM)


def cuda_devices(
    *, control: Path = _CONTROL, command: Sequence[str] = _COMMAND, timeout_s: float = _ASK_S
) -> tuple[str, ...]:
    """The names of the CUDA devices that torch can use in a worker, in torch's order.

    On Linux, where the driver's `control` device is not there, nothing is started and nothing imported. A
    device passed through otherwise (as in WSL) does not count: the wall would not let a worker use it.

    Raises:
        SandboxError: the driver is there, and asking for its devices failed.
    """
    if sys.platform == "darwin" or (sys.platform == "linux" and not control.exists()):
        return ()
    try:
        done = subprocess.run(  # noqa: S603  (our own program)
            command,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=timeout_s,
            check=False,
        )
        if done.returncode == 0:
            return msgspec.json.decode(done.stdout, type=tuple[str, ...])
        reason = (
            done.stderr.decode(errors="replace").strip().rpartition("\n")[2] or f"status {done.returncode}"
        )
    except subprocess.TimeoutExpired:
        reason = f"no answer within {timeout_s:g} s"
    except (OSError, msgspec.DecodeError) as error:
        reason = str(error)
    raise SandboxError(f"torch cannot say which CUDA devices there are: {reason}. --device cpu does without")


def resolve_device(
    asked: Literal["auto", "cpu", "cuda"], devices: Callable[[], Sequence[str]] = cuda_devices
) -> Literal["cpu", "cuda"]:
    """The device to train on; `devices` is asked only where the answer depends on it.

    Raises:
        UsageError: `cuda` was asked for, and there is none.
        SandboxError: a driver is there, and asking for its devices failed.
    """
    if asked == "cpu":
        return "cpu"
    if devices():
        return "cuda"
    if asked == "cuda":
        raise UsageError(
            "no CUDA device is visible; use --device cpu or auto, or see to it that nvidia-smi lists one and "
            "that torch is a build with CUDA (`grader doctor` says more)"
        )
    return "cpu"


def _environment() -> dict[str, str]:
    # Windows has no wall: its workers inherit everything, and torch finds its libraries through PATH.
    inherited = clean_environment() if sys.platform == "linux" else dict(os.environ)
    return inherited | {"PYTORCH_NVML_BASED_CUDA_CHECK": "1"}
