"""The command line is forgotten: neither Python nor the kernel tells it any more."""

import subprocess
import sys
from pathlib import Path

import pytest

_PROGRAM = """
import sys
from grader.untrusted.arguments import forget_arguments
forget_arguments()
print("ready", sys.argv[1:], sys.orig_argv[1:], flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's copy is Linux's")
def test_nobody_tells_it() -> None:
    """After it, the process's command line is empty for itself and for everyone who looks into /proc."""
    command = [sys.executable, "-c", _PROGRAM, "--secret", "/home/teacher/exam"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready [] []\n"
        assert Path(f"/proc/{process.pid}/cmdline").read_bytes().strip(b"\0") == b""
        process.communicate()
