# outcome: passed
# It mounts, unmounts and changes roots, by the old calls and the new.
import os

from attempts import all_refused, refused


def attack():
    return [
        refused("chroot", lambda: os.chroot("/usr")), refused("chdir", lambda: os.chdir("/")), refused("fchdir", lambda: os.fchdir(1)),
        *all_refused([
            ("mount", b"none", b"/tmp", b"tmpfs", 0, None), ("umount2", b"/proc", 2), ("pivot_root", b"/", b"/"), ("chroot", b"/"),
            ("fsopen", b"tmpfs", 0), ("fsconfig", 3, 0, None, None, 0), ("fsmount", 3, 0, 0), ("fspick", -100, b"/", 0),
            ("move_mount", 3, b"", -100, b"/", 0), ("mount_setattr", -100, b"/", 0, None, 0), ("quotactl", 0, None, 0, None), ("quotactl_fd", 0, 0, 0, None),
        ]),
    ]
