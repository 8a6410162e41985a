"""Landlock: from here on this process reads the trees it was granted, and writes, runs and connects nowhere.

The numbers are the kernel's (linux/landlock.h); the system calls have the same numbers on every architecture.
"""

import contextlib
import ctypes
import os
from collections.abc import Iterable
from pathlib import Path

from grader.untrusted.scratch import ScratchError

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_RULE_PATH_BENEATH = 1
_VERSION = 1
_READ_FILE, _READ_DIR, _WRITE_FILE, _TRUNCATE, _IOCTL_DEV = 1 << 2, 1 << 3, 1 << 1, 1 << 14, 1 << 15
# Files and folders: for both there is a right to remove them, and one to make them.
_REMOVE, _MAKE, _MOVE = 1 << 4 | 1 << 5, 1 << 7 | 1 << 8, 1 << 13
# How many of the file-system rights, counted from bit 0, each version of the interface knows.
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
_NEWEST = 6
_NET_SINCE, _SCOPE_SINCE, _IOCTL_SINCE, _TRUNCATE_SINCE, _MOVING_SINCE = 4, 6, 5, 3, 2
_TCP = 0b11
_SCOPES = 0b11


class _Attributes(ctypes.Structure):
    _fields_ = (
        ("handled_access_fs", ctypes.c_uint64),
        ("handled_access_net", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = (("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


_libc = ctypes.CDLL(None, use_errno=True)


def landlock_version() -> int:
    """The kernel's version of the interface; 0 where Landlock is missing or off."""
    return max(0, int(_libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(_VERSION))))


class Ruleset:
    """A set of grants, made once and enforced by each process that inherits it.

    Grants in /proc last as long as the process that made them.
    """

    def __init__(self) -> None:
        self.version = min(landlock_version(), _NEWEST)
        if self.version == 0:
            raise OSError("Landlock is missing from this kernel, or off")
        attributes = _Attributes(
            (1 << _FILE_RIGHTS[min(self.version, 5)]) - 1,
            _TCP if self.version >= _NET_SINCE else 0,
            _SCOPES if self.version >= _SCOPE_SINCE else 0,
        )
        self._held: list[int] = []
        size = 8 * (1 + (self.version >= _NET_SINCE) + (self.version >= _SCOPE_SINCE))
        self.descriptor = _call(_CREATE_RULESET, ctypes.byref(attributes), ctypes.c_size_t(size), 0)

    def allow_reading(self, path: Path, *, names_only: bool = False) -> None:
        """Grant reading of a file, or of a whole tree; with `names_only`, listing its folders and no more."""
        self._add(path, _READ_DIR if names_only else _READ_FILE | _READ_DIR)

    def allow_device(self, path: Path) -> None:
        """Grant reading, writing and ioctl on a device file, or on every one in a folder."""
        ioctl = _IOCTL_DEV if self.version >= _IOCTL_SINCE else 0
        self._add(path, _READ_FILE | _READ_DIR | _WRITE_FILE | ioctl)

    def allow_rewriting(self, path: Path) -> None:
        """Grant reading and writing the files that are in a tree; none can be made or removed."""
        truncate = _TRUNCATE if self.version >= _TRUNCATE_SINCE else 0
        self._add(path, _READ_FILE | _READ_DIR | _WRITE_FILE | truncate)

    def allow_keeping(self, path: Path) -> None:
        """Grant everything in a folder but making links, devices, pipes and sockets.

        Raises:
            ScratchError: this version of the interface lets nothing be moved from one folder to another.
        """
        if self.version < _MOVING_SINCE:
            raise ScratchError("Landlock does not let files be moved between folders before Linux 5.19")
        truncate = _TRUNCATE if self.version >= _TRUNCATE_SINCE else 0
        self._add(path, _READ_FILE | _READ_DIR | _WRITE_FILE | truncate | _REMOVE | _MAKE | _MOVE)

    def enforce(self) -> None:
        """Bind this process and its descendants to the grants, for good; needs no_new_privs."""
        _call(_RESTRICT_SELF, self.descriptor, 0)

    def _add(self, path: Path, access: int) -> None:
        # What is not there needs no grant.
        with contextlib.suppress(FileNotFoundError, PermissionError, NotADirectoryError):
            descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
            try:
                if not path.is_dir():
                    access &= ~_READ_DIR
                if access:
                    rule = _PathBeneath(access, descriptor)
                    _call(_ADD_RULE, self.descriptor, _RULE_PATH_BENEATH, ctypes.byref(rule), 0)
            finally:
                # A grant is for an inode, and procfs makes a new one where nobody has held the old.
                if path.is_relative_to("/proc"):
                    self._held.append(descriptor)
                else:
                    os.close(descriptor)


def allow_trees(ruleset: Ruleset, trees: Iterable[Path], secrets: Iterable[Path]) -> None:
    """Grant reading of the trees, less everything that is or lies under one of the secrets.

    A grant covers a whole tree and cannot be taken back inside it, so a tree with a secret somewhere inside
    is granted folder by folder around it; of the folders above a secret only the names can be listed.
    """
    hidden = [secret.resolve() for secret in secrets]
    for tree in trees:
        _allow_around(ruleset, tree.resolve(), hidden)


def _allow_around(ruleset: Ruleset, tree: Path, hidden: list[Path]) -> None:
    inside = [secret for secret in hidden if secret.is_relative_to(tree)]
    if not inside:
        ruleset.allow_reading(tree)
    elif tree not in inside:
        ruleset.allow_reading(tree, names_only=True)
        for entry in sorted(tree.iterdir()):
            if not entry.is_symlink():
                _allow_around(ruleset, entry, inside)


def _call(number: int, *arguments: object) -> int:
    result = int(_libc.syscall(number, *arguments))
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, f"Landlock: {os.strerror(code)}")
    return result
