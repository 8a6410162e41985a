# outcome: passed
# It connects to sockets of the machine's own: containers, buses, and the one that forks workers.
import socket

from attempts import TARGETS, refused

PATHS = ["/var/run/docker.sock", "/run/dbus/system_bus_socket", "/run/systemd/private", "/tmp/.X11-unix/X0", "\0/tmp/dbus", "\0grader"]


def connect(path):
    with socket.socket(socket.AF_UNIX) as one:
        return one.connect(path)


def attack():
    left, right = socket.socketpair()
    found = [refused(repr(path), lambda path=path: connect(path)) for path in [*PATHS, *TARGETS.get("sockets", [])]]
    # A socket that it has already is no way to another.
    for name, attempt in {
        "connect": lambda: left.connect("\0grader"), "bind": lambda: left.bind("\0grader"), "listen": lambda: left.listen(),
        "accept": lambda: left.accept(), "send to": lambda: left.sendto(b"F", "\0grader"),
    }.items():
        found.append(refused(name, attempt, __import__("errno").EISCONN, __import__("errno").EOPNOTSUPP))
    return found
