# outcome: passed
# It asks for the calls that kernels are broken into by: bpf, perf, userfaultfd, io_uring, keyrings.
import ctypes

from attempts import all_refused


def attack():
    zero = ctypes.create_string_buffer(256)
    return all_refused([
        ("bpf", 0, zero, 128), ("bpf", 5, zero, 128), ("perf_event_open", zero, 0, -1, -1, 0), ("userfaultfd", 0),
        ("userfaultfd", 1), ("io_uring_setup", 8, zero), ("io_uring_enter", 3, 1, 0, 0, None),
        ("io_uring_register", 3, 0, None, 0), ("keyctl", 0, -3, 0), ("add_key", b"user", b"x", b"y", 1, -2),
        ("request_key", b"user", b"x", None, -2), ("pkey_alloc", 0, 0), ("memfd_secret", 0), ("vmsplice", 1, None, 0, 0),
        ("splice", 0, None, 1, None, 1, 0), ("tee", 0, 1, 1, 0), ("process_madvise", 3, None, 0, 0, 0),
        ("process_mrelease", 3, 0), ("timer_create", 0, None, zero), ("map_shadow_stack", 0, 4096, 0),
        ("lsm_get_self_attr", 100, zero, zero, 0), ("mbind", 0, 4096, 0, None, 0, 0),
    ])
