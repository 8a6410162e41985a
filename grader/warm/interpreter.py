"""Where this interpreter and its libraries lie: what a program in it must be able to read."""

import os
import site
import sys
import sysconfig
from pathlib import Path

_SYSTEM = (
    "/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib", "/lib64", "/usr/share/zoneinfo",
    "/etc/ld.so.cache", "/etc/localtime",
)  # fmt: skip


def interpreter_trees() -> list[Path]:
    """Folders and files, links resolved, each once: Python's, the installed libraries', the system's."""
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    libraries = [Path(sysconfig.get_path(name)) for name in names]
    prefixes = [Path(prefix) / "lib" for prefix in (sys.prefix, sys.base_prefix)]
    sites = [Path(path) for path in site.getsitepackages()]
    system = [Path(path) for path in _SYSTEM]
    linked = [Path(path) for path in os.environ.get("LD_LIBRARY_PATH", "").split(":") if path.startswith("/")]
    every = (*libraries, *prefixes, *sites, *system, *linked)
    return sorted({path.resolve() for path in every if path.exists()})
