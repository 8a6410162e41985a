"""Workers that hold a small submission, and the words to talk to them."""

from collections.abc import Sequence
from typing import Any

import pytest

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
