"""From limits to the first request a worker gets."""

from collections.abc import Mapping
from pathlib import Path

from grader.model.limits import Limits
from grader.wire.message import Setup


def setup_of(limits: Limits, files: Mapping[str, Path], *, walled: bool, cuda: bool) -> Setup:
    """The setup for a worker under these limits."""
    return Setup(
        walled=walled,
        memory_bytes=limits.memory_bytes,
        cpu_s=limits.cpu_s,
        threads=limits.threads,
        torch_threads=limits.torch_threads,
        open_files=limits.open_files,
        files={name: str(path) for name, path in files.items()},
        cuda=cuda,
    )
