"""Warm processes: their children, how these end, and that nothing stays behind."""

import os
import select
import signal
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from grader.warm.client import Child, WarmError, WarmServer

_END_S = 10.0


def _fork(warm: WarmServer) -> tuple[Child, socket.socket]:
    ours, theirs = socket.socketpair()
    with theirs:
        try:
            return warm.fork([theirs.fileno()]), ours
        except WarmError:
            ours.close()
            raise


@pytest.fixture
def child(warm: WarmServer) -> Iterator[tuple[Child, socket.socket]]:
    """A child, and the channel to it."""
    forked, channel = _fork(warm)
    with channel:
        yield forked, channel
    forked.close()


def _ends(pidfd: int) -> bool:
    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    return bool(poll.poll(_END_S * 1000))


def test_a_child_holds_its_own_descriptors_only(child: tuple[Child, socket.socket]) -> None:
    """Of the server's descriptors a child has the three streams, and its channel."""
    child[1].sendall(b"descriptors")
    first, second, third, *rest = eval(child[1].recv(1000))  # noqa: S307  (our own child's list)
    assert [first, second, third] == [0, 1, 2]
    assert len(rest) == 1


def test_a_child_has_a_session_to_itself(child: tuple[Child, socket.socket]) -> None:
    """Processors are shared out by session, so that no child takes the others' time with many threads."""
    child[1].sendall(b"session")
    assert int(child[1].recv(100)) == child[0].pid


def test_tells_the_exit_code(child: tuple[Child, socket.socket]) -> None:
    """A child that exits has an ending with its code and its peak of memory."""
    child[1].sendall(b"7")
    ending = child[0].wait(_END_S)
    assert ending is not None
    assert (ending.code, ending.signal) == (7, 0)
    assert ending.peak_bytes > 1024 * 1024


def test_tells_the_signal(child: tuple[Child, socket.socket]) -> None:
    """A child that a signal ended has an ending with the signal."""
    child[1].sendall(b"abort")
    ending = child[0].wait(_END_S)
    assert ending is not None
    assert (ending.code, ending.signal) == (0, signal.SIGABRT)


def test_has_no_ending_before_the_end(child: tuple[Child, socket.socket]) -> None:
    """A child that still runs has no ending; once killed it has one, which stays."""
    assert child[0].wait(0) is None
    child[0].kill()
    ending = child[0].wait(_END_S)
    assert ending is not None
    assert ending.signal == signal.SIGKILL
    assert child[0].wait(0) == ending


def test_closing_kills(child: tuple[Child, socket.socket]) -> None:
    """A child in an endless loop is gone after `close`, which may be called again."""
    pidfd = os.pidfd_open(child[0].pid)
    child[1].sendall(b"loop")
    child[0].close()
    child[0].close()
    assert _ends(pidfd)
    os.close(pidfd)


def test_a_childs_exception_is_a_complaint(warm: WarmServer, child: tuple[Child, socket.socket]) -> None:
    """A child that raises exits with 1, and its traceback is kept."""
    child[1].sendall(b"raise")
    ending = child[0].wait(_END_S)
    assert ending is not None
    assert ending.code == 1
    assert "ValueError: a child's complaint" in warm.complaints


def test_closing_the_server_kills_every_child(start_warm: Callable[..., WarmServer]) -> None:
    """With the server its children end, and nothing can be forked any more."""
    server = start_warm()
    forked, channel = _fork(server)
    pidfd = os.pidfd_open(forked.pid)
    channel.sendall(b"loop")
    server.close()
    assert _ends(pidfd)
    with pytest.raises(WarmError, match="ended"):
        forked.wait(_END_S)
    with pytest.raises(WarmError, match="gone"):
        _fork(server)
    forked.close()
    channel.close()
    os.close(pidfd)


def test_many_children_come_and_go_at_once(warm: WarmServer) -> None:
    """Children that end while they are closed, from several threads, leave the server standing."""

    def come_and_go(number: int) -> None:
        forked, channel = _fork(warm)
        channel.sendall(b"0" if number % 2 else b"loop")
        channel.close()
        forked.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(come_and_go, range(100)))
    forked, channel = _fork(warm)
    channel.sendall(b"5")
    ending = forked.wait(_END_S)
    assert ending is not None
    assert ending.code == 5
    forked.close()
    channel.close()


def test_several_threads_may_wait_for_it(start_warm: Callable[..., WarmServer]) -> None:
    """Whoever waits for a server to become ready is told, not only the first."""
    server = start_warm()
    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(server.wait_ready) for _ in range(4)]
        assert [one.result(_END_S) for one in waiting] == [None] * 4


def test_says_why_it_did_not_start(start_warm: Callable[..., WarmServer]) -> None:
    """A server that ends before it is ready is a WarmError with its last words."""
    server = start_warm("--fail")
    with pytest.raises(WarmError, match="a server's complaint"):
        server.wait_ready()


def test_does_not_fork_a_process_with_threads(start_warm: Callable[..., WarmServer]) -> None:
    """A server with a second thread refuses to serve, since its children could hang."""
    with pytest.raises(WarmError, match="2 threads cannot be forked safely"):
        start_warm("--thread").wait_ready()
