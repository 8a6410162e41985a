"""What every sandbox must do, with a wall or without."""

import os
import select
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import torch

import grader.sandbox.plugin
from grader.model.errors import (
    SandboxError,
    StudentBrokeProtocol,
    StudentCrashed,
    StudentOutputLimit,
    StudentRaised,
    StudentTimedOut,
)
from grader.model.limits import Limits
from grader.registry import Registry
from grader.sandbox.unwalled import NoSandbox
from grader.wire.message import Get
from grader.wire.value import Held

_SUBMISSION = """
import os, sys, time

class Counter:
    def __init__(self, start):
        self.count = start

    def add(self, number):
        self.count += number
        return self.count

def double(x):
    return x + x

def inverse(x):
    return 1 / x

def shout(text):
    print(text)

def loop():
    while True:
        pass

def leave(code):
    os._exit(code)

def flood():
    while True:
        print("x" * 1000)

def read(name):
    from grader.untrusted.opened import FILES
    return os.pread(FILES[name], 100, 0)
"""
_END_S = 10.0


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test of the contract is held by each sandbox that ships, and by those that `--sandbox` names."""
    if "sandbox" in metafunc.fixturenames:
        names = ["full", "standard", "none", *metafunc.config.getoption("--sandbox")]
        metafunc.parametrize("sandbox", names, indirect=True, scope="module")


@pytest.fixture(scope="module")
def sandbox(request: pytest.FixtureRequest) -> Iterator[Any]:
    """Each sandbox in turn."""
    if request.param == "none":
        yield NoSandbox()
    elif request.param in {"full", "standard"}:
        yield request.getfixturevalue(f"{request.param}_sandbox")
    else:
        made = Registry([grader.sandbox.plugin]).sandbox(request.param, [Path(__file__).parents[2]])
        yield made
        made.close()


@pytest.fixture(scope="module")
def opened(sandbox: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One worker for every test that leaves it as it was."""
    given = tmp_path_factory.mktemp("given") / "numbers.txt"
    given.write_bytes(b"1 2 3\r\n")
    with ExitStack() as stack:
        yield stack.enter_context(sandbox.start(Limits(), files={"numbers": given}))


@pytest.fixture
def worker(opened: Any, talk: Any) -> Any:
    """A worker that holds the submission."""
    conversation = talk(opened)
    conversation.load(_SUBMISSION)
    return conversation


@pytest.fixture
def fresh(sandbox: Any, talk: Any) -> Iterator[Any]:
    """A worker of the test's own, which it may end."""
    with sandbox.start(Limits(output_bytes=64 * 1024), files={}) as started:
        conversation = talk(started)
        conversation.load(_SUBMISSION)
        yield conversation


class TestSandbox:
    """The contract."""

    def test_answers_with_plain_values_and_tensors(self, worker: Any) -> None:
        """A call takes and returns plain values and tensors as themselves."""
        assert worker.call("double", [1, "a"]) == [1, "a", 1, "a"]
        assert torch.equal(worker.call("double", torch.arange(3)), torch.tensor([0, 2, 4]))

    def test_carries_tensors_that_are_larger_than_any_buffer(self, worker: Any) -> None:
        """A tensor of 16 MiB crosses in both directions unchanged."""
        sent = torch.arange(4 * 2**20, dtype=torch.float32)
        assert torch.equal(worker.call("double", sent), sent + sent)

    def test_holds_what_is_not_plain(self, worker: Any) -> None:
        """An object stays in the worker, with its state, and its attributes and methods can be asked for."""
        counter = worker.call("Counter", 40)
        assert counter.kind == "Counter"
        assert worker.call(worker.get(counter, "add"), 2) == 42
        assert worker.get(counter, "count") == 42

    def test_tells_of_an_exception_with_the_students_frames_only(self, worker: Any) -> None:
        """What the student's code raises arrives with its type, its message and its own lines."""
        with pytest.raises(StudentRaised, match="ZeroDivisionError: division by zero") as raised:
            worker.call("inverse", 0)
        assert raised.value.trace == "line 16, in inverse: return 1 / x"

    def test_goes_on_after_an_exception(self, worker: Any) -> None:
        """An exception does not end the worker."""
        with pytest.raises(StudentRaised):
            worker.call("inverse", 0)
        assert worker.call("inverse", 2) == 0.5

    def test_refuses_a_number_that_nothing_is_held_under(self, worker: Any) -> None:
        """A handle that does not exist is an IndexError, and the worker lives on."""
        for number in (-1, 10**9):
            with pytest.raises(StudentRaised, match="IndexError"):
                worker.get(Held(number, "int"), "real")
        assert worker.call("double", 1) == 2

    def test_gives_the_files_it_was_told_to(self, worker: Any) -> None:
        """A file that was named at the start can be read, byte by byte as it is."""
        assert worker.call("read", "numbers") == b"1 2 3\r\n"

    def test_refuses_to_start_without_its_files(self, sandbox: Any, tmp_path: Path) -> None:
        """A file that is not there is the grader's own error, and names the file."""
        with (
            pytest.raises(SandboxError, match=r"absent\.npy"),
            sandbox.start(Limits(), files={"it": tmp_path / "absent.npy"}),
        ):
            pytest.fail("a worker was started")

    def test_keeps_what_was_printed_before_the_answer(self, worker: Any) -> None:
        """What the student's code prints is there as soon as its answer is."""
        worker.call("shout", "hello, grader")
        assert "hello, grader\n" in worker.worker.printed.replace("\r\n", "\n")

    def test_refuses_a_question_that_is_too_large(self, worker: Any) -> None:
        """A request beyond the wire's limit is the grader's own error, and costs the worker nothing."""
        with pytest.raises(SandboxError, match="a question cannot be asked"):
            worker.call("double", "a" * 5 * 2**20)
        assert worker.call("double", 1) == 2

    def test_stops_what_runs_too_long(self, fresh: Any) -> None:
        """Past its time a call ends in `StudentTimedOut`, and so does every later one."""
        with pytest.raises(StudentTimedOut, match=r"ran longer than the 0\.2 s"):
            fresh.call("loop", timeout_s=0.2)
        with pytest.raises(StudentTimedOut):
            fresh.call("double", 1)

    def test_tells_of_a_process_that_ended_itself(self, fresh: Any) -> None:
        """A program that ends its process has crashed, with its exit code."""
        with pytest.raises(StudentCrashed, match="exit code 3"):
            fresh.call("leave", 3)

    def test_stops_what_prints_too_much(self, fresh: Any) -> None:
        """Past its limit of output a program is ended, and a beginning of the output is kept."""
        with pytest.raises(StudentOutputLimit, match="64 KiB"):
            fresh.call("flood")
        assert fresh.worker.printed.startswith("x" * 1000)

    def test_ends_the_process_when_it_closes(self, sandbox: Any, talk: Any) -> None:
        """After the `with` block no process is left, though it was in an endless loop."""
        if not hasattr(os, "pidfd_open"):
            pytest.skip("this system has no pidfd to wait for a process with")
        with ExitStack() as stack:
            started = stack.enter_context(sandbox.start(Limits(), files={}))
            pidfd = os.pidfd_open(started._process.pid)
            stack.callback(os.close, pidfd)
            conversation = talk(started)
            conversation.load(_SUBMISSION)
            loop = conversation.get(conversation.module, "loop")
            with pytest.raises(StudentTimedOut):
                conversation.call(loop, timeout_s=0.1)
            started.close()
            poll = select.poll()
            poll.register(pidfd, select.POLLIN)
            assert poll.poll(_END_S * 1000)


def test_a_reply_to_no_question_is_refused(walled_sandbox: Any, talk: Any) -> None:
    """A worker that says `Ready` again has broken the protocol, and is not asked anything more."""
    source = """
import os, stat, struct
def attack():
    header = b"\\x82\\xa4type\\xa5ready\\xa6layers\\x90"
    for fd in range(64):
        try:
            if stat.S_ISSOCK(os.fstat(fd).st_mode):
                os.write(fd, struct.pack("<4sIQ", b"GRD1", len(header), 0) + header)
        except OSError:
            pass
"""
    with walled_sandbox.start(Limits(), files={}) as started:
        conversation = talk(started)
        conversation.load(source)
        for _ in range(2):
            with pytest.raises(StudentBrokeProtocol, match="not asked"):
                conversation.call("attack") if _ == 0 else started.ask(Get(target=0, name="x"), timeout_s=1)
