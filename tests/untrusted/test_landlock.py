"""Landlock's grants: that those in /proc last, and what can be granted for writing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from grader.untrusted.landlock import Ruleset, landlock_version
from grader.untrusted.scratch import ScratchError

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


def test_the_first_version_can_keep_no_folder(tmp_path: Path) -> None:
    """Where no file can be moved between folders there is no scratch folder, so that all are alike."""
    if not landlock_version():
        pytest.skip("this kernel has no Landlock")
    ruleset = Ruleset()
    try:
        ruleset.version = 1
        with pytest.raises(ScratchError, match=r"before Linux 5\.19"):
            ruleset.allow_keeping(tmp_path)
    finally:
        os.close(ruleset.descriptor)
