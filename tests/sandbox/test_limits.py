"""Every limit has an outcome of its own, and says which it was and what was used."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from grader.execution.briefing import Briefing
from grader.execution.inline import InlineExecutor
from grader.judging.judge import judge
from grader.model.errors import (
    StudentCpuLimit,
    StudentFault,
    StudentNoScratch,
    StudentOpenFilesLimit,
    StudentOutOfMemory,
    StudentOutputLimit,
    StudentOverdue,
    StudentRaised,
    StudentThreadLimit,
)
from grader.model.exercise import Exercise
from grader.model.job import Job, Terms
from grader.model.limits import KIB, MIB, Limits
from grader.model.outcome import Outcome
from grader.model.submission import Submission
from grader.sandbox.forked import ForkedSandbox
from grader.sandbox.unwalled import NoSandbox
from grader.settings import Settings

_LIMITS = Limits(memory_bytes=256 * MIB, output_bytes=64 * KIB, threads=16, open_files=32, cpu_s=60)
_GREEDY = """
import os, tempfile, threading, time
import numpy as np
import torch

def loop():
    while True:
        pass

def sleep():
    time.sleep(10**6)

def allocate(count):
    return len(bytearray(count))

def hoard():
    hoard = []
    while True:
        hoard.append(bytearray(2**20))

def array():
    return np.ones(10**10).shape

def tensor():
    return torch.ones(10**10).shape

def many_threads():
    threading.stack_size(2**15)
    never = threading.Event()
    while True:
        threading.Thread(target=never.wait, daemon=True).start()

def large_threads():
    threading.stack_size(2**26)
    never = threading.Event()
    while True:
        threading.Thread(target=never.wait, daemon=True).start()

def torch_threads():
    torch.set_num_threads(100)
    return (torch.ones(500, 500) @ torch.ones(500, 500)).shape

def many_files():
    return len([open(os.devnull) for _ in range(100)])

def flood():
    while True:
        print("x" * 1000)

def weigh(tensor):
    return tensor.nbytes

def open_to_write():
    open("notes.txt", "w")

def open_library():
    open(os.__file__, "a")

def save_tensor():
    torch.save(torch.ones(3), "model.pt")

def save_array():
    np.save("array.npy", np.ones(3))

def make_folder():
    os.makedirs("checkpoints", exist_ok=True)

def temporary():
    tempfile.TemporaryFile()

def fake(kind, text):
    raise {"ValueError": ValueError, "RuntimeError": RuntimeError}[kind](text)

def abort():
    print("terminate called after throwing an instance of 'std::bad_alloc'", flush=True)
    os.abort()
"""


@pytest.fixture
def greedy(walled_sandbox: ForkedSandbox, talk: Any) -> Iterator[Any]:
    """A worker with small limits, in each sandbox."""
    with walled_sandbox.start(_LIMITS, files={}) as worker:
        conversation = talk(worker)
        conversation.load(_GREEDY)
        yield conversation


@pytest.mark.parametrize(
    ("call", "kind", "said"),
    [
        ("hoard", StudentOutOfMemory, r"more than the 256 MiB of memory .*held 2[0-9.]+ MiB at most\)"),
        ("array", StudentOutOfMemory, r"more than the 256 MiB of memory .*held [0-9.]+ \w+ at most\)"),
        ("tensor", StudentOutOfMemory, r"more than the 256 MiB of memory .*held [0-9.]+ \w+ at most\)"),
        ("large_threads", StudentOutOfMemory, "256 MiB of memory .*, for one more thread's stack"),
        ("abort", StudentOutOfMemory, "more than the 256 MiB"),
        ("torch_threads", StudentThreadLimit, "wanted more threads than the 16 it may have"),
        ("many_files", StudentOpenFilesLimit, "wanted more files open than the 32 it may have at once"),
        ("flood", StudentOutputLimit, r"more than the 64 KiB it may; it had printed [0-9.]+ KiB"),
        ("open_to_write", StudentNoScratch, r"notes\.txt"),
        ("open_library", StudentNoScratch, r"os\.py"),
        ("save_tensor", StudentNoScratch, "open file failed"),
        ("save_array", StudentNoScratch, r"array\.npy"),
        ("make_folder", StudentNoScratch, "checkpoints"),
        ("temporary", StudentNoScratch, "No usable temporary directory"),
    ],
)
def test_each_limit_has_an_outcome_of_its_own(
    greedy: Any, call: str, kind: type[StudentFault], said: str
) -> None:
    """What a limit stops is told as that limit, with the limit and what was used where it is known."""
    with pytest.raises(StudentFault, match=said) as caught:
        greedy.call(call)
    assert type(caught.value) is kind


def test_threads_are_counted(greedy: Any) -> None:
    """A storm of threads ends at the limit; where workers share a user, only that it ends is certain."""
    with pytest.raises(StudentThreadLimit, match=r"than the 16 it may have \(it had ([\d,]+)\)") as caught:
        greedy.call("many_threads")
    (count,) = re.findall(r"it had ([\d,]+)", str(caught.value))
    assert count == "16" or os.geteuid() != 0


def test_a_message_alone_makes_no_limit(greedy: Any) -> None:
    """A ValueError stays one, whatever it says, so that a check that expects it finds it."""
    for text in ("can't start new thread", "Too many open files", "can't allocate memory"):
        with pytest.raises(StudentRaised, match=f"ValueError: {text}"):
            greedy.call("fake", "ValueError", text)


def test_waiting_and_computing_read_differently(
    greedy: Any, walled_sandbox: ForkedSandbox, talk: Any
) -> None:
    """Whose time is up is told how much of it was spent on computing."""
    with pytest.raises(
        StudentOverdue, match=r"\(its last call took \d+\.\d s, and 0\.0 s of processor time\)"
    ):
        greedy.call("sleep", timeout_s=0.3)
    with walled_sandbox.start(_LIMITS, files={}) as worker:
        busy = talk(worker)
        busy.load(_GREEDY)
        with pytest.raises(StudentOverdue, match=r"of processor time\)") as caught:
            busy.call("loop", timeout_s=1)
    assert "and 0.0 s" not in str(caught.value)


def test_processor_time_is_a_limit_of_its_own(walled_sandbox: ForkedSandbox, talk: Any) -> None:
    """What the kernel ends for its processor time is told that limit, and what was used of it."""
    with walled_sandbox.start(Limits(cpu_s=1), files={}) as worker:
        conversation = talk(worker)
        conversation.load(_GREEDY)
        with pytest.raises(StudentCpuLimit, match=r"^used \d\.\d s of the 1 s of processor time"):
            conversation.call("loop", timeout_s=120)


def test_an_argument_too_large_to_receive_is_out_of_memory(walled_sandbox: ForkedSandbox, talk: Any) -> None:
    """A worker that cannot hold what it is sent has not crashed."""
    with walled_sandbox.start(Limits(memory_bytes=64 * MIB), files={}) as worker:
        conversation = talk(worker)
        conversation.load(_GREEDY)
        assert conversation.call("weigh", torch.zeros(MIB)) == 4 * MIB
        with pytest.raises(StudentOutOfMemory, match="more than the 64 MiB"):
            conversation.call("weigh", torch.zeros(32 * MIB))


def test_an_answer_too_large_to_send_is_out_of_memory(walled_sandbox: ForkedSandbox, talk: Any) -> None:
    """A worker without the memory to write its answer down has not crashed."""
    source = "import torch\ndef answer():\n    return [torch.ones(24 * 2**20).t()[::2] for _ in range(2)]"
    with walled_sandbox.start(Limits(memory_bytes=200 * MIB), files={}) as worker:
        conversation = talk(worker)
        conversation.load(source)
        with pytest.raises(StudentOutOfMemory, match="more than the 200 MiB"):
            conversation.call("answer")


def test_without_a_wall_there_is_what_the_machine_has(talk: Any) -> None:
    """The sandbox `none` binds neither memory nor files, and says nothing of limits that do not hold."""
    with NoSandbox().start(_LIMITS, files={}) as worker:
        conversation = talk(worker)
        conversation.load(_GREEDY)
        with pytest.raises(StudentOutOfMemory, match=r"^asked for more memory than there is$"):
            conversation.call("allocate", 2**55)
        with pytest.raises(StudentRaised, match="can't start new thread"):
            conversation.call("fake", "RuntimeError", "can't start new thread")


_TESTS = '''
import pytest

@pytest.mark.points(1)
def test_modest(submission):
    """With the exercise's limits it is granted."""
    assert submission.allocate(100 * 2**20) == 100 * 2**20

@pytest.mark.points(1)
@pytest.mark.limits(memory_bytes=64 * 2**20)
def test_frugal(submission):
    """With 64 MiB it is not."""
    submission.allocate(100 * 2**20)

@pytest.mark.points(1)
@pytest.mark.limits(open_files=200)
def test_generous(submission):
    """With 200 descriptors it is."""
    assert submission.many_files() == 100, "wrong"

@pytest.mark.points(1)
def test_as_before(submission):
    """With the exercise's 32 it is not."""
    submission.many_files()
'''


@pytest.fixture
def make_job(tmp_path: Path) -> Callable[[str], Job]:
    """A job of the greedy submission and a text of hidden tests."""

    def make(tests: str) -> Job:
        (tmp_path / "hidden_tests.py").write_text(tests, encoding="utf-8")
        return Job(
            submission=Submission(student="ada", slug="it", filename="it.py", source=_GREEDY.encode()),
            exercise=Exercise(slug="it", title="It", folder=str(tmp_path), limits=_LIMITS),
            terms=Terms(),
        )

    return make


def test_a_check_may_have_limits_of_its_own(
    walled_sandbox: ForkedSandbox, make_job: Callable[[str], Job]
) -> None:
    """A mark gives a check tighter or wider limits than the exercise's, which hold again for the next one."""
    checks = judge(make_job(_TESTS), walled_sandbox).checks
    outcomes = [Outcome.PASSED, Outcome.OUT_OF_MEMORY, Outcome.PASSED, Outcome.OPEN_FILES_LIMIT]
    assert [one.outcome for one in checks] == outcomes, [one.message for one in checks]
    assert "more than the 64 MiB" in checks[1].message
    assert "than the 32 it may" in checks[3].message


_KILLED = '''
import os, signal
import pytest

@pytest.mark.points(1)
def test_killed(submission, session):
    """The worker is killed from outside, as a machine short of memory does it."""
    submission.allocate(1)
    os.kill(session._shared._worker._process.pid, signal.SIGKILL)
    submission.allocate(1)
'''


def test_a_kill_from_outside_costs_no_points(
    standard_sandbox: ForkedSandbox, make_job: Callable[[str], Job]
) -> None:
    """A worker that something else has killed is nobody's fault: its job ends as an internal error."""
    job = make_job(_KILLED)
    briefing = Briefing(terms=job.terms, exercises=(job.exercise,), secrets=(), machine=Settings(cache=""))
    (result,) = InlineExecutor(briefing, standard_sandbox).run([job])
    assert (result.outcome, result.graded) == (Outcome.INTERNAL_ERROR, False)
    assert "was killed, and not by the grader" in result.warnings[0]
