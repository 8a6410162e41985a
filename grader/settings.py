"""What the environment says, in one place."""

import os
from collections.abc import Mapping
from pathlib import Path

import msgspec
import platformdirs


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Where things are on this machine.

    Attributes:
        data_root: a torchvision root for MNIST that the user named, if any; absolute.
        cache: the per-user cache, where data sets are downloaded and unpacked; absolute.
        mirrors: where MNIST is downloaded from, in order; empty means torchvision's own list.
    """

    data_root: str = ""
    cache: str = ""
    mirrors: tuple[str, ...] = ()

    @property
    def cache_dir(self) -> Path:
        """The per-user cache as a path."""
        return Path(self.cache)


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings from `GRADER_DATA_ROOT`, `GRADER_CACHE` and `GRADER_MNIST_MIRRORS` (space-separated URLs)."""
    return Settings(
        data_root=located(environ.get("GRADER_DATA_ROOT", "")),
        cache=located(
            environ.get("GRADER_CACHE", "") or platformdirs.user_cache_dir("grader", appauthor=False)
        ),
        mirrors=tuple(environ.get("GRADER_MNIST_MIRRORS", "").split()),
    )


def located(path: str | Path) -> str:
    """The path as a process in another working folder must be told it: absolute; nothing stays nothing."""
    return str(Path(path).expanduser().absolute()) if str(path) else ""
