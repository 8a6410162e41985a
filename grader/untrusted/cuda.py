"""What CUDA needs inside the wall: files, and a start before any of the student's code is here.

NVIDIA documents neither. The lists are taken from its open kernel modules, from gVisor's `nvproxy` and from
reports of other walls of Landlock and seccomp (OpenShell issues 1486 and 1696, nono pull request 673).
"""

import re
from collections.abc import Iterator
from pathlib import Path

from grader.untrusted.landlock import Ruleset

# The driver makes files in memory while it starts (OpenShell 1696); afterwards none can be made or grow.
START_FILE_BYTES = 64 * 1024 * 1024

_CONTROL = Path("/dev/nvidiactl")
# `nvidia-uvm-tools` is opened by drivers since 570, and an error there ends their start (nono, 651). Not here
# are `nvidia-modeset`, for screens, and `nvidia-nvswitch*` and `nvidia-caps-imex-channels`, for links.
_DEVICE = re.compile(r"nvidiactl|nvidia-uvm|nvidia-uvm-tools|nvidia\d+")
# One device file for each part of a card that is divided (MIG); whose they are is the machine's to say.
_PARTS = Path("/dev/nvidia-caps")
_READ = (
    "/proc/driver/nvidia", "/proc/driver/nvidia-uvm", "/proc/devices", "/proc/sys/vm/mmap_min_addr",
    "/proc/self/maps", "/proc/self/status", "/sys/module/nvidia", "/sys/module/nvidia_uvm",
    "/sys/devices/system/memory/block_size_bytes",
)  # fmt: skip
_THREADS = Path("/proc/self/task")
# The driver looks through all PCI devices for its own. Their roots have other numbers on every machine.
_PCI, _PCI_FILES, _NVIDIA = (
    Path("/sys/bus/pci/devices"),
    (
        "vendor",
        "device",
        "subsystem_vendor",
        "subsystem_device",
        "class",
        "revision",
        "irq",
        "config",
        "resource",
    ),
    "0x10de",
)


def allow_cuda(ruleset: Ruleset) -> None:
    """Grant what the driver opens; for the calling process alone, as it grants its own part of /proc."""
    for path in _READ:
        ruleset.allow_reading(Path(path))
    # It names its threads through `task/<thread>/comm`, and does not start where it cannot.
    ruleset.allow_rewriting(_THREADS)
    _allow_pci(ruleset)
    for device in cuda_device_files():
        ruleset.allow_device(device)


def cuda_device_files() -> Iterator[Path]:
    """The device files that a worker with CUDA may use; none where NVIDIA's driver is not."""
    # Which of the cards a program sees is CUDA_VISIBLE_DEVICES' to say, in an order of CUDA's own that the
    # files' numbers do not follow: the wall grants every card that the machine, or the container, has.
    for path in sorted(Path("/dev").glob("nvidia*")):
        if _DEVICE.fullmatch(path.name):
            yield path
    if _PARTS.is_dir():
        yield from sorted(_PARTS.glob("nvidia-cap*"))


def start_cuda(memory_bytes: int) -> None:
    """Start the driver and the libraries of every visible device; does nothing where there is no driver.

    Afterwards torch's own allocator refuses more than `memory_bytes` on each device. A program can lift that;
    it is the friendly refusal before the watch from outside ends the process.

    Raises:
        OSError: a driver is there and does not start.
    """
    if not _CONTROL.exists():
        return
    import torch  # noqa: PLC0415  (the server has it already)

    if torch.cuda._is_in_bad_fork():  # noqa: SLF001  (torch has no public name for it)
        raise OSError("CUDA was used in the process that workers are forked from")
    try:
        for index in range(torch.cuda.device_count() or 1):
            _warm_up(index, memory_bytes)
        torch.cuda.set_device(0)
    except (RuntimeError, AssertionError) as error:
        reason = str(error).strip().partition("\n")[0]
        raise OSError(f"CUDA does not start behind the wall: {reason}") from error


def _warm_up(index: int, memory_bytes: int) -> None:
    # Every library makes its handle and its threads now, and no random number is drawn.
    import torch  # noqa: PLC0415  (the server has it already)

    from grader.untrusted.resident import bound_memory  # noqa: PLC0415  (it needs torch)

    torch.cuda.set_device(index)
    device = torch.device("cuda", index)
    bound_memory(device, memory_bytes)
    image = torch.zeros(1, 1, 8, 8, device=device, requires_grad=True)
    kernel = torch.zeros(1, 1, 3, 3, device=device, requires_grad=True)
    seen = torch.nn.functional.conv2d(image, kernel).flatten(1)
    (seen @ seen.T).sum().backward()  # type: ignore[no-untyped-call]  # torch gives it no types
    torch.zeros(8, pin_memory=True).to(device, non_blocking=True)
    torch.cuda.synchronize(device)
    torch.cuda.empty_cache()


def _allow_pci(ruleset: Ruleset) -> None:
    ruleset.allow_reading(_PCI, names_only=True)
    for link in _PCI.glob("*"):
        device = link.resolve()
        ruleset.allow_reading(device, names_only=True)
        if _vendor(device) == _NVIDIA:
            ruleset.allow_reading(device)
        else:
            for name in _PCI_FILES:
                ruleset.allow_reading(device / name)


def _vendor(device: Path) -> str:
    try:
        return (device / "vendor").read_text(encoding="ascii").strip()
    except OSError:
        return ""
