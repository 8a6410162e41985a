"""A trial of what this machine gives: in a forked child, because no process gets out of its wall again."""

import os
import select
import signal
import time
from collections.abc import Callable
from typing import Literal, NoReturn

import msgspec

_TRIAL_S = 20.0
_CHUNK_BYTES = 65536
Part = Literal["standard", "full", "further"]


class LayerError(Exception):
    """A trial failed, for a reason that has a way out of its own."""

    def __init__(self, detail: str, remedy: str) -> None:
        super().__init__(detail)
        self.remedy = remedy


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """Something to try.

    Attributes:
        name: a word or two.
        part: the sandbox that needs it, or `further` for what every sandbox does without.
        attempt: says what it saw, or raises.
        cost: what it costs to be without.
        remedy: the command or the setting that would give it, unless the attempt knows a better one.
    """

    name: str
    part: Part
    attempt: Callable[[], str]
    cost: str
    remedy: str


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What a trial showed; cost and remedy are empty where there is nothing to mend."""

    name: str
    part: Part
    ok: bool
    required: bool
    detail: str
    cost: str = ""
    remedy: str = ""


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
            finding = _found(trial, trial.attempt())
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


def _found(trial: Trial, detail: str) -> Finding:
    required = trial.part == "standard"
    return Finding(name=trial.name, part=trial.part, ok=True, required=required, detail=detail)


def _failed(trial: Trial, detail: str, remedy: str = "") -> Finding:
    return msgspec.structs.replace(
        _found(trial, detail), ok=False, cost=trial.cost, remedy=remedy or trial.remedy
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
