"""The warm process itself, started by nobody who waits for it."""

import subprocess
import sys
from pathlib import Path

_END_S = 30.0
# A thread that goes on for a while after Python has forgotten it, as one that was joined does for a moment.
_LINGERING = """
import ctypes, sys
from grader.warm.server import serve
libc = ctypes.CDLL(None)
libc.pthread_create(ctypes.byref(ctypes.c_ulong()), None, libc.usleep, ctypes.c_void_p(200_000))
serve(sys.argv[1], print)
"""


def test_leaves_nothing_behind_when_its_starter_is_gone_before_it_is_ready(tmp_path: Path) -> None:
    """With nobody to read that it is ready, and its lifeline closed, it removes its socket and folder."""
    folder = tmp_path / "warm"
    folder.mkdir()
    code = "import sys; from grader.warm.server import serve; serve(sys.argv[1], print)"
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(folder / "socket")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin
    assert process.stdout
    process.stdin.close()
    process.stdout.close()
    assert process.wait(_END_S) == 0
    assert not folder.exists()


def test_waits_for_a_thread_that_is_about_to_end(tmp_path: Path) -> None:
    """A thread that the kernel still counts when serving begins, and that soon ends, is waited for."""
    process = subprocess.Popen(
        [sys.executable, "-c", _LINGERING, str(tmp_path / "socket")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    said, _ = process.communicate(timeout=_END_S)
    assert said == b"ready\n"
