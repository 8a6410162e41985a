"""From limits to the first request a worker gets."""

from collections.abc import Mapping
from pathlib import Path

from grader.model.errors import SandboxError
from grader.model.limits import Limits
from grader.wire.message import Setup


def setup_of(limits: Limits, files: Mapping[str, Path], *, walled: bool, cuda: bool) -> Setup:
    """The setup for a worker under these limits.

    Raises:
        SandboxError: a file that the worker is to be given is not there.
    """
    for name, path in files.items():
        if not path.is_file():
            raise SandboxError(f"{path}: a worker was to be given this file as {name!r}, and it is not there")
    return Setup(
        walled=walled,
        memory_bytes=limits.memory_bytes,
        cpu_s=limits.cpu_s,
        threads=limits.threads,
        torch_threads=limits.torch_threads,
        open_files=limits.open_files,
        files={name: "" if walled else str(path.resolve()) for name, path in files.items()},
        cuda=cuda,
        cuda_memory_bytes=limits.cuda_memory_bytes,
        scratch_bytes=limits.scratch_bytes,
        scratch_files=limits.scratch_files,
        file_bytes=limits.largest_file_bytes,
    )
