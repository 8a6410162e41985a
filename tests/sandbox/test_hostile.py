"""Every program under `tests/hostile` gets the outcome that its first line names; the sandbox lives on."""

from pathlib import Path

import pytest

from grader.model.errors import StudentFault
from grader.model.limits import MIB, Limits
from grader.model.outcome import Outcome
from grader.sandbox.standard import StandardSandbox
from grader.sandbox.worker import SandboxedWorker
from grader.wire.errors import WireError
from grader.wire.message import Call, Get, Load, Request, Returned
from grader.wire.value import Held, decode

_PROGRAMS = sorted((Path(__file__).parents[1] / "hostile").glob("*.py"))
_LIMITS = Limits(memory_bytes=256 * MIB, output_bytes=256 * 1024, threads=64)
# What is to be stopped by its time has little of it; everything else has what a busy machine may need.
_SHORT_S, _LONG_S = 1.5, 60.0


def _ask(worker: SandboxedWorker, request: Request, timeout_s: float = _LONG_S) -> object:
    reply, body = worker.ask(request, timeout_s=timeout_s)
    assert isinstance(reply, Returned)
    return decode(reply.value, body, lambda held: held)


def _outcome_of(sandbox: StandardSandbox, source: bytes, timeout_s: float = _LONG_S) -> Outcome:
    with sandbox.start(_LIMITS, files={}) as worker:
        try:
            module = _ask(worker, Load(filename="submission.py", source=source), timeout_s)
            assert isinstance(module, Held)
            attack = _ask(worker, Get(target=module.number, name="attack"))
            assert isinstance(attack, Held)
            for _ in range(2):
                _ask(worker, Call(target=attack.number, args=[], kwargs={}), timeout_s)
        except StudentFault as fault:
            return fault.outcome
        except WireError:
            return Outcome.BROKE_PROTOCOL
    return Outcome.PASSED


@pytest.mark.parametrize("program", _PROGRAMS, ids=lambda path: path.stem)
def test_a_hostile_program_gets_its_outcome(program: Path, standard_sandbox: StandardSandbox) -> None:
    """Nothing a program does is taken for anything but the outcome that its first line names."""
    source = program.read_bytes()
    named = Outcome(source.decode().partition("\n")[0].removeprefix("# outcome: "))
    timeout_s = _SHORT_S if named is Outcome.TIMED_OUT else _LONG_S
    assert _outcome_of(standard_sandbox, source, timeout_s) == named


def test_the_sandbox_outlives_them(standard_sandbox: StandardSandbox) -> None:
    """After a program has broken the protocol, the next worker answers as if nothing had been."""
    assert _outcome_of(standard_sandbox, b"def attack(): 1 / 0") == Outcome.RAISED
    garbage = next(one for one in _PROGRAMS if one.stem == "writes_garbage")
    assert _outcome_of(standard_sandbox, garbage.read_bytes()) == Outcome.BROKE_PROTOCOL
    assert _outcome_of(standard_sandbox, b"def attack(): return 1") == Outcome.PASSED
