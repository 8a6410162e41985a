"""Loading a submission as far as it lets itself be loaded, and replacing workers that ended."""

from collections.abc import Callable
from typing import Any

import pytest

from grader.judging.expect import expect_raises
from grader.judging.subject import PRINTED_LIMIT, Proxy, Subject
from grader.model import errors
from grader.model.limits import MIB, Limits, OwnLimits
from grader.model.outcome import Outcome
from grader.model.submission import Submission
from grader.wire.errors import NotPlain

FAULTS = {
    "TimedOut": errors.StudentTimedOut,
    "Overdue": errors.StudentOverdue,
    "ThreadLimit": errors.StudentThreadLimit,
    "FileLimit": errors.StudentFileLimit,
    "NoScratch": errors.StudentNoScratch,
    "OutOfMemory": errors.StudentOutOfMemory,
    "OutputLimit": errors.StudentOutputLimit,
    "Crashed": errors.StudentCrashed,
}


class Clock:
    """A clock that only the submission moves."""

    def __init__(self) -> None:
        self.now_s = 0

    def __call__(self) -> float:
        """Seconds."""
        return self.now_s

    def tick(self, seconds: float) -> None:
        """Let time pass."""
        self.now_s += seconds


@pytest.fixture
def sandbox(make_sandbox: Callable[..., Any]) -> Any:
    """A sandbox whose submissions can bring about what a wall would observe."""
    return make_sandbox(**FAULTS)


@pytest.fixture
def make_subject(sandbox: Any) -> Callable[..., Subject]:
    """Makes the subject of a submission's text."""

    def make(source: str, sandbox: Any = sandbox, note: str = "", **clock: Any) -> Subject:
        submission = Submission(
            student="ada", slug="mlp", filename="mlp.py", source=source.encode(), note=note
        )
        return Subject(submission, Limits(job_s=60), lambda limits: sandbox.start(limits, files={}), **clock)

    return make


def test_a_worker_is_started_when_it_is_needed(make_subject: Callable[..., Subject], sandbox: Any) -> None:
    """Nothing is started before a check looks at the submission."""
    subject = make_subject("one = 1")
    subject.begin(20)
    assert sandbox.workers == []
    assert subject.lookup("one") == 1
    assert (len(sandbox.workers), subject.note) == (1, "")


@pytest.mark.parametrize(
    ("top_level", "said"),
    [
        ("raise Overdue('10 s')", "mlp.py ran longer than 10 s when imported"),
        ("raise TimedOut('900 s')", "mlp.py used up its processor time when imported"),
        ("raise ThreadLimit('64')", "mlp.py wanted more threads than it may have when imported"),
        ("raise FileLimit('64')", "mlp.py opened more files than it may when imported"),
        ("raise NoScratch('x')", "mlp.py wrote a file, where none can be written, when imported"),
        ("raise ValueError('bad')", "mlp.py failed (line 3: ValueError: bad) when imported"),
        ("raise SystemExit(0)", "mlp.py ended the program when imported"),
        ("raise OutOfMemory('3 GiB')", "mlp.py ran out of memory when imported"),
        ("raise OutputLimit('1 MiB')", "mlp.py printed more than it may when imported"),
        ("raise Crashed('signal 11')", "mlp.py ended its process when imported"),
    ],
)
def test_a_top_level_that_does_not_end_well_costs_only_the_rest(
    make_subject: Callable[..., Subject], sandbox: Any, top_level: str, said: str
) -> None:
    """A fresh worker loads the definitions alone, and the note says what happened and what to do."""
    subject = make_subject(f"one = 1\nif not DEFINITIONS_ONLY:\n    {top_level}")
    assert subject.lookup("one") == 1
    assert len(sandbox.workers) == 2
    assert subject.note.startswith(
        f"{said}, so only its imports, functions, classes and plain constants were loaded."
    )
    assert 'if __name__ == "__main__":' in subject.note


def test_what_the_intake_left_out_is_told_too(make_subject: Callable[..., Subject]) -> None:
    """The submission's own note stands before whatever happens when it is loaded."""
    note = "mlp.py: cell 2 is left out: invalid syntax"
    subject = make_subject("one = 1", note=note)
    assert (subject.lookup("one"), subject.note) == (1, note)
    subject = make_subject("one = 1\nif not DEFINITIONS_ONLY:\n    raise SystemExit", note=note)
    assert subject.lookup("one") == 1
    assert subject.note.startswith(f"{note}. mlp.py ended the program when imported")
    subject = make_subject("def f(:", note=note)
    with pytest.raises(errors.StudentUnloadable) as caught:
        subject.lookup("f")
    assert subject.note == str(caught.value)
    assert subject.note.startswith(f"{note}. mlp.py cannot be loaded")


def test_a_syntax_error_is_told_once_and_for_all(make_subject: Callable[..., Subject], sandbox: Any) -> None:
    """A file that is no program is tried in one worker; every check then gets the same line."""
    subject = make_subject("def f(:")
    for _ in range(3):
        subject.begin(20)
        with pytest.raises(
            errors.StudentUnloadable, match=r"^mlp.py cannot be loaded: .*SyntaxError: invalid syntax"
        ):
            subject.lookup("f")
    assert len(sandbox.workers) == 1
    assert subject.note.startswith("mlp.py cannot be loaded")


def test_a_file_that_cannot_be_loaded_raises_nothing_a_check_could_expect(
    make_subject: Callable[..., Subject],
) -> None:
    """A check that expects a ValueError of a function does not take the failure to load the file for one."""
    subject = make_subject("raise ValueError('no')")
    with pytest.raises(errors.StudentUnloadable) as caught:
        expect_raises("ValueError", lambda: subject.lookup("f"), case="f()", because="it is asked for")
    assert caught.value.outcome is Outcome.RAISED


def test_definitions_that_take_too_long_time_every_check_out(
    make_subject: Callable[..., Subject], sandbox: Any
) -> None:
    """Where not even the definitions load, each check ends as the loading did, without a further try."""
    subject = make_subject("raise TimedOut('10 s')")
    for _ in range(3):
        subject.begin(20)
        with pytest.raises(errors.StudentTimedOut, match="cannot be loaded"):
            subject.module("math")
    assert len(sandbox.workers) == 2


def test_the_next_check_gets_a_fresh_worker_in_the_mode_that_worked(
    make_subject: Callable[..., Subject], sandbox: Any
) -> None:
    """A worker that a check ended is replaced, and what did not load is not tried again."""
    subject = make_subject(
        "if not DEFINITIONS_ONLY: raise Crashed('early')\none = 1\ndef end(): raise Crashed('late')"
    )
    subject.begin(20)
    end = subject.lookup("end")
    with pytest.raises(errors.StudentCrashed, match="late"):
        end()
    with pytest.raises(errors.StudentCrashed, match="late"):
        subject.lookup("one")
    assert len(sandbox.workers) == 2
    subject.begin(20)
    assert subject.lookup("one") == 1
    assert (len(sandbox.workers), sandbox.live) == (3, 1)
    assert [worker.requests[0].definitions_only for worker in sandbox.workers] == [False, True, True]


def test_a_slow_import_is_not_repeated_without_end(
    make_subject: Callable[..., Subject], make_sandbox: Callable[..., Any]
) -> None:
    """Once three times the limit has gone into loading, checks time out instead of loading again."""
    clock = Clock()
    sandbox = make_sandbox(tick=clock.tick, **FAULTS)
    subject = make_subject("tick(9)\ndef end(): raise Crashed('again')", sandbox, clock=clock)
    for _ in range(8):
        subject.begin(20)
        with pytest.raises(errors.StudentFault):
            subject.lookup("end")()
    assert len(sandbox.workers) == 4
    with pytest.raises(errors.StudentTimedOut, match="not imported again"):
        subject.lookup("end")


def test_a_check_with_limits_of_its_own_has_a_worker_of_its_own(
    make_subject: Callable[..., Subject], sandbox: Any
) -> None:
    """The submission is loaded afresh under these limits; the shared worker waits, with all that it holds."""
    subject = make_subject("count = [0]\ndef up():\n    count[0] += 1\n    say('up ')\n    return count[0]")
    subject.begin(20)
    assert subject.lookup("up")() == 1
    subject.begin(20, OwnLimits(memory_bytes=64 * MIB))
    assert subject.lookup("up")() == 1
    assert sandbox.live == 2
    assert sandbox.started_with["limits"] == Limits(job_s=60, memory_bytes=64 * MIB)
    subject.begin(20)
    assert subject.lookup("up")() == 2
    assert (len(sandbox.workers), sandbox.live) == (2, 1)
    assert (subject.printed, subject.note) == ("up up up ", "")
    subject.close()
    assert sandbox.live == 0


def test_what_a_worker_of_its_own_made_ends_with_it(make_subject: Callable[..., Subject]) -> None:
    """A later check that uses it is told so, as the author's mistake; what the shared one made lasts."""
    subject = make_subject("class Thing:\n    def name(self): return 'thing'")
    subject.begin(20)
    shared = subject.lookup("Thing")()
    subject.begin(20, OwnLimits(threads=2))
    own = subject.lookup("Thing")()
    assert own.name() == shared.name() == "thing"
    subject.begin(20)
    assert shared.name() == "thing"
    with pytest.raises(NotPlain, match="a check that has limits of its own, whose worker ended with it"):
        own.name()


def test_a_file_that_does_not_load_under_a_checks_own_limits_costs_that_check_alone(
    make_subject: Callable[..., Subject], make_sandbox: Callable[..., Any]
) -> None:
    """What is too little for one check to load the file in says nothing of the others."""
    sandbox = make_sandbox(**FAULTS)
    subject = make_subject("if LIMITS.memory_bytes < 10**8: raise OutOfMemory('it')\none = 1", sandbox)
    subject.begin(20, OwnLimits(memory_bytes=64 * MIB))
    with pytest.raises(errors.StudentOutOfMemory, match=r"^mlp.py cannot be loaded: it$"):
        subject.lookup("one")
    subject.begin(20)
    assert subject.lookup("one") == 1
    assert (subject.note, subject.hopeless) == ("", None)


def test_where_every_check_has_limits_of_its_own_the_note_is_theirs(
    make_subject: Callable[..., Subject],
) -> None:
    """A file of which only the definitions load is told of, though the shared worker was never started."""
    subject = make_subject("if not DEFINITIONS_ONLY: raise SystemExit")
    subject.begin(20, OwnLimits(threads=2))
    with pytest.raises(AssertionError, match=r"no `one` \(only its definitions were loaded\)"):
        subject.lookup("one")
    subject.close()
    assert subject.note.startswith("mlp.py ended the program when imported")


def test_a_job_has_an_end(make_subject: Callable[..., Subject], make_sandbox: Callable[..., Any]) -> None:
    """No check, and no import, outlasts the job's own time, and what is said then names it."""
    clock = Clock()
    sandbox = make_sandbox(tick=clock.tick, **FAULTS)
    subject = make_subject(
        "def wait(s): tick(s)\ndef late(): raise Overdue('', 'used')", sandbox, clock=clock
    )
    subject.begin(40)
    subject.lookup("wait")(35)
    assert subject.spent == ""
    subject.begin(40)
    late = subject.lookup("late")
    assert sandbox.workers[0].timeouts_s[-1] == 25
    said = "the exercise, with all its checks, ran longer than the 60 s it may take"
    with pytest.raises(errors.StudentOverdue, match=rf"^{said} \(used\)$"):
        late()
    clock.tick(25)
    assert subject.spent == said
    subject.begin(40)
    with pytest.raises(errors.StudentOverdue, match=said):
        subject.lookup("wait")
    assert (subject.note, subject.hopeless) == ("", None)


def test_a_name_that_is_missing_is_told_plainly(make_subject: Callable[..., Subject]) -> None:
    """A missing name is the student's failure, with the file and the name."""
    with pytest.raises(AssertionError, match=r"^mlp.py defines no `NeuralNet`$"):
        _ = Proxy(make_subject("")).NeuralNet


def test_what_workers_print_is_kept_and_cut(make_subject: Callable[..., Subject]) -> None:
    """The output of all workers is kept after they have ended, up to a limit."""
    subject = make_subject("say('x' * 3000)\ndef end(): raise Crashed('now')")
    for _ in range(3):
        subject.begin(20)
        with pytest.raises(errors.StudentCrashed):
            subject.lookup("end")()
    subject.close()
    assert subject.printed.startswith("xxx")
    assert subject.printed.endswith("(more was printed)")
    assert len(subject.printed) < PRINTED_LIMIT + 50


def test_closing_ends_the_worker(make_subject: Callable[..., Subject], sandbox: Any) -> None:
    """No worker outlives its subject."""
    subject = make_subject("one = 1")
    subject.lookup("one")
    subject.close()
    assert sandbox.live == 0


def test_the_submission_is_read_only(make_subject: Callable[..., Subject]) -> None:
    """A hidden test cannot set a name in the submission, and Python finds nothing special in it."""
    proxy = Proxy(make_subject("one = 1"))
    with pytest.raises(TypeError, match="read-only"):
        proxy.one = 2
    assert not hasattr(proxy, "__len__")
    assert repr(proxy) == "<the submission>"


@pytest.mark.parametrize("source", ["f = 3", "f = [1] * 1000", "f = None"])
def test_a_value_where_a_function_belongs_is_told_plainly(
    make_subject: Callable[..., Subject], source: str
) -> None:
    """A name that is bound to plain data instead of a function or class fails the check that asks for it."""
    with pytest.raises(AssertionError, match="`f` should be a function or a class, and is"):
        Proxy(make_subject(source)).f  # noqa: B018  (asking is what is tested)
