"""The sandbox called `full`: the layers of `standard`, in namespaces and with a file system of their own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from grader.model.errors import SandboxUnavailable
from grader.sandbox.environment import clean_environment
from grader.sandbox.forked import ForkedSandbox
from grader.sandbox.view import view_options

_NAMESPACES = ("ipc", "mnt", "net", "pid", "uts")
_UNSHARE = ("--unshare-ipc", "--unshare-net", "--unshare-pid", "--unshare-uts", "--unshare-cgroup-try")
# With these root's server makes each worker a user of its own, and mounts its scratch folder if it is to have
# one. A worker then has none of them but the reading.
_KEPT = ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP", "CAP_KILL", "CAP_DAC_READ_SEARCH", "CAP_SYS_ADMIN")
_TRY_S = 30.0


class FullSandbox(ForkedSandbox):
    """See `grader.seams.Sandbox`; needs bubblewrap, and namespaces that it may make, on top of `standard`."""

    name = "full"
    way_out = "--sandbox standard grades behind a wall without namespaces"

    def __init__(self, secrets: Sequence[Path]) -> None:
        around = enclosing_command(secrets)
        super().__init__(
            secrets,
            around=around,
            outside=[str(Path("/proc/self/ns", name).readlink()) for name in _NAMESPACES],
        )


def enclosing_command(secrets: Iterable[Path]) -> list[str]:
    """Bubblewrap with its options; the command to be run comes behind it.

    Raises:
        SandboxUnavailable: bubblewrap is not installed.
    """
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        raise SandboxUnavailable(
            "the sandbox `full` needs bubblewrap (bwrap), which is not installed; apt install bubblewrap, or "
            "pass --sandbox standard"
        )
    user = ["--unshare-user"]
    if os.geteuid() == 0:
        user = ["--cap-drop", "ALL", *(word for kept in _KEPT for word in ("--cap-add", kept))]
    return [bwrap, *_UNSHARE, *user, *view_options(secrets), "--"]


def why_not_full() -> str:
    """Run a Python that does nothing as the server would be run; returns why that fails, or an empty text."""
    if sys.platform != "linux":
        return f"bubblewrap is for Linux, and this is {sys.platform}"
    try:
        done = subprocess.run(  # noqa: S603  (a program of ours, in bubblewrap)
            [*enclosing_command(()), sys.executable, "-I", "-S", "-c", ""],
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_TRY_S,
            check=False,
        )
    except SandboxUnavailable:
        return "bubblewrap (bwrap) is not installed"
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"bubblewrap does not run here: {error}"
    said = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
    return f"bubblewrap fails here: {said or f'status {done.returncode}'}" if done.returncode else ""
