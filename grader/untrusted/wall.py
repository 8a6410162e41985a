"""The wall, in its order: what is prepared once before the fork, and what each worker does to itself."""

import os
import site
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path

from grader.untrusted.bounds import bound_resources, count_threads, drop_privileges
from grader.untrusted.landlock import Ruleset, allow_trees
from grader.untrusted.seccomp import compile_filter, load_filter
from grader.warm.server import die_with_parent
from grader.wire.message import Setup

_SYSTEM = (
    "/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib", "/lib64", "/usr/share/zoneinfo",
    "/etc/ld.so.cache", "/etc/localtime",
)  # fmt: skip
_KERNEL = (
    "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/sys/devices/system/cpu", "/sys/devices/system/node",
)  # fmt: skip
_DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")
_CUDA_READ = (
    "/proc/driver/nvidia", "/sys/bus/pci", "/sys/devices/pci0000:00", "/sys/module/nvidia", "/proc/self",
)  # fmt: skip
_LANDLOCK_SEES_TRUNCATION = 3
# So many threads may an ordinary user's other programs start while workers run: a bound for a storm of them.
_SPARE_THREADS = 4096


class Wall:
    """What all workers share of it; `secrets` are the trees that no worker may read."""

    layers = ("rlimits", "privileges", "Landlock", "seccomp")

    def __init__(self, secrets: Sequence[Path]) -> None:
        self._secrets = tuple(secrets)
        self._ruleset = _reading(self._secrets)
        truncation = self._ruleset.version >= _LANDLOCK_SEES_TRUNCATION
        self._filter = compile_filter(truncation=truncation)
        self._cuda_filter = compile_filter(cuda=True, truncation=truncation)
        self._others = count_threads(os.getuid()) + _SPARE_THREADS

    @property
    def descriptor(self) -> int:
        """The open descriptor that a worker must inherit."""
        return self._ruleset.descriptor

    def enclose(self, setup: Setup, server: int) -> None:
        """Wall this process in for good; `server` is the parent whose end is this process's end.

        Raises:
            OSError: a layer cannot be built here.
        """
        if len(list(Path("/proc/self/task").iterdir())) != 1:
            raise OSError("a wall binds the thread that builds it, and this process has several")
        ruleset = self._cuda_ruleset() if setup.cuda else self._ruleset
        bound_resources(
            memory_bytes=None if setup.cuda else setup.memory_bytes,
            cpu_s=setup.cpu_s,
            open_files=1024 if setup.cuda else setup.open_files,
            threads=setup.threads,
            others=self._others,
        )
        drop_privileges()
        die_with_parent(server)
        ruleset.enforce()
        os.close(ruleset.descriptor)
        load_filter(self._cuda_filter if setup.cuda else self._filter)

    def _cuda_ruleset(self) -> Ruleset:
        # Made in the worker, because it grants the worker's own part of /proc.
        ruleset = _reading(self._secrets)
        for path in _CUDA_READ:
            ruleset.allow_reading(Path(path))
        for device in Path("/dev").glob("nvidia*"):
            ruleset.allow_device(device)
        return ruleset


def _reading(secrets: Sequence[Path]) -> Ruleset:
    ruleset = Ruleset()
    package = Path(__file__).resolve().parent.parent
    allow_trees(ruleset, _interpreter(), [*secrets, package])
    for path in _KERNEL:
        ruleset.allow_reading(Path(path))
    for path in _DEVICES:
        ruleset.allow_device(Path(path))
    return ruleset


def _interpreter() -> list[Path]:
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    libraries = [Path(sysconfig.get_path(name)) for name in names]
    prefixes = [Path(prefix) / "lib" for prefix in (sys.prefix, sys.base_prefix)]
    sites = [Path(path) for path in site.getsitepackages()]
    system = [Path(path) for path in _SYSTEM]
    return sorted({path.resolve() for path in (*libraries, *prefixes, *sites, *system) if path.exists()})
