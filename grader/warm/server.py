"""The warm process: forks one child for each request that comes over its standard input.

Standard input is a socket without a name. A request is one byte and descriptors: first the child's control
socket, then those meant for the child. Over the control socket go a pidfd of the child and, once it has
ended, how it ended. Closing the socket kills the child; when nobody holds the other end of standard input,
everything is killed.
"""

import contextlib
import ctypes
import gc
import os
import selectors
import signal
import socket
import struct
import sys
import time
import traceback
from collections.abc import Callable, Collection, Sequence
from typing import NoReturn, TextIO

from grader.warm.pages import collapse_pages

REQUEST, STARTED = b"F", b"S"
ENDED = struct.Struct("<idq")
MOST_DESCRIPTORS = 16
_THREADS_END_S, _LOOK_S = 5.0, 0.005
_PR_SET_PDEATHSIG = 1
_LAST_DESCRIPTOR = 2**31 - 1


def serve(main: Callable[[list[int]], None], *, kept: Sequence[int] = (), out: TextIO | None = None) -> None:
    """Fork a child that calls `main(descriptors)` for each request, until nobody can make one any more.

    Everything that children share must have been imported before; of the descriptors that are open here, a
    child keeps only `kept`. Says `ready` on `out`, which is standard output if none is given. Once it has
    said so it does not return: when standard input ends it kills the children, and itself.
    """
    out = out or sys.stdout
    threads = _threads_left()
    if threads != 1:
        out.write(f"a process with {threads} threads cannot be forked safely\n")
        return
    gc.collect()
    gc.freeze()
    collapse_pages()
    requests = socket.socket(fileno=os.dup(sys.stdin.fileno()))
    # Whoever started this process may have ended meanwhile; then standard input has too.
    with contextlib.suppress(BrokenPipeError):
        out.write("ready\n")
        out.flush()
    _Loop(requests, main, {0, 1, 2, *kept}).run()


def _threads_left() -> int:
    # A thread that was joined is gone for Python, and for the kernel a moment later.
    deadline = time.monotonic() + _THREADS_END_S
    while (threads := len(os.listdir("/proc/self/task"))) > 1 and time.monotonic() < deadline:  # noqa: PTH208  (names are all that is counted)
        time.sleep(_LOOK_S)
    return threads


class _Loop:
    def __init__(
        self, requests: socket.socket, main: Callable[[list[int]], None], kept: Collection[int]
    ) -> None:
        self._requests = requests
        self._main = main
        self._kept = kept
        self._selector = selectors.DefaultSelector()
        self._pids: dict[socket.socket, int] = {}

    def run(self) -> NoReturn:
        self._selector.register(self._requests, selectors.EVENT_READ, self._take)
        while True:
            for key, _ in self._selector.select():
                key.data()

    def _end(self) -> NoReturn:
        for pid in self._pids.values():
            os.kill(pid, signal.SIGKILL)
        # The libraries' farewells are for nobody, and take longer than the kill.
        os._exit(0)

    def _take(self) -> None:
        try:
            request, descriptors, _, _ = socket.recv_fds(self._requests, len(REQUEST), MOST_DESCRIPTORS)
        except ConnectionError:
            self._end()
        if not request:
            self._end()
        try:
            if descriptors:
                self._fork(socket.socket(fileno=descriptors.pop(0)), descriptors)
        finally:
            for descriptor in descriptors:
                os.close(descriptor)

    def _fork(self, control: socket.socket, descriptors: list[int]) -> None:
        server = os.getpid()
        try:
            pid = os.fork()
        except OSError as error:
            sys.stderr.write(f"cannot fork: {error}\n")
            sys.stderr.flush()
            control.close()
            return
        if pid == 0:
            _be_child(self._main, descriptors, self._kept, server)
        self._pids[control] = pid
        pidfd = os.pidfd_open(pid)
        self._selector.register(pidfd, selectors.EVENT_READ, lambda: self._reap(control, pid, pidfd))
        self._selector.register(control, selectors.EVENT_READ, lambda: self._hang_up(control, pid))
        with contextlib.suppress(OSError):
            socket.send_fds(control, [STARTED], [pidfd])

    def _hang_up(self, control: socket.socket, pid: int) -> None:
        # A client sends nothing here: what can be read is the end. The child may have been reaped in the same
        # round, and its number may be another process's by now.
        if control not in self._pids:
            return
        self._selector.unregister(control)
        os.kill(pid, signal.SIGKILL)

    def _reap(self, control: socket.socket, pid: int, pidfd: int) -> None:
        self._selector.unregister(pidfd)
        os.close(pidfd)
        _, status, usage = os.wait4(pid, 0)
        del self._pids[control]
        with contextlib.suppress(KeyError):
            self._selector.unregister(control)
        with contextlib.suppress(OSError):
            control.sendall(ENDED.pack(status, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024))
        control.close()


def _be_child(
    main: Callable[[list[int]], None], descriptors: list[int], kept: Collection[int], server: int
) -> NoReturn:
    code = 1
    try:
        die_with_parent(server)
        # The kernel shares the processors out by session first (autogroup), so a child that starts many
        # threads takes its time from itself and not from the others.
        os.setsid()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        _close_requests()
        close_others({*kept, *descriptors})
        main(descriptors)
        code = 0
    except BaseException:  # noqa: BLE001  (the child of a fork must never run on into its parent's stack)
        traceback.print_exc()
    finally:
        with contextlib.suppress(BaseException):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def _close_requests() -> None:
    # They are for the server alone; what would be read from standard input is not there.
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when its parent ends; a later change of user undoes it."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def close_others(kept: Collection[int]) -> None:
    """Close every descriptor but these."""
    first = 0
    for descriptor in sorted(kept):
        # An empty range beginning at 0 would be taken for all there are.
        if first < descriptor:
            os.closerange(first, descriptor)
        first = descriptor + 1
    os.closerange(first, _LAST_DESCRIPTOR)
