"""Workers that hold a small submission, the words to talk to them, and what hostile programs are after."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.model.limits import OwnLimits
from grader.model.outcome import Outcome
from grader.sandbox.worker import SandboxedWorker
from grader.wire.message import Call, Get, Import, Load, Request, Returned
from grader.wire.value import Held, decode, encode


class Talk:
    """A conversation with one worker; what is held is passed back by its `Held`."""

    def __init__(self, worker: SandboxedWorker) -> None:
        self.worker = worker
        self.module = Held(0, "module")

    def load(self, source: str, *, timeout_s: float = 20.0, definitions_only: bool = False) -> str:
        """Load a submission; the note on what was left out."""
        reply = self._ask(
            Load(filename="submission.py", source=source.encode(), definitions_only=definitions_only),
            timeout_s,
        )
        self.module = reply.value
        return reply.note

    def imported(self, name: str) -> Any:
        """A module that the worker imports by itself."""
        return self._ask(Import(name=name), 20.0).value

    def get(self, target: Held, name: str) -> Any:
        """An attribute."""
        return self._ask(Get(target=target.number, name=name), 20.0, decoded=True)

    def call(self, function: str | Held, *arguments: Any, timeout_s: float = 20.0) -> Any:
        """What a function of the submission, or something held, returns."""
        target = self.get(self.module, function) if isinstance(function, str) else function
        items, buffers = encode(list(arguments), lambda held: held)
        request = Call(target=target.number, args=items.items, kwargs={})
        return self._ask(request, timeout_s, buffers, decoded=True)

    def _ask(
        self, request: Request, timeout_s: float, buffers: Sequence[Any] = (), *, decoded: bool = False
    ) -> Any:
        reply, body = self.worker.ask(request, buffers, timeout_s=timeout_s)
        assert isinstance(reply, Returned)
        return decode(reply.value, body, lambda held: held) if decoded else reply


@pytest.fixture
def talk() -> type[Talk]:
    """How tests talk to a worker."""
    return Talk


_SHARED = Path(__file__).parents[1] / "hostile" / "attempts.py"
_OUTCOME, _OWN = "# outcome: ", "# limits: "


@dataclass(frozen=True, kw_only=True)
class Hostile:
    """A program below `tests/hostile`, as its README has it.

    Attributes:
        outcome: the one that it must have.
        limits: those that it names, in the places of others.
        tells: whether it tells what was refused.
        source: with `attempts.py` in front, where it asks for that, told where its targets are.
    """

    outcome: Outcome
    limits: OwnLimits
    tells: bool
    source: bytes


@pytest.fixture(scope="session")
def read_hostile() -> Callable[[Path, Mapping[str, object]], Hostile]:
    """Reads a hostile program, and tells it its targets."""
    return _read_hostile


def _read_hostile(path: Path, targets: Mapping[str, object]) -> Hostile:
    text = path.read_text(encoding="utf-8")
    first, _, third = [*text.split("\n", 3), ""][:3]
    own = third.removeprefix(_OWN).split() if third.startswith(_OWN) else []
    prelude = ""
    if "from attempts import" in text:
        prelude = (
            "import sys, types\nattempts = types.ModuleType('attempts')\n"
            f"exec({_SHARED.read_text(encoding='utf-8')!r}, attempts.__dict__)\n"
            f"attempts.TARGETS.update({targets!r})\nsys.modules['attempts'] = attempts\n"
        )
    return Hostile(
        outcome=Outcome(first.removeprefix(_OUTCOME)) if first.startswith(_OUTCOME) else Outcome.PASSED,
        limits=OwnLimits(**{name: int(value) for name, value in (pair.split("=") for pair in own)}),
        tells=any(word in text for word in ("refused(", "all_refused(")),
        source=(prelude + text).encode(),
    )


@pytest.fixture(scope="session")
def plant() -> Callable[[Path, str], list[Path]]:
    """Puts secrets with a canary into a folder."""
    return _plant


@pytest.fixture(scope="session")
def give() -> Callable[[Path], dict[str, Path]]:
    """Makes a small training set in a folder."""
    return _give


def _plant(root: Path, canary: str) -> list[Path]:
    """Secrets that any user may read, so that it is the wall that keeps them."""
    texts = {
        "course/exercises/mlp/hidden_tests.py": f"def test_secret(submission):\n    assert {canary!r}\n",
        "cache/digits/test_labels.npy": canary,
        "submissions/neighbour/mlp.py": f"ANSWER = {canary!r}\n",
        "out/gradebook.sqlite": canary,
    }
    for name, text in texts.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for path in (root, *root.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    return [root / name for name in texts]


def _give(root: Path) -> dict[str, Path]:
    root.mkdir()
    root.chmod(0o777)
    images = np.random.default_rng(0).random((32, 1, 8, 8), dtype=np.float32)
    given = {"train_images": images, "train_labels": np.arange(32) % 10}
    for name, array in given.items():
        np.save(root / f"{name}.npy", array)
        (root / f"{name}.npy").chmod(0o666)
    return {name: root / f"{name}.npy" for name in given}
