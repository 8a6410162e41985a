# outcome: passed
# It changes limits, processors and priorities, its own and other processes'.
import os
import resource

from attempts import TARGETS, all_refused, refused


def attack():
    found = []
    for pid in [*TARGETS["pids"], 0]:
        found += [
            refused(f"limit {pid}", lambda: resource.prlimit(pid, resource.RLIMIT_NOFILE, (1, 1))),
            refused(f"nice {pid}", lambda: os.setpriority(os.PRIO_PROCESS, pid, 19)),
            refused(f"scheduler {pid}", lambda: os.sched_setscheduler(pid, os.SCHED_BATCH, os.sched_param(0))),
            *all_refused([("sched_setattr", pid, None, 0), ("ioprio_set", 1, pid, 0)]),
        ]
        if pid != 0:
            found.append(refused(f"processors {pid}", lambda: os.sched_setaffinity(pid, {0})))
            found.append(refused(f"limits of {pid}", lambda: resource.prlimit(pid, resource.RLIMIT_AS)))
    # The filter compares whole registers, the kernel looks at half of them.
    return found + all_refused([("prlimit64", 1 << 32, 7, None, None), ("sched_setaffinity", 1 << 32, 8, None)])
