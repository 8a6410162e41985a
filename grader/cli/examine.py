"""Look this machine over: the wall, the packages, the hardware, the data."""

import platform
import sys
import time
from collections.abc import Callable, Sequence

import msgspec

from grader.cli.equipment import (
    bad,
    cache_row,
    cuda_row,
    good,
    memory_row,
    mnist_row,
    package_row,
)
from grader.execution.shape import memory_bytes, processors
from grader.model.errors import GraderError
from grader.sandbox.cuda import cuda_devices
from grader.sandbox.probe import Findings, Probed, probe_machine, start_once
from grader.sandbox.strongest import strongest
from grader.settings import Settings

PACKAGES = ("torch", "torchvision", "torchsummary", "numpy", "pandas", "pytest")
_NONE = Probed(
    name="none", ok=True, required=False, detail="no wall; must be asked for, and marks every result"
)


class Examined(msgspec.Struct, frozen=True, kw_only=True):
    """What this machine gives.

    Attributes:
        auto: the sandbox that `--sandbox auto` is here; None where a worker does not stand in it.
        sandboxes: whether `full` and `standard` really start a worker here, and `none`.
        isolation: the layers that a wall can be made of, each tried; `part` says which sandbox needs it.
        software: Python and the packages that grading rests on; the detail is the version.
        hardware: cores, memory, CUDA devices.
        data: MNIST, and the cache folder.
        cores: how many this process may use.
        memory_bytes: what this machine or its control group has; 0 where the system does not say.
        cuda: the names of the CUDA devices.
    """

    auto: str | None
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
        """Whether `--sandbox auto` grades here."""
        return self.auto is not None


def examine(
    settings: Settings,
    *,
    probe: Callable[[], Findings] = probe_machine,
    start: Callable[[str], Sequence[str]] = start_once,
    choose: Callable[[], str] = strongest,
    devices: Callable[[], tuple[str, ...]] = cuda_devices,
) -> Examined:
    """Everything `grader doctor` tells; nothing that is wrong with the machine raises."""
    try:
        findings = probe()
    except GraderError as error:
        findings = Findings(probed=(bad("probe", str(error), required=True),))
    sandboxes = (_try_full(findings, start), _try_standard(findings, start), _NONE)
    chosen = choose()
    cuda, of_cuda = cuda_row(devices)
    cores, known_bytes = processors(), memory_bytes()
    return Examined(
        auto=chosen if any(one.ok for one in sandboxes if one.name == chosen) else None,
        sandboxes=sandboxes,
        isolation=findings.probed,
        software=(
            good("python", f"{platform.python_version()} ({sys.executable})"),
            *map(package_row, PACKAGES),
        ),
        hardware=(good("cores", str(cores)), memory_row(known_bytes, cores), of_cuda),
        data=(mnist_row(settings), cache_row(settings.cache_dir)),
        cores=cores,
        memory_bytes=known_bytes,
        cuda=cuda,
    )


def _try_full(findings: Findings, start: Callable[[str], Sequence[str]]) -> Probed:
    # It is started whatever its own trials say: they look for bubblewrap in fewer places.
    row = _without("full", findings.missing[0]) if findings.missing else _stand("full", start)
    if row.ok:
        return row
    remedy = next((one.remedy for one in findings.missing_for_full), "")
    cost = "`auto` takes `standard`, without namespaces and a file system of the workers' own"
    return msgspec.structs.replace(row, cost=cost, remedy=remedy)


def _try_standard(findings: Findings, start: Callable[[str], Sequence[str]]) -> Probed:
    row = _without("standard", findings.missing[0]) if findings.missing else _stand("standard", start)
    return msgspec.structs.replace(row, required=True)


def _without(name: str, layer: Probed) -> Probed:
    return bad(name, f"{layer.name}: {layer.detail}", layer.remedy)


def _stand(name: str, start: Callable[[str], Sequence[str]]) -> Probed:
    began = time.monotonic()
    try:
        layers = start(name)
    except GraderError as error:
        # Other commands send the reader to this one, which has no need to.
        reason = str(error).removeprefix("the wall cannot be built here: ").partition(". `grader doctor`")[0]
        return bad(name, reason)
    took_s = time.monotonic() - began
    return good(name, f"a worker stood behind {', '.join(layers)} ({took_s:.1f} s, once per run)")
