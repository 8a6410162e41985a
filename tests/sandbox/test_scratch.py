"""A folder to write in: of a size, for one worker, and gone with it; or a clear no where none can be had."""

import os
import select
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.execution.briefing import Briefing
from grader.execution.inline import InlineExecutor
from grader.judging.judge import judge
from grader.model.errors import (
    SandboxError,
    StudentFileSizeLimit,
    StudentNoScratch,
    StudentScratchLimit,
)
from grader.model.exercise import Exercise
from grader.model.job import Job, Terms
from grader.model.limits import KIB, MIB, Limits
from grader.model.outcome import Outcome
from grader.model.submission import Submission
from grader.sandbox.forked import ForkedSandbox
from grader.settings import Settings

_LIMITS = Limits(scratch_bytes=2 * MIB)
_SMALL_FILES = Limits(scratch_bytes=2 * MIB, file_bytes=MIB // 2)
_MARK = "written-by-a-student"
_LOOKS, _LOOK_MS = 200, 50
_WRITER = """
import json, os, pathlib, shutil, signal, tempfile
import numpy as np
import torch

def where():
    return [os.getcwd(), tempfile.gettempdir(), os.environ["TMPDIR"], oct(os.stat(".").st_mode)]

def names():
    return sorted(os.listdir("."))

def put(name):
    pathlib.Path(name).write_text("there")
    return pathlib.Path(name).read_text()

def work():
    torch.save({"weight": torch.ones(100)}, "model.pt")
    np.savez_compressed("arrays.npz", ones=np.ones(3))
    np.save("array.npy", np.ones(5))
    with tempfile.TemporaryDirectory() as folder:
        os.makedirs(f"{folder}/a/b")
        shutil.move("array.npy", f"{folder}/a/b")
        loaded = float(np.load(f"{folder}/a/b/array.npy", mmap_mode="c").sum())
    with tempfile.TemporaryFile() as file, tempfile.NamedTemporaryFile("w") as named:
        file.write(b"x")
        named.write("y")
    with open("notes.json", "w") as file:
        json.dump([loaded], file)
    os.replace("notes.json", "kept.json")
    return [loaded, float(torch.load("model.pt")["weight"].sum())]

def clear():
    for name in os.listdir("."):
        os.unlink(name)

def fill(path="large"):
    with open(path, "wb", buffering=0) as file:
        while True:
            file.write(bytes(2**16))

kept = []

def keep(count):
    kept.append(tempfile.TemporaryFile(buffering=0))
    kept[-1].write(bytes(count))

def many():
    for number in range(10**6):
        open(str(number), "w").close()

def sparse():
    with open("sparse", "wb") as file:
        file.truncate(2**40)

def save_tensor(path="model.pt"):
    torch.save(torch.ones(2**20), path)

def save_array(path="array.npy"):
    np.save(path, np.ones(2**20))

def save_arrays():
    np.savez("arrays.npz", np.ones(2**20))

def tidily(name):
    with tempfile.TemporaryDirectory() as folder:
        globals()[name](f"{folder}/it.npy")

def elsewhere():
    open("/tmp/notes.txt", "w")

def insist():
    signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    sparse()
"""


@pytest.fixture
def start(walled_sandbox: ForkedSandbox, talk: Any) -> Iterator[Callable[[Limits], Any]]:
    """Starts workers that hold the submission, where they can have a folder to write in."""
    opened = []

    def run(limits: Limits) -> Any:
        worker = walled_sandbox.start(limits, files={})
        try:
            conversation = talk(worker.__enter__())
        except SandboxError as error:
            pytest.skip(str(error))
        opened.append(worker)
        conversation.load(_WRITER)
        return conversation

    yield run
    for worker in opened:
        worker.__exit__(None, None, None)


def test_honest_programs_write_as_they_are_used_to(start: Callable[[Limits], Any]) -> None:
    """The working and the temporary directory are one empty folder, in which libraries save and load."""
    writer = start(_LIMITS)
    folder, *temporary, mode = writer.call("where")
    assert temporary == [folder, folder]
    assert mode == "0o40700"
    assert writer.call("names") == []
    assert writer.call("work") == [5.0, 100.0]
    assert writer.call("names") == ["arrays.npz", "kept.json", "model.pt"]


@pytest.mark.parametrize("call", ["fill", "many", "save_tensor", "save_array", "save_arrays"])
def test_its_size_is_a_limit(start: Callable[[Limits], Any], call: str) -> None:
    """Bytes and files end at the limit, which is told with what was used; removing makes room again."""
    writer = start(_LIMITS)
    said = r"than the 2 MiB, in 192 files, that it may use \(it had (2 MiB in 1|0 bytes in 192)\)"
    for _ in range(2):
        with pytest.raises(StudentScratchLimit, match=said) as caught:
            writer.call(call)
        assert f"in {call}: " in str(caught.value)
        writer.call("clear")
    assert writer.call("put", "notes.txt") == "there"


@pytest.mark.parametrize("call", ["fill", "sparse", "save_tensor", "save_array", "save_arrays"])
def test_the_size_of_a_file_is_another(start: Callable[[Limits], Any], call: str) -> None:
    """A single file ends at its own limit, which is told with the size of the largest."""
    writer = start(_SMALL_FILES)
    used = "" if call == "sparse" else r" \(its largest one has 512 KiB\)"
    said = rf"a larger file than the 512 KiB that one may have{used}\."
    with pytest.raises(StudentFileSizeLimit, match=said):
        writer.call(call)
    assert writer.call("put", "notes.txt") == "there"


@pytest.mark.parametrize("limits", [_LIMITS, _SMALL_FILES], ids=["room", "size"])
@pytest.mark.parametrize("call", ["fill", "save_array"])
def test_what_was_removed_since_is_told_without_what_was_used(
    start: Callable[[Limits], Any], limits: Limits, call: str
) -> None:
    """A temporary folder is gone when its exception arrives; the limit is told, and no use that is not."""
    writer = start(limits)
    kind = StudentScratchLimit if limits is _LIMITS else StudentFileSizeLimit
    with pytest.raises(kind, match=r"(?m)may (use|have)\.$"):
        writer.call("tidily", call)


def test_a_program_that_has_itself_killed_for_it_is_told_the_same(start: Callable[[Limits], Any]) -> None:
    """The kernel's signal for too large a file is no crash."""
    with pytest.raises(StudentFileSizeLimit, match="512 KiB"):
        start(_SMALL_FILES).call("insist")


def test_nowhere_else_can_be_written(start: Callable[[Limits], Any]) -> None:
    """What is written elsewhere is refused, and told where it would not be."""
    with pytest.raises(StudentNoScratch, match="Files can be written in the working directory"):
        start(_LIMITS).call("elsewhere")


def test_a_folder_is_its_workers_alone(start: Callable[[Limits], Any]) -> None:
    """Neither a worker beside it nor one after it nor anybody outside sees what is written."""
    first, second = start(_LIMITS), start(_LIMITS)
    assert first.call("put", _MARK) == "there"
    assert second.call("names") == []
    (folder, *_) = first.call("where")
    assert not Path(folder, _MARK).exists()
    first.worker.close()
    assert start(_LIMITS).call("names") == []


def _shared_bytes() -> int:
    return int(Path("/proc/meminfo").read_text(encoding="ascii").partition("Shmem:")[2].split()[0]) * KIB


def test_what_a_killed_worker_wrote_is_given_back(start: Callable[[Limits], Any]) -> None:
    """Files are memory, and it is the machine's again when the worker is gone, though it kept them open."""
    writer = start(Limits(scratch_bytes=256 * MIB))
    before = _shared_bytes()
    writer.call("keep", 250 * MIB)
    assert _shared_bytes() - before > 128 * MIB
    os.kill(writer.worker._process.pid, signal.SIGKILL)
    for _ in range(_LOOKS):
        if _shared_bytes() - before < 64 * MIB:
            break
        select.poll().poll(_LOOK_MS)
    assert _shared_bytes() - before < 64 * MIB


_TESTS = '''
import pytest

@pytest.mark.points(1)
@pytest.mark.limits(scratch_bytes=2**20)
def test_writes(submission):
    """A check may have a folder of its own."""
    assert submission.put("notes.txt") == "there", "wrong"

@pytest.mark.points(1)
def test_has_none(submission):
    """The exercise has none."""
    submission.put("notes.txt")
'''
_HIDDEN = '''
import pytest

@pytest.mark.points(1)
def test_sends(submission):
    """A check that students see leaves a message."""
    assert submission.put("message") == "there", "wrong"

@pytest.mark.points(1)
@pytest.mark.visibility("hidden")
def test_receives(submission):
    """One that they do not see finds none."""
    assert submission.names() == [], "wrong"
'''


@pytest.fixture
def make_job(tmp_path: Path) -> Callable[[str, Limits], Job]:
    """A job of the writing submission, and a text of hidden tests."""

    def make(tests: str, limits: Limits) -> Job:
        (tmp_path / "hidden_tests.py").write_text(tests, encoding="utf-8")
        return Job(
            submission=Submission(student="ada", slug="it", filename="it.py", source=_WRITER.encode()),
            exercise=Exercise(slug="it", title="It", folder=str(tmp_path), limits=limits),
            terms=Terms(),
        )

    return make


@pytest.mark.parametrize(
    ("tests", "limits", "outcomes"),
    [
        (_TESTS, Limits(), [Outcome.PASSED, Outcome.NO_SCRATCH]),
        (_HIDDEN, _LIMITS, [Outcome.PASSED, Outcome.PASSED]),
    ],
    ids=["own", "withheld"],
)
def test_checks_share_no_folder_but_their_workers(  # noqa: PLR0913, PLR0917  (what is judged, and where)
    start: Callable[[Limits], Any],
    walled_sandbox: ForkedSandbox,
    make_job: Callable[[str, Limits], Job],
    tests: str,
    limits: Limits,
    outcomes: list[Outcome],
) -> None:
    """A check's own folder is no other's, and what visible checks write is not there for the hidden ones."""
    start(_LIMITS)
    checks = judge(make_job(tests, limits), walled_sandbox).checks
    assert [one.outcome for one in checks] == outcomes, [one.message for one in checks]


def test_is_refused_where_it_cannot_be_had(
    walled_sandbox: ForkedSandbox, make_job: Callable[[str, Limits], Job]
) -> None:
    """There a job that needs one costs nobody points and says what is missing; any other is judged."""
    try:
        with walled_sandbox.start(_LIMITS, files={}):
            pytest.skip("scratch folders can be had here")
    except SandboxError as error:
        said = str(error)
    for tests, limits in ((_TESTS, Limits()), (_HIDDEN, _LIMITS), (_HIDDEN, Limits())):
        job = make_job(tests, limits)
        briefing = Briefing(terms=job.terms, exercises=(), secrets=(), machine=Settings(cache=""))
        (result,) = InlineExecutor(briefing, walled_sandbox).run([job])
        needs_none = (tests, limits) == (_HIDDEN, Limits())
        assert result.outcome is (Outcome.NO_SCRATCH if needs_none else Outcome.INTERNAL_ERROR)
        assert needs_none or "a scratch folder of " in result.warnings[0]
    assert "`grader doctor` says how to get one" in said
