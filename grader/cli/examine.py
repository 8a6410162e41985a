"""Look this machine over: the wall, the packages, the hardware, the data."""

import importlib.metadata
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from grader.cli.grade import processors
from grader.data.cache import SUMS
from grader.data.mnist import VERSION, find_parts
from grader.model.errors import DataError, GraderError
from grader.sandbox.cuda import cuda_devices
from grader.sandbox.probe import Findings, Probed, probe_machine, start_once
from grader.settings import Settings

PACKAGES = ("torch", "torchvision", "torchsummary", "numpy", "pandas", "pytest")
_GIB = 1024**3
_MNIST_BYTES = 300 * 1024**2
_NONE = Probed(
    name="none", ok=True, required=False, detail="no wall; must be asked for, and marks every result"
)


class Examined(msgspec.Struct, frozen=True, kw_only=True):
    """What this machine gives.

    Attributes:
        sandboxes: whether `standard` really starts a worker here, and `none`.
        isolation: the layers that a wall can be made of, each tried.
        software: Python and the packages that grading rests on; the detail is the version.
        hardware: cores, memory, CUDA devices.
        data: MNIST, and the cache folder.
        cores: how many this process may use.
        memory_bytes: what this machine or its control group has; 0 where the system does not say.
        cuda: the names of the CUDA devices.
    """

    sandboxes: tuple[Probed, ...]
    isolation: tuple[Probed, ...]
    software: tuple[Probed, ...]
    hardware: tuple[Probed, ...]
    data: tuple[Probed, ...]
    cores: int
    memory_bytes: int
    cuda: tuple[str, ...]

    @property
    def walled(self) -> bool:
        """Whether `standard` works here."""
        return all(one.ok for one in self.sandboxes if one.required)


def examine(
    settings: Settings,
    *,
    probe: Callable[[], Findings] = probe_machine,
    start: Callable[[], Sequence[str]] = start_once,
    devices: Callable[[], tuple[str, ...]] = cuda_devices,
) -> Examined:
    """Everything `grader doctor` tells; nothing that is wrong with the machine raises."""
    try:
        findings = probe()
    except GraderError as error:
        findings = Findings(probed=(_bad("probe", str(error), required=True),))
    cuda, cuda_row = _examine_cuda(devices)
    cores, memory_bytes = processors(), _memory_bytes()
    return Examined(
        sandboxes=(_examine_standard(findings, start), _NONE),
        isolation=findings.probed,
        software=(
            _good("python", f"{platform.python_version()} ({sys.executable})"),
            *map(_package, PACKAGES),
        ),
        hardware=(
            _good("cores", str(cores)),
            _good("memory", f"{memory_bytes / _GIB:.1f} GiB" if memory_bytes else "unknown"),
            cuda_row,
        ),
        data=(_examine_mnist(settings), _examine_cache(settings.cache_dir)),
        cores=cores,
        memory_bytes=memory_bytes,
        cuda=cuda,
    )


def _examine_standard(findings: Findings, start: Callable[[], Sequence[str]]) -> Probed:
    if findings.missing:
        first = findings.missing[0]
        return _bad("standard", f"{first.name}: {first.detail}", first.remedy, required=True)
    began = time.monotonic()
    try:
        layers = start()
    except GraderError as error:
        # Other commands send the reader to this one, which has no need to.
        reason = str(error).removeprefix("the wall cannot be built here: ").partition(". `grader doctor`")[0]
        return _bad("standard", reason, required=True)
    took_s = time.monotonic() - began
    detail = f"a worker stood behind {', '.join(layers)} ({took_s:.1f} s, once per run)"
    return Probed(name="standard", ok=True, required=True, detail=detail)


def _package(name: str) -> Probed:
    try:
        return _good(name, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        return _bad(name, "not installed", f"pip install {name}", required=True)


def _examine_cuda(devices: Callable[[], tuple[str, ...]]) -> tuple[tuple[str, ...], Probed]:
    try:
        names = devices()
    except GraderError as error:
        return (), _bad("CUDA", str(error), "see what nvidia-smi says; --device cpu does without")
    if names:
        return names, _good("CUDA", "; ".join(names))
    if Path("/dev/nvidiactl").exists():
        remedy = "install a torch build with CUDA that is no newer than the driver (see pytorch.org)"
        return (), _bad("CUDA", "NVIDIA's driver is here, and torch cannot use it", remedy)
    return (), _good("CUDA", "no device; training takes the CPU")


def _examine_mnist(settings: Settings) -> Probed:
    if settings.data_root:
        try:
            find_parts(Path(settings.data_root).expanduser())
        except DataError as error:
            detail, _, remedy = str(error).partition("; ")
            return _bad("MNIST", detail, remedy)
        return _good("MNIST", f"in {settings.data_root}, checksums right")
    stored = settings.cache_dir / f"mnist-{VERSION}"
    if (stored / SUMS).is_file():
        return _good("MNIST", f"in the cache: {stored}")
    try:
        find_parts(settings.cache_dir / "torchvision")
    except DataError:
        source = settings.mirrors[0] if settings.mirrors else "torchvision's mirrors"
        return _bad(
            "MNIST",
            f"not on this machine; grading downloads it first, from {source}",
            "name a folder that contains MNIST/raw with --data-root or GRADER_DATA_ROOT, set "
            "GRADER_MNIST_MIRRORS, or grade with --data digits",
        )
    return _good("MNIST", f"downloaded, in {settings.cache_dir / 'torchvision'}")


def _examine_cache(cache: Path) -> Probed:
    # Asking must leave nothing behind, so a cache that is not there yet is tried where it would be made.
    nearest = next(folder for folder in (cache.absolute(), *cache.absolute().parents) if folder.exists())
    try:
        with tempfile.TemporaryFile(dir=nearest) as file:
            file.write(b"\0")
        free_bytes = shutil.disk_usage(nearest).free
    except OSError as error:
        reason = f"{cache} cannot be written: {error.strerror or error}"
        return _bad("cache", reason, "name a folder that can be written with GRADER_CACHE", required=True)
    if free_bytes < _MNIST_BYTES:
        room = f"{cache} has {free_bytes / 1024**2:.0f} MiB left, and MNIST takes {_MNIST_BYTES // 1024**2}"
        return _bad("cache", room, "name a folder on a disk with room with GRADER_CACHE")
    return _good("cache", f"{cache}, {free_bytes / _GIB:.1f} GiB free")


def _memory_bytes() -> int:
    if sys.platform == "win32":
        return 0
    machine_bytes = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    try:
        return min(machine_bytes, int(Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii")))
    except (OSError, ValueError):
        # Outside a container there is no such file here, and in one without a limit it says `max`.
        return machine_bytes


def _good(name: str, detail: str) -> Probed:
    return Probed(name=name, ok=True, required=False, detail=detail)


def _bad(name: str, detail: str, remedy: str = "", *, required: bool = False) -> Probed:
    return Probed(name=name, ok=False, required=required, detail=detail, remedy=remedy)
