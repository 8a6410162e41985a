"""What grading rests on besides the wall: packages, memory, CUDA devices, data, a cache."""

import importlib.metadata
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from grader.data.cache import SUMS
from grader.data.mnist import VERSION, find_parts
from grader.execution.shape import most_in_memory
from grader.model.errors import DataError, GraderError
from grader.model.limits import Limits
from grader.sandbox.probe import Probed
from grader.settings import Settings

_MIB, _GIB = 1024**2, 1024**3
_MNIST_BYTES = 300 * _MIB
_ON_THE_CPU = "training takes the CPU, and longer"


def package_row(name: str) -> Probed:
    """Whether a package is installed; the detail is its version."""
    try:
        return good(name, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return bad(name, "not installed", f"pip install {name}", required=True)


def cuda_row(devices: Callable[[], tuple[str, ...]]) -> tuple[tuple[str, ...], Probed]:
    """The names of the CUDA devices that torch can use, and what to say of them."""
    try:
        names = devices()
    except GraderError as error:
        return (), bad(
            "CUDA", str(error), "see what nvidia-smi says; --device cpu does without", cost=_ON_THE_CPU
        )
    if names:
        return names, good("CUDA", "; ".join(names))
    if Path("/dev/nvidiactl").exists():
        remedy = "install a torch build with CUDA that is no newer than the driver (see pytorch.org)"
        return (), bad("CUDA", "NVIDIA's driver is here, and torch cannot use it", remedy, cost=_ON_THE_CPU)
    return (), good("CUDA", "no device; training takes the CPU")


def mnist_row(settings: Settings) -> Probed:
    """Whether MNIST is here, and else where it will come from."""
    if settings.data_root:
        try:
            find_parts(Path(settings.data_root).expanduser())
        except DataError as error:
            detail, _, remedy = str(error).partition("; ")
            return bad("MNIST", detail, remedy)
        return good("MNIST", f"in {settings.data_root}, checksums right")
    stored = settings.cache_dir / f"mnist-{VERSION}"
    if (stored / SUMS).is_file():
        return good("MNIST", f"in the cache: {stored}")
    try:
        find_parts(settings.cache_dir / "torchvision")
    except DataError:
        source = settings.mirrors[0] if settings.mirrors else "torchvision's mirrors"
        return bad(
            "MNIST",
            f"not on this machine; grading downloads it first, from {source}",
            "name a folder that contains MNIST/raw with --data-root or GRADER_DATA_ROOT, set "
            "GRADER_MNIST_MIRRORS, or grade with --data digits",
        )
    return good("MNIST", f"downloaded, in {settings.cache_dir / 'torchvision'}")


def cache_row(cache: Path) -> Probed:
    """Whether the cache can be written, or made, and has room; leaves nothing behind."""
    # A cache that is not there yet is tried where it would be made.
    nearest = next(folder for folder in (cache.absolute(), *cache.absolute().parents) if folder.exists())
    try:
        with tempfile.TemporaryFile(dir=nearest) as file:
            file.write(b"\0")
        free_bytes = shutil.disk_usage(nearest).free
    except OSError as error:
        reason = f"{cache} cannot be written: {error.strerror or error}"
        return bad("cache", reason, "name a folder that can be written with GRADER_CACHE", required=True)
    if free_bytes < _MNIST_BYTES:
        room = f"{cache} has {free_bytes / _MIB:.0f} MiB left, and MNIST takes {_MNIST_BYTES // _MIB}"
        return bad("cache", room, "name a folder on a disk with room with GRADER_CACHE")
    return good("cache", f"{cache}, {free_bytes / _GIB:.1f} GiB free")


def memory_row(memory_bytes: int, cores: int) -> Probed:
    """For how many jobs at once there is memory; `--jobs` is no more unless it is named."""
    if not memory_bytes:
        return good("memory", "unknown")
    jobs = most_in_memory(memory_bytes)
    detail = (
        f"{memory_bytes / _GIB:.1f} GiB: enough for {jobs} at once, if one takes the "
        f"{Limits().memory_bytes // _MIB} MiB that it may and the others what right programs take"
    )
    if jobs >= cores:
        return good("memory", detail)
    return bad(
        "memory",
        f"{detail}; and there are {cores} cores",
        f"grader grade --jobs {cores} takes all cores; then several that take all they may run out of memory",
        cost=f"{cores - jobs} of the cores idle",
    )


def good(name: str, detail: str) -> Probed:
    """A row in which nothing is missing."""
    return Probed(name=name, ok=True, required=False, detail=detail)


def bad(name: str, detail: str, remedy: str = "", *, required: bool = False, cost: str = "") -> Probed:
    """A row that says what is missing, and the way to get it."""
    return Probed(name=name, ok=False, required=required, detail=detail, cost=cost, remedy=remedy)
