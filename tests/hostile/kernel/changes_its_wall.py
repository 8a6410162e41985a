# outcome: passed
# It adds filters and rules of its own to the wall, of the kind that hides a call's refusal.
import ctypes

from attempts import all_refused, libc, refused


def attack():
    zero = ctypes.create_string_buffer(64)
    return all_refused([("seccomp", 1, 0, zero), ("seccomp", 1, 8, zero), ("seccomp", 0, 0, None), ("landlock_create_ruleset", None, 0, 1), ("landlock_create_ruleset", zero, 8, 0), ("landlock_add_rule", 3, 1, zero, 0), ("landlock_restrict_self", 3, 0)])
