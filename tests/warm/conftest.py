"""A warm process of the tests' own: its children do what they are told over their channel."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from grader.warm.client import WarmServer

_MODULE = """
import os, socket, sys
from grader.warm.server import serve

def be_child(descriptors):
    channel = socket.socket(fileno=descriptors[0])
    while order := channel.recv(100).decode():
        if order == "descriptors":
            channel.sendall(str(sorted(int(n) for n in os.listdir("/proc/self/fd"))[:-1]).encode())
        elif order == "session":
            channel.sendall(str(os.getsid(0)).encode())
        elif order == "raise":
            raise ValueError("a child's complaint")
        elif order == "loop":
            while True:
                pass
        elif order == "abort":
            os.kill(os.getpid(), 6)
        else:
            os._exit(int(order))

if "--fail" in sys.argv:
    sys.exit("a server's complaint")
if "--thread" in sys.argv:
    import threading
    threading.Thread(target=threading.Event().wait, daemon=True).start()
serve(be_child)
"""


@pytest.fixture
def start_warm(tmp_path: Path) -> Iterator[Callable[..., WarmServer]]:
    """Start a warm process with the given arguments; closed at the end."""
    (tmp_path / "warm_for_tests.py").write_text(_MODULE, encoding="utf-8")
    with ExitStack() as stack:

        def start(*arguments: str) -> WarmServer:
            return stack.enter_context(
                WarmServer(
                    "warm_for_tests", arguments, {"PYTHONPATH": str(tmp_path), "PATH": "/usr/bin:/bin"}
                )
            )

        yield start


@pytest.fixture
def warm(start_warm: Callable[..., WarmServer]) -> WarmServer:
    """A warm process that is ready."""
    server = start_warm()
    server.wait_ready()
    return server
