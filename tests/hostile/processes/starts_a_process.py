# outcome: passed
# It runs programs, by every call of Python and the kernel's that runs one.
import ctypes
import os
import subprocess
import sys

from attempts import all_refused, libc, refused


def attack():
    empty = (ctypes.c_char_p * 1)()
    path = ctypes.c_char_p(b"/bin/sh")
    found = [
        refused("subprocess", lambda: subprocess.run([sys.executable, "-c", ""], check=True)),
        refused("shell", lambda: subprocess.check_output("id", shell=True)),
        refused("spawn", lambda: os.posix_spawn("/bin/true", ["true"], {})),
        refused("popen", lambda: os.popen("id").read()),
        refused("execv", lambda: os.execv("/bin/true", ["true"])),
    ]
    if os.system("exit 0") == 0:
        found = [refused("system", lambda: "ran")]
    return found + all_refused([("execveat", -100, path, empty, empty, 0), ("execveat", 1, ctypes.c_char_p(b""), empty, empty, 0x1000)])
