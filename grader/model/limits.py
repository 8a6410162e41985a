"""What a worker, a check and a whole job may use."""

import math

import msgspec

from grader.model.errors import CourseError

KIB = 1024
MIB = 1024 * KIB

# With less of it no worker starts, or none can load a program.
_LEAST = {
    "memory_bytes": 16 * MIB, "cuda_memory_bytes": 64 * MIB, "cpu_s": 1, "output_bytes": 1, "threads": 1,
    "open_files": 16, "scratch_bytes": 0, "file_bytes": 0,
}  # fmt: skip
# For so many bytes of scratch space there may be a file, and for some more.
_A_FILE_BYTES, _SOME_FILES = 16 * KIB, 64


class OwnLimits(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Limits of one check's own; None where the exercise's hold.

    Raises:
        CourseError: a value is no whole number, or so small that no worker could start with it.
    """

    memory_bytes: int | None = None
    cuda_memory_bytes: int | None = None
    cpu_s: int | None = None
    output_bytes: int | None = None
    threads: int | None = None
    open_files: int | None = None
    scratch_bytes: int | None = None
    file_bytes: int | None = None

    def __post_init__(self) -> None:
        for name, least in _LEAST.items():
            if (value := getattr(self, name)) is not None:
                _demand_whole(name, value, least)


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Bounds on one worker, and on the job that it works for.

    Attributes:
        load_s: importing the submission, wall clock.
        call_s: a check without a time limit of its own, wall clock.
        job_s: all checks of a job together, with everything they wait for, wall clock.
        cpu_s: processor time of one worker in all its threads.
        memory_bytes: on top of what the warm interpreter already holds.
        cuda_memory_bytes: of all CUDA devices together, on top of what CUDA's own libraries hold.
        output_bytes: what one worker prints.
        threads: of one worker, its first one included.
        torch_threads: with how many of them torch computes.
        open_files: descriptors that one worker may have open at once.
        scratch_bytes: of all files that one worker has written, in a folder of its own that ends with it. It
            is memory, beside `memory_bytes`; 0 for no such folder.
        file_bytes: of any one of these files; 0 for as much as all of them.

    Raises:
        CourseError: a value is no number, or so small that no worker could start with it.
    """

    load_s: float = 10.0
    call_s: float = 10.0
    job_s: float = 1800.0
    cpu_s: int = 900
    memory_bytes: int = 3072 * MIB
    cuda_memory_bytes: int = 4096 * MIB
    output_bytes: int = 1 * MIB
    threads: int = 64
    torch_threads: int = 1
    open_files: int = 64
    scratch_bytes: int = 0
    file_bytes: int = 0

    def __post_init__(self) -> None:
        for name in ("load_s", "call_s", "job_s"):
            value = getattr(self, name)
            if type(value) not in (int, float) or not 0 < value < math.inf:
                raise CourseError(f"a limit {name} of {value!r} cannot be; it takes seconds, more than none")
        for name, least in (*_LEAST.items(), ("torch_threads", 1)):
            _demand_whole(name, getattr(self, name), least)

    @property
    def scratch_files(self) -> int:
        """How many files and folders the scratch folder may hold; each takes memory, an empty one too."""
        return _SOME_FILES + self.scratch_bytes // _A_FILE_BYTES if self.scratch_bytes else 0

    @property
    def largest_file_bytes(self) -> int:
        """What a single file may have, if it is the only one."""
        return min(self.file_bytes or self.scratch_bytes, self.scratch_bytes)

    def with_own(self, own: OwnLimits) -> "Limits":
        """These limits, with a check's own in their places."""
        changed = {name: value for name, value in msgspec.structs.asdict(own).items() if value is not None}
        return msgspec.structs.replace(self, **changed)


def in_bytes(count: int) -> str:
    """A number of bytes for people: `512 bytes`, `64 KiB`, `1.2 MiB`, `3,072 MiB`."""
    if count < KIB:
        return f"{count} bytes"
    unit, name = (MIB, "MiB") if count >= MIB else (KIB, "KiB")
    shown = f"{count / unit:,.1f}"
    return f"{shown.removesuffix('.0')} {name}"


def _demand_whole(name: str, value: object, least: int) -> None:
    if type(value) is not int or value < least:
        raise CourseError(
            f"a limit {name} of {value!r} cannot be; it takes a whole number, {least:,} or more"
        )
