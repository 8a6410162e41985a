# outcome: passed
# It raises the limits that it runs under.
import resource

from attempts import all_refused, refused

NAMES = ("AS", "CPU", "NOFILE", "FSIZE", "NPROC", "CORE", "MEMLOCK", "STACK")


def attack():
    found = []
    for name in NAMES:
        number = getattr(resource, f"RLIMIT_{name}")
        _, most = resource.getrlimit(number)
        for wanted in (resource.RLIM_INFINITY, most):
            found.append(refused(name, lambda: resource.setrlimit(number, (wanted, wanted)), ValueError))
    return found + all_refused([("setrlimit", 9, None)])
