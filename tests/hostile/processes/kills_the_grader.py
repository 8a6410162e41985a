# outcome: passed
# It signals the grader, its server, its neighbours and everybody, by every call there is.
import os
import signal

from attempts import TARGETS, all_refused, refused


def attack():
    found = []
    for pid in [*TARGETS["pids"], os.getppid(), -1, 0, 1]:
        found += [refused(f"kill {pid}", lambda pid=pid: os.kill(pid, signal.SIGKILL)), refused(f"killpg {pid}", lambda pid=pid: os.killpg(abs(pid), signal.SIGSTOP))]
        found += all_refused([("tgkill", pid, pid, 9), ("tkill", pid, 9), ("rt_sigqueueinfo", pid, 9, None), ("pidfd_open", pid, 0)])
    return found
