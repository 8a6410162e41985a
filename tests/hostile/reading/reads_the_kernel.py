# outcome: passed
# It reads the kernel's memory, symbols, log, keys and settings.
from attempts import read, refused

PATHS = """
/dev/mem /dev/kmem /dev/port /proc/kcore /proc/kallsyms /proc/kmsg /dev/kmsg /proc/keys /proc/modules /proc/iomem
/proc/sys/kernel/core_pattern /proc/sys/kernel/random/boot_id /proc/cmdline /proc/mounts /proc/net/tcp
/proc/net/unix /proc/timer_list /proc/vmallocinfo /proc/slabinfo /proc/config.gz /boot /dev/sda /dev/vda
/sys/kernel/debug /sys/kernel/security /sys/firmware /sys/class/net /sys/fs/cgroup/cgroup.procs
/proc/sysvipc/shm /proc/self/pagemap /proc/kpageflags
""".split()


def attack():
    # A device whose memory nobody may read answers EIO or EINVAL to some; none of them may be opened at all.
    return [refused(path, lambda path=path: read(path)) for path in PATHS]
