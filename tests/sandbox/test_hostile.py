"""Every program under `tests/hostile` gets the outcome it names and nothing else, in every sandbox here."""

import importlib.util
import os
import select
import subprocess
import sysconfig
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import grader.sandbox.plugin
from grader.model.errors import SandboxError, StudentFault
from grader.model.limits import MIB, Limits
from grader.model.outcome import Outcome
from grader.registry import Registry
from grader.wire.errors import WireError
from grader.wire.message import Call, Get, Load, Request, Returned
from grader.wire.value import Held, decode

_ROOT = Path(__file__).parents[2]
_HOSTILE = _ROOT / "tests" / "hostile"
_FAMILIES = (
    "reading", "writing", "processes", "memory", "disk", "network", "kernel", "output", "wire", "loading",
)  # fmt: skip
_PROGRAMS = [path for family in _FAMILIES for path in sorted((_HOSTILE / family).glob("*.py"))]
_LIMITS = Limits(memory_bytes=256 * MIB, output_bytes=256 * 1024, threads=32, cpu_s=30)
# What is to be stopped by its time has little of it; everything else has what a busy machine may need.
_SHORT_S, _LONG_S = 1.5, 60.0
_END_S = 20.0
_LOOKS, _LOOK_MS = 100, 50
# Their ends are waited for, so they are not waited for one by one.
_WAITED_FOR, _AT_ONCE = {Outcome.TIMED_OUT, Outcome.CPU_LIMIT, Outcome.BROKE_PROTOCOL}, 8
# What the processes may hold more after a hundred programs: what Python and libc keep for later.
_GROWTH_BYTES = 64 * MIB
_HONEST = b"""
import torch
from grader.untrusted.batches import open_training_set

def attack():
    torch.manual_seed(0)
    images = open_training_set().data.float().flatten(1)
    model = torch.nn.Sequential(torch.nn.Linear(64, 16), torch.nn.ReLU(), torch.nn.Linear(16, 2))
    optimizer = torch.optim.Adam(model.parameters())
    for _ in range(3):
        loss = (model(images) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return [loss.detach(), *(one.detach() for one in model.parameters())]
"""


@dataclass(frozen=True, kw_only=True)
class Ground:
    """A sandbox with secrets around it, how everything looked before the first program, and what has run."""

    sandbox: Any
    canary: str
    files: dict[str, Path]
    kept: list[Path]
    targets: dict[str, object]
    before: Any
    honest: bytes
    ran: list[str] = field(default_factory=list)


@dataclass(kw_only=True)
class Said:
    """What a program did: its outcome, and everything that reached the trusted side, as one text."""

    outcome: Outcome
    texts: list[str] = field(default_factory=list)
    returned: list[object] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join([*self.texts, *map(repr, self.returned), repr(b"".join(self.bodies))])


def _leftovers() -> ModuleType:
    # Tests are no package, so a module beside them is loaded by its place.
    spec = importlib.util.spec_from_file_location("leftovers", Path(__file__).with_name("leftovers.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # A dataclass looks its module up.
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(__import__("sys").modules, "leftovers", module)
        spec.loader.exec_module(module)
    return module


leftovers = _leftovers()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every program is run in each sandbox that ships with a wall, and in those that `--sandbox` names."""
    if "ground" in metafunc.fixturenames:
        names = ["full", "standard", *metafunc.config.getoption("--sandbox")]
        metafunc.parametrize("ground", names, indirect=True, scope="module")


@pytest.fixture(scope="module")
def ground(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    canary: str,
    plant: Callable[[Path, str], list[Path]],
    give: Callable[[Path], dict[str, Path]],
) -> Iterator[Ground]:
    """Each sandbox in turn, with canaries in files, in environments and in a neighbour that runs."""
    root = tmp_path_factory.mktemp(request.param)
    mark, (half, _, rest) = f"hostile-{os.urandom(8).hex()}", canary.rpartition("-")
    secrets = plant(root / "secret", canary)
    files = give(root / "given")
    with ExitStack() as stack:
        stack.enter_context(leftovers.adopting())
        stack.enter_context(pytest.MonkeyPatch.context()).setenv("GRADER_CANARY", canary)
        bystander = stack.enter_context(
            subprocess.Popen(
                ["/bin/cat"], env={"SECRET": canary}, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL
            )
        )
        if request.param in {"full", "standard"}:
            sandbox = request.getfixturevalue(f"{request.param}_sandbox")
        else:
            sandbox = Registry([grader.sandbox.plugin]).sandbox(request.param, [root / "secret", _ROOT])
            stack.callback(sandbox.close)
        neighbour = stack.enter_context(sandbox.start(_LIMITS, files=files))
        _ask(neighbour, Load(filename="neighbour.py", source=f"ANSWER = {canary!r}".encode()))
        targets = {
            "secrets": [*map(str, secrets), str(_ROOT / "exercises" / "mlp" / "hidden_tests.py")],
            "given": [str(path) for path in files.values()],
            "folders": _folders(root),
            "pids": sorted({os.getpid(), bystander.pid, *leftovers.descendants(os.getpid())}),
            "mark": mark,
            "half": half,
            "rest": f"-{rest}",
        }
        honest = _run(sandbox, _HONEST, files)
        assert honest.outcome is Outcome.PASSED, honest.text
        yield Ground(
            sandbox=sandbox,
            canary=canary,
            files=files,
            kept=[root],
            targets=targets,
            before=leftovers.look(mark, [root]),
            honest=b"".join(honest.bodies),
        )


def _folders(root: Path) -> list[str]:
    everybodys = ["/tmp", "/var/tmp", "/dev/shm", "/run", "/etc", "/", "/dev"]  # noqa: S108  (nothing is written there)
    own = [root / "given", root / "secret" / "cache", _ROOT / "grader", Path.home()]
    return [*everybodys, *map(str, own), sysconfig.get_path("purelib"), sysconfig.get_path("stdlib")]


def _ask(worker: Any, request: Request, timeout_s: float = _LONG_S, said: Said | None = None) -> Any:
    reply, body = worker.ask(request, timeout_s=timeout_s)
    assert isinstance(reply, Returned)
    value = decode(reply.value, body, lambda held: held)
    if said is not None:
        said.texts.append(reply.note)
        said.returned.append(value)
        said.bodies.append(bytes(body))
    return value


def _run(  # noqa: PLR0913  (what a program is run with)
    sandbox: Any,
    source: bytes,
    files: dict[str, Path],
    *,
    limits: Limits = _LIMITS,
    load_s: float = _LONG_S,
    call_s: float = _LONG_S,
) -> Said:
    said = Said(outcome=Outcome.PASSED)
    with sandbox.start(limits, files=files) as worker:
        try:
            module = _ask(worker, Load(filename="submission.py", source=source), load_s)
            attack = _ask(worker, Get(target=module.number, name="attack"), call_s)
            assert isinstance(attack, Held)
            for _ in range(2):
                _ask(worker, Call(target=attack.number, args=[], kwargs={}), call_s, said)
        except StudentFault as fault:
            said.outcome = fault.outcome
            said.texts += [str(fault), getattr(fault, "trace", "")]
        except WireError as error:
            said.outcome = Outcome.BROKE_PROTOCOL
            said.texts.append(str(error))
        said.texts.append(worker.printed)
    said.texts.append(worker.printed)
    return said


@pytest.fixture(scope="module")
def waited_for(
    request: pytest.FixtureRequest, ground: Ground, read_hostile: Callable[..., Any]
) -> dict[Path, Said]:
    """What the programs did that end by a limit of time, or hold the wire: they have it all at once."""
    chosen = {
        item.callspec.params["program"]
        for item in request.session.items
        if "program" in getattr(getattr(item, "callspec", None), "params", {}) and item.path == Path(__file__)
    }
    tried = {path: read_hostile(path, ground.targets) for path in sorted(chosen)}
    tried = {path: hostile for path, hostile in tried.items() if hostile.outcome in _WAITED_FOR}
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        done = {path: pool.submit(_attack, ground, path, hostile) for path, hostile in tried.items()}
    return {path: one.result() for path, one in done.items()}


def _attack(ground: Ground, program: Path, hostile: Any) -> Said:
    call_s = _SHORT_S if hostile.outcome is Outcome.TIMED_OUT else _LONG_S
    load_s = call_s if program.parent.name == "loading" else _LONG_S
    limits = _LIMITS.with_own(hostile.limits)
    return _run(ground.sandbox, hostile.source, ground.files, limits=limits, load_s=load_s, call_s=call_s)


@pytest.mark.parametrize("program", _PROGRAMS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_hostile_program_gets_its_outcome(
    ground: Ground, program: Path, read_hostile: Callable[..., Any], waited_for: dict[Path, Said]
) -> None:
    """It gets the outcome that it names, got in nowhere, said no secret, and whoever is next is unharmed."""
    hostile = read_hostile(program, ground.targets)
    ground.ran.append(program.name)
    try:
        said = waited_for.get(program) or _attack(ground, program, hostile)
    except SandboxError as error:
        if not (hostile.limits.scratch_bytes and "a scratch folder" in str(error)):
            raise
        pytest.skip(str(error))
    assert "got in:" not in said.text
    assert ground.canary not in said.text
    assert said.outcome == hostile.outcome, said.text[:2000]
    if hostile.outcome is Outcome.PASSED and hostile.tells:
        assert all(said.returned), "a program that tells of refusals was refused nothing, so it tried nothing"
    after = _run(ground.sandbox, _HONEST, ground.files)
    assert (after.outcome, b"".join(after.bodies)) == (Outcome.PASSED, ground.honest)


def test_nothing_is_left(ground: Ground) -> None:
    """After all that ran there is no new process, descriptor, file, segment or queue, and no memory held."""
    if not ground.ran:
        pytest.skip(f"no program has run before it in the sandbox {ground.sandbox.name!r}")
    assert leftovers.still_running(list(ground.before.descriptors), _END_S) == []
    mark, before = str(ground.targets["mark"]), ground.before.descriptors
    after = leftovers.look(mark, ground.kept)
    for _ in range(_LOOKS):
        if all(count <= before.get(pid, 0) for pid, count in after.descriptors.items()):
            break
        # A server closes what it held of a worker a moment after the worker's end.
        select.poll().poll(_LOOK_MS)
        after = leftovers.look(mark, ground.kept)
    assert {pid: n for pid, n in after.descriptors.items() if n > before.get(pid, 0)} == {}
    assert after.files == ground.before.files
    assert after.kept == ground.before.kept
    assert after.objects <= ground.before.objects
    grown = {
        pid: held - ground.before.resident_bytes.get(pid, 0) for pid, held in after.resident_bytes.items()
    }
    assert {pid: count // MIB for pid, count in grown.items() if count > _GROWTH_BYTES} == {}


@pytest.mark.parametrize("after", ["return None", "raise ValueError('nothing happened')"])
def test_a_success_is_seen(
    ground: Ground, after: str, tmp_path: Path, read_hostile: Callable[..., Any]
) -> None:
    """An attempt that succeeds is told, whatever the program does afterwards."""
    program = tmp_path / "program.py"
    program.write_text(
        "from attempts import refused\n\ndef attack():\n    try:\n        refused('a sum', lambda: 1 + 1)\n"
        f"    except BaseException:\n        {after}\n",
        encoding="utf-8",
    )
    source = read_hostile(program, ground.targets).source
    assert "got in:" in _run(ground.sandbox, source, ground.files).text
