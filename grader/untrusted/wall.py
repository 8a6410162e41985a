"""The wall, in its order: what is prepared once before the fork, and what each worker does to itself."""

import contextlib
import os
import resource
from collections.abc import Collection, Sequence
from pathlib import Path

from grader.untrusted.bounds import (
    be_counted_alone,
    bound_resources,
    count_threads,
    drop_privileges,
    forbid_files,
    passing_user,
)
from grader.untrusted.cuda import START_FILE_BYTES, allow_cuda, start_cuda
from grader.untrusted.landlock import Ruleset, allow_trees
from grader.untrusted.scratch import FOLDER, ScratchError, mount_scratch
from grader.untrusted.seccomp import compile_filter, compile_seal, load_filter
from grader.untrusted.writing import SCRATCH, Scratch
from grader.warm.interpreter import interpreter_trees
from grader.warm.server import die_with_parent
from grader.wire.message import Setup

_KERNEL = (
    "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/sys/devices/system/cpu", "/sys/devices/system/node",
)  # fmt: skip
_DEVICES = ("/dev/null", "/dev/random", "/dev/urandom")
_LANDLOCK_SEES_TRUNCATION = 3
# So many threads may an ordinary user's other programs start while workers run: a bound for a storm of them.
_SPARE_THREADS = 4096


class Wall:
    """What all workers share of it.

    Args:
        secrets: the trees that no worker may read.
        outside: namespaces of the trusted side, such as `net:[4026531840]`; this process must be in none.

    Raises:
        OSError: it is in one of them, or a layer cannot be prepared here.
    """

    def __init__(self, secrets: Sequence[Path], *, outside: Collection[str] = ()) -> None:
        self.layers = (*(["namespaces"] if outside else []), "rlimits", "privileges", "Landlock", "seccomp")
        if shared := {str(link.readlink()) for link in Path("/proc/self/ns").iterdir()} & set(outside):
            raise OSError(f"these namespaces are not the workers' own: {', '.join(sorted(shared))}")
        self._secrets = tuple(secrets)
        self._ruleset = _reading(self._secrets)
        truncation = self._ruleset.version >= _LANDLOCK_SEES_TRUNCATION
        kinds = [(cuda, scratch) for cuda in (False, True) for scratch in (False, True)]
        self._filters = {
            (cuda, scratch): compile_filter(cuda=cuda, truncation=truncation, scratch=scratch)
            for cuda, scratch in kinds
        }
        self._seals = {scratch: compile_seal(scratch=scratch) for scratch in (False, True)}
        # Children of two servers may have the same numbers, in namespaces, and are not to be the same user.
        self._first_user = int.from_bytes(os.urandom(2), "big")
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
        number, scratch = self._first_user + os.getpid(), setup.scratch_bytes > 0
        alone = be_counted_alone(named=scratch)
        if scratch:
            _take_scratch(setup, number, alone=alone)
        file_bytes = SCRATCH[0].file_bytes if scratch else 0
        ruleset = self._own_ruleset(setup) if setup.cuda or scratch else self._ruleset
        bound_resources(
            memory_bytes=None if setup.cuda else setup.memory_bytes,
            cpu_s=setup.cpu_s,
            open_files=1024 if setup.cuda else setup.open_files,
            threads=setup.threads,
            others=0 if alone else self._others,
            file_bytes=max(START_FILE_BYTES, file_bytes) if setup.cuda else file_bytes,
        )
        # Where the machine runs out of memory, a worker is the first that the kernel ends.
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
        drop_privileges(number)
        die_with_parent(server)
        ruleset.enforce()
        # Whoever holds a ruleset could grant more in it to workers that are still to come.
        for descriptor in {ruleset.descriptor, self._ruleset.descriptor}:
            os.close(descriptor)
        load_filter(self._filters[setup.cuda, scratch])
        if setup.cuda:
            # What only the driver's start needs is taken away before the student's code is here.
            start_cuda(setup.cuda_memory_bytes)
            forbid_files(setup.open_files, file_bytes)
            load_filter(self._seals[scratch], threads=True)

    def _own_ruleset(self, setup: Setup) -> Ruleset:
        # Made in the worker, because it grants the worker's own part of /proc, or its own folder.
        ruleset = _reading(self._secrets)
        if setup.cuda:
            allow_cuda(ruleset)
        if setup.scratch_bytes:
            ruleset.allow_keeping(FOLDER)
        return ruleset


def _take_scratch(setup: Setup, number: int, *, alone: bool) -> None:
    was_root = os.geteuid() == 0
    if not (was_root or alone):
        raise ScratchError("this user may not make user namespaces")
    folder = mount_scratch(
        setup.scratch_bytes,
        setup.scratch_files,
        owner=passing_user(number) if was_root else None,
        trees=interpreter_trees(),
    )
    # A file that may fill the folder meets the folder's end first, and is told so.
    whole = setup.file_bytes >= setup.scratch_bytes
    largest_bytes = setup.scratch_bytes + 2 * resource.getpagesize() if whole else setup.file_bytes
    SCRATCH.append(Scratch(str(folder), largest_bytes))


def _reading(secrets: Sequence[Path]) -> Ruleset:
    ruleset = Ruleset()
    package = Path(__file__).resolve().parent.parent
    allow_trees(ruleset, interpreter_trees(), [*secrets, package])
    for path in _KERNEL:
        ruleset.allow_reading(Path(path))
    for path in _DEVICES:
        ruleset.allow_device(Path(path))
    return ruleset
