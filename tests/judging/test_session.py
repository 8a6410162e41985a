"""Values to and from one worker."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch

from grader.judging.handle import Handle, call_each
from grader.judging.session import Deadline, Session
from grader.model.errors import (
    StudentBrokeProtocol,
    StudentCrashed,
    StudentJobOverdue,
    StudentOverdue,
    StudentRaised,
)
from grader.wire.errors import NotPlain
from grader.wire.message import Ready, Reply, Returned
from grader.wire.value import Array, Items, Plain

SOURCE = b"""
def same(*args, **kwargs): return [*args, kwargs]
def fail(): raise KeyError("k")
def crash(): raise Crash("it ended")
class Model: pass
def make(): return Model()
def half(i):
    if i % 2: raise ValueError("odd")
    return i // 2
def name(model): return type(model).__name__
"""


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        """Seconds."""
        return self.now_s


@pytest.fixture
def worker(make_sandbox: Callable[..., Any]) -> Iterator[Any]:
    """A worker that can end."""
    with make_sandbox(Crash=StudentCrashed).start(None, files={}) as started:
        yield started


@pytest.fixture
def session(worker: Any) -> Session:
    """A session with a minute left."""
    return Session(worker, Deadline(60))


@pytest.fixture
def module(session: Session) -> Any:
    """The submission's module."""
    return session.load("mlp.py", SOURCE)[0]


def test_plain_values_come_back_as_themselves(module: Any) -> None:
    """Whatever is plain crosses both ways, keywords and tensors included."""
    *args, kwargs = module.same(1, "two", [3.0, None], (4,), x={"five": b"5"})
    assert args == [1, "two", [3.0, None], (4,)]
    assert kwargs == {"x": {"five": b"5"}}
    first, second, named = module.same(torch.arange(3), torch.ones(2, 2), t=torch.zeros(1, dtype=torch.int64))
    assert torch.equal(first, torch.arange(3))
    assert torch.equal(second, torch.ones(2, 2))
    assert torch.equal(named["t"], torch.zeros(1, dtype=torch.int64))


def test_a_handle_goes_back_to_the_worker(module: Any) -> None:
    """A handle among the arguments is, in the worker, the object it stands for; also inside a list."""
    model = module.make()
    assert module.name(model) == "Model"
    (inside,), _ = module.same([model])
    assert module.name(inside) == "Model"


def test_what_has_no_form_is_the_authors_mistake(module: Any) -> None:
    """An argument that cannot cross is a TypeError, before anything is sent."""
    with pytest.raises(NotPlain, match="object cannot be sent"):
        module.same(object())


def test_a_handle_of_another_worker_is_the_authors_mistake(
    module: Any, make_sandbox: Callable[..., Any]
) -> None:
    """A handle means nothing to a worker it does not come from."""
    with make_sandbox().start(None, files={}) as other:
        stranger = Session(other, Deadline(60)).load("cnn.py", SOURCE)[0].make()
    with pytest.raises(NotPlain, match="another worker"):
        module.name(stranger)


def test_an_exception_leaves_the_worker_usable(module: Any) -> None:
    """After a student's exception the same session goes on."""
    with pytest.raises(StudentRaised) as caught:
        module.fail()
    assert caught.value.kind == "KeyError"
    assert module.same(1) == [1, {}]


def test_an_ended_worker_ends_the_session(session: Session, module: Any, worker: Any) -> None:
    """After a fault that ended the worker every use raises that fault, and nothing is sent."""
    with pytest.raises(StudentCrashed, match="it ended"):
        module.crash()
    sent = len(worker.requests)
    for use in (lambda: module.same(1), lambda: session.module("math"), lambda: session.get(module, "same")):
        with pytest.raises(StudentCrashed, match="it ended"):
            use()
    assert len(worker.requests) == sent


def test_every_question_has_what_is_left_of_the_deadline(worker: Any) -> None:
    """The time for a question is what the check has not used yet."""
    clock = Clock()
    session = Session(worker, Deadline(20, clock))
    module, _ = session.load("mlp.py", SOURCE)
    clock.now_s += 15
    session.get(module, "same")
    assert worker.timeouts_s == [20, 5]


def test_a_check_out_of_time_asks_nothing_more(worker: Any) -> None:
    """With no time left nothing is sent, and the worker lives on for the next check."""
    clock = Clock()
    session = Session(worker, Deadline(20, clock))
    module, _ = session.load("mlp.py", SOURCE)
    clock.now_s += 21
    with pytest.raises(StudentOverdue, match=r"^the check ran longer than the 20 s it may take$"):
        session.get(module, "same")
    session.deadline = Deadline(20, clock)
    assert session.get(module, "make") is not None


def test_a_check_that_runs_too_long_is_told_its_own_limit(make_sandbox: Callable[..., Any]) -> None:
    """What is said names the check's limit, and not what the last question had left of it."""
    with make_sandbox(Overdue=StudentOverdue).start(None, files={}) as worker:
        session = Session(worker, Deadline(20))
        module, _ = session.load("mlp.py", b"def loop(): raise Overdue('longer than 3.4 s', 'used 3.3 s')")
        with pytest.raises(
            StudentOverdue, match=r"^the check ran longer than the 20 s it may take \(used 3.3 s\)$"
        ):
            module.loop()
        with pytest.raises(StudentOverdue, match="the 20 s"):
            module.loop()


def test_the_nearer_deadline_counts() -> None:
    """Of two deadlines the one that comes first says how much is left, whose it was, and which fault."""
    clock = Clock()
    job = Deadline(30, clock, whose="the job", kind=StudentJobOverdue)
    check = Deadline(20, clock, within=job)
    assert (check.remaining_s, check.said) == (20, "the check ran longer than the 20 s it may take")
    assert type(check.missed()) is StudentOverdue
    clock.now_s += 15
    last = Deadline(20, clock, within=job)
    assert (last.remaining_s, last.said) == (15, "the job ran longer than the 30 s it may take")
    assert type(last.missed("idle")) is StudentJobOverdue
    assert str(last.missed("idle")) == "the job ran longer than the 30 s it may take (idle)"
    clock.now_s += 16
    assert (check.remaining_s, last.remaining_s) == (0, 0)


@pytest.mark.parametrize(
    "lie",
    [
        Ready(layers=[]),
        Returned(value=Array("tensor", "float32", [10], 0)),
        Returned(value=Array("tensor", "object", [1], 0)),
        Returned(value=Array("tensor", "float32", [0, 2**62, 2**62], 0)),
        Returned(value=Array("tensor", "uint8", [2**63], 0)),
    ],
)
def test_a_worker_that_lies_about_bytes_breaks_the_protocol(
    make_sandbox: Callable[..., Any], lie: Reply
) -> None:
    """A reply of the wrong kind, or a tensor that cannot be, is the worker's fault and ends the session."""
    with make_sandbox(lie=lie).start(None, files={}) as worker:
        session = Session(worker, Deadline(60))
        module, _ = session.load("mlp.py", SOURCE)
        with pytest.raises(StudentBrokeProtocol):
            session.get(module, "same")
        assert session.fault is not None


def test_a_module_that_is_none_breaks_the_protocol(make_sandbox: Callable[..., Any]) -> None:
    """A worker that answers an import with a number is not believed."""
    with make_sandbox(lie=Returned(value=Plain(100)), math=1).start(None, files={}) as worker:
        session = Session(worker, Deadline(60))
        with pytest.raises(StudentBrokeProtocol, match="gave no module"):
            session.module("math")


def test_many_cases_are_one_question(module: Any, worker: Any) -> None:
    """The answers come in the order of the cases, and cost one question."""
    asked = len(worker.requests)
    half = module.half
    assert list(call_each(half, [(4,), (6,), (8,)])) == [2, 3, 4]
    assert len(worker.requests) - asked == 2, "one for the name, one for the answers"


def test_an_exception_comes_in_its_turn(module: Any) -> None:
    """The cases before one that raises are answered, and then it raises."""
    coming = call_each(module.half, [(4,), (6,), (3,), (8,)])
    assert [next(coming), next(coming)] == [2, 3]
    with pytest.raises(StudentRaised, match="odd"):
        next(coming)


@pytest.mark.parametrize("lie", [Plain(3), Items("list", []), Items("list", [Plain(1)] * 3)], ids=repr)
def test_answers_that_do_not_fit_the_questions(make_sandbox: Callable[..., Any], lie: Any) -> None:
    """No list, an empty one and more answers than there are questions are the worker's fault, and its end."""
    with make_sandbox(lie=Returned(value=lie)).start(None, files={}) as worker:
        session = Session(worker, Deadline(60))
        module, _ = session.load("mlp.py", SOURCE)
        session.get(module, "half")
        half = Handle(session, len(worker.held) - 1, "function")
        with pytest.raises(StudentBrokeProtocol, match="do not fit"):
            list(session.call_each(half, [(4,), (6,)]))
        assert session.fault is not None
