"""The warm process itself, started by nobody who waits for it."""

import socket
import subprocess
import sys

_END_S = 30.0
# A thread that goes on for a while after Python has forgotten it, as one that was joined does for a moment.
_LINGERING = """
import ctypes
from grader.warm.server import serve
libc = ctypes.CDLL(None)
libc.pthread_create(ctypes.byref(ctypes.c_ulong()), None, libc.usleep, ctypes.c_void_p(200_000))
serve(print)
"""


def _start(code: str) -> tuple[subprocess.Popen[bytes], socket.socket]:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        return subprocess.Popen([sys.executable, "-c", code], stdin=theirs, stdout=subprocess.PIPE), ours


def test_ends_when_its_starter_is_gone_before_it_is_ready() -> None:
    """With nobody to read that it is ready, and nobody who could ask for a child, it ends."""
    process, requests = _start("from grader.warm.server import serve; serve(print)")
    assert process.stdout
    process.stdout.close()
    requests.close()
    assert process.wait(_END_S) == 0


def test_waits_for_a_thread_that_is_about_to_end() -> None:
    """A thread that the kernel still counts when serving begins, and that soon ends, is waited for."""
    process, requests = _start(_LINGERING)
    with requests:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
    assert process.wait(_END_S) == 0
    process.stdout.close()
