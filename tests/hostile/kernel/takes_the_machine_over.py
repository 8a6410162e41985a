# outcome: passed
# It loads modules and kernels, restarts the machine, and sets its clock and its name.
from attempts import all_refused


def attack():
    return all_refused([
        ("init_module", None, 0, b""), ("finit_module", 0, b"", 0), ("kexec_load", 0, 0, None, 0), ("reboot", 0xFEE1DEAD, 672274793, 0, None),
        ("sethostname", b"x", 1), ("clock_settime", 0, None), ("iopl", 3), ("modify_ldt", 1, None, 0), ("personality", 0x0040000), ("personality", 0xFFFFFFFF), ("syslog", 3, None, 0),
    ])
