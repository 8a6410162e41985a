"""The warm process itself, started by nobody who waits for it."""

import subprocess
import sys
from pathlib import Path

_END_S = 30.0


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
