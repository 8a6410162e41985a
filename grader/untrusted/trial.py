"""A trial of what this machine gives: in a forked child, because no process gets out of its wall again."""

import os
import select
import signal
import time
from collections.abc import Callable
from typing import NoReturn

import msgspec

_TRIAL_S = 20.0
_CHUNK_BYTES = 65536


class LayerError(Exception):
    """A trial failed, for a reason that has a way out of its own."""

    def __init__(self, detail: str, remedy: str) -> None:
        super().__init__(detail)
        self.remedy = remedy


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """Something to try: `attempt` says what it saw, or raises; a wall needs what is `required`."""

    name: str
    required: bool
    attempt: Callable[[], str]
    remedy: str


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What a trial showed; the remedy is empty where there is nothing to mend."""

    name: str
    ok: bool
    required: bool
    detail: str
    remedy: str


def try_in_child(trial: Trial, timeout_s: float = _TRIAL_S) -> Finding:
    """What the trial shows in a child of this process; a child that ends or hangs is a finding as well."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _be_child(trial, writing)
    os.close(writing)
    try:
        said = _read(reading, timeout_s)
    finally:
        os.close(reading)
        os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
    if said is None:
        return _failed(trial, f"the trial did not end within {timeout_s:g} s")
    if not said:
        return _failed(trial, f"the trial was ended ({_ending(status)})")
    return msgspec.json.decode(said, type=Finding)


def _be_child(trial: Trial, writing: int) -> NoReturn:
    code = 1
    try:
        try:
            finding = Finding(
                name=trial.name, ok=True, required=trial.required, detail=trial.attempt(), remedy=""
            )
        except LayerError as missing:
            finding = _failed(trial, str(missing), missing.remedy)
        except OSError as error:
            finding = _failed(trial, str(error))
        except Exception as error:  # noqa: BLE001  (a trial that breaks must be reported, whatever broke it)
            finding = _failed(trial, f"{type(error).__name__}: {error}")
        os.write(writing, msgspec.json.encode(finding))
        code = 0
    finally:
        # The child of a fork must never run on into its parent's stack.
        os._exit(code)


def _failed(trial: Trial, detail: str, remedy: str = "") -> Finding:
    return Finding(
        name=trial.name, ok=False, required=trial.required, detail=detail, remedy=remedy or trial.remedy
    )


def _read(descriptor: int, timeout_s: float) -> bytes | None:
    deadline = time.monotonic() + timeout_s
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    said = b""
    while True:
        left_s = deadline - time.monotonic()
        if left_s <= 0 or not poll.poll(left_s * 1000):
            return None
        chunk = os.read(descriptor, _CHUNK_BYTES)
        if not chunk:
            return said
        said += chunk


def _ending(status: int) -> str:
    if os.WIFSIGNALED(status):
        return signal.Signals(os.WTERMSIG(status)).name
    return f"exit code {os.WEXITSTATUS(status)}"
