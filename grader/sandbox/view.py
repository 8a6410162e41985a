"""The file system as bubblewrap shows it to workers: libraries, a few devices, a few files of the kernel."""

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import grader
from grader.warm.interpreter import interpreter_trees

# What a worker's own modules need of this package; the rest of it is for the trusted side.
_PACKAGE = ("__init__.py", "untrusted", "warm", "wire")
_DEVICES = ("/dev/null", "/dev/random", "/dev/urandom")
_KERNEL = ("/sys/devices/system/cpu", "/sys/devices/system/node")
_NVIDIA = ("/sys/bus/pci", "/sys/devices", "/sys/module/nvidia", "/sys/module/nvidia_uvm")
_EVERYBODYS = ("/tmp", "/var/tmp", "/dev/shm")  # noqa: S108  (nothing is written there)
_LINKS = ("/lib", "/lib64", "/sbin")
# Python finds libraries by name through it.
_LDCONFIG = Path("/sbin/ldconfig")


def view_options(secrets: Iterable[Path]) -> list[str]:
    """Bubblewrap's options for a view in which nothing can be written and no secret is.

    Where a secret folder or file lies inside what is shown, an empty one stands in its place. What must be
    shown inside a secret folder, as a virtual environment in a course's folder, is shown.
    """
    prefixes = [Path(sys.prefix), Path(sys.base_prefix)]
    shown = [*interpreter_trees(), *prefixes, *(prefix.resolve() for prefix in prefixes)]
    shown += [_LDCONFIG.resolve()] if _LDCONFIG.exists() else []
    options = ["--proc", "/proc", *_trees(shown, [secret.resolve() for secret in secrets])]
    # `/lib` and its like are links into /usr on most systems, and programs name their loader through them.
    for link in map(Path, _LINKS):
        options += ["--symlink", str(link.readlink()), str(link)] if link.is_symlink() else []
    package = Path(grader.__file__).resolve().parent
    options += ["--tmpfs", str(package)]
    for name in _PACKAGE:
        options += ["--ro-bind", str(package / name), str(package / name)]
    options += ["--remount-ro", str(package)]
    for device in (*_DEVICES, *sorted(map(str, Path("/dev").glob("nvidia*")))):
        options += ["--dev-bind", device, device]
    for path in (*_KERNEL, *(_NVIDIA if Path("/dev/nvidiactl").exists() else ())):
        options += ["--ro-bind-try", path, path]
    # Empty, and not to be written in: so a program that writes there is told the same in every sandbox.
    for folder in _EVERYBODYS:
        options += ["--dir", folder]
    return [*options, "--remount-ro", "/", "--chdir", "/"]


def _trees(shown: Sequence[Path], secrets: Sequence[Path]) -> list[str]:
    """Show and hide from the outside in, so that of two that contain each other the inner one holds.

    A secret that is not there yet cannot be hidden here; Landlock grants nothing that appears beside it.
    """
    options: list[str] = []
    stands: dict[Path, bool] = {}
    for path in sorted({*shown, *(secret for secret in secrets if secret.exists())}):
        above = next((stands[parent] for parent in path.parents if parent in stands), False)
        stands[path] = path not in secrets
        if stands[path] and not above:
            options += ["--ro-bind", str(path), str(path)]
        elif above and not stands[path]:
            options += ["--tmpfs", str(path)] if path.is_dir() else ["--ro-bind", os.devnull, str(path)]
    return options
