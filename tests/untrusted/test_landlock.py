"""Landlock's grants: that those in /proc last."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Landlock is Linux's")

_HELD = """
import os
from pathlib import Path
from grader.untrusted.landlock import Ruleset, landlock_version

if landlock_version():
    ruleset = Ruleset()
    for path in ("/proc/cpuinfo", os.__file__):
        ruleset.allow_reading(Path(path))
    held = [os.readlink(f"/proc/self/fd/{name}") for name in os.listdir("/proc/self/fd")[:-1]]
    print("/proc/cpuinfo" in held, os.__file__ in held)
"""


def test_grants_in_proc_are_held() -> None:
    """A granted file of /proc stays open, because its grant ends once the kernel forgets it."""
    done = subprocess.run([sys.executable, "-c", _HELD], capture_output=True, text=True, check=True)
    if not done.stdout:
        pytest.skip("this kernel has no Landlock")
    assert done.stdout == "True False\n"
