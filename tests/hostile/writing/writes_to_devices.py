# outcome: passed
# It writes to terminals, disks and the kernel's settings.
import os

from attempts import refused

PATHS = """
/dev/tty /dev/console /dev/pts/0 /dev/ptmx /dev/kmsg /dev/mem /dev/sda /dev/vda /dev/loop-control /dev/fuse /dev/kvm
/dev/net/tun /dev/shm/x /dev/full /proc/sys/kernel/core_pattern /proc/sysrq-trigger /proc/self/oom_score_adj
/proc/self/coredump_filter /proc/self/comm /proc/self/clear_refs /proc/self/uid_map /proc/self/attr/current
/sys/devices/system/cpu/cpu0/online /sys/devices/system/cpu/cpu1/online /sys/kernel/mm/transparent_hugepage/enabled
/sys/fs/cgroup/cgroup.procs
""".split()


def attack():
    return [refused(path, lambda path=path: os.open(path, os.O_WRONLY)) for path in PATHS]
