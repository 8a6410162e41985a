"""Who begins when, before judges that end when the test says so."""

import math
import os
import socket
from collections.abc import Callable, Iterator, Sequence

import pytest

from grader.execution.court import Court
from grader.execution.docket import Docket
from grader.execution.hearing import Hearing
from grader.execution.share import Share
from grader.model.exercise import Exercise
from grader.model.job import Job, Terms
from grader.model.submission import Submission
from grader.warm.client import WarmError

LIMIT_S = 60.0


class FakeChild:
    """A judge of which only its channel is there."""

    def __init__(self, channel: socket.socket) -> None:
        self.channel = channel

    def close(self) -> None:
        """It is gone."""
        self.channel.close()


class FakeServer:
    """Forks such judges, as many as it may."""

    def __init__(self) -> None:
        self.judges: list[FakeChild] = []
        self.may_fork = True

    def fork(self, descriptors: Sequence[int]) -> FakeChild:
        """Another judge."""
        if not self.may_fork:
            raise WarmError("gone")
        self.judges.append(FakeChild(socket.socket(fileno=os.dup(descriptors[0]))))
        return self.judges[-1]


class Sitting:
    """A court, and every hearing that it has held; a student whose name begins with `g` trains on the GPU."""

    def __init__(
        self, students: str, *, slots: int, share: Share | None = None, ahead: int | None = None
    ) -> None:
        self.server = FakeServer()
        self.hearings: list[Hearing] = []
        docket = Docket([_job(student) for student in students.split()], look=20)
        self.court = Court(docket, self._hear, slots=slots, share=share, ahead=ahead)

    @property
    def running(self) -> str:
        """Whose hearings have begun, in the order of their names."""
        return " ".join(sorted(one.job.submission.student for one in self.court.running))

    @property
    def ready(self) -> str:
        """Whose judges get ready and live."""
        pairs = zip(self.hearings, self.server.judges, strict=True)
        waiting = [one for one, judge in pairs if one.deadline == math.inf and judge.channel.fileno() >= 0]
        return " ".join(sorted(one.job.submission.student for one in waiting))

    def end(self, student: str) -> None:
        """Have a student's judge end."""
        self._judge_of(student).close()

    def take_ended(self) -> list[str]:
        """Whose hearings have ended; those that stood ready have begun when this returns."""
        found = self.court.ended()
        for hearing, _ in found:
            hearing.close()
        self.court.begin_ready()
        return [hearing.job.submission.student for hearing, _ in found]

    def _judge_of(self, student: str) -> FakeChild:
        pairs = zip(self.hearings, self.server.judges, strict=True)
        return [judge for one, judge in pairs if one.job.submission.student == student][-1]

    def _hear(self, job: Job) -> Hearing:
        hearing = Hearing(self.server, job, LIMIT_S)  # type: ignore[arg-type]
        self.hearings.append(hearing)
        return hearing


def _job(student: str) -> Job:
    return Job(
        submission=Submission(student=student, slug="mlp", filename="mlp.py"),
        exercise=Exercise(slug="mlp", title="mlp", trains=student.startswith("g")),
        terms=Terms(device="cuda"),
    )


@pytest.fixture
def sit() -> Iterator[Callable[..., Sitting]]:
    """Opens courts, and closes them; no judge is left then."""
    opened: list[Sitting] = []

    def open_one(students: str, **how: object) -> Sitting:
        opened.append(Sitting(students, **how))  # type: ignore[arg-type]
        opened[-1].court.fill()
        return opened[-1]

    yield open_one
    for one in opened:
        one.court.close()
        assert all(judge.channel.fileno() < 0 for judge in one.server.judges)


@pytest.mark.parametrize(("ahead", "ready"), [(None, "c"), (0, ""), (3, "c d e")])
def test_hearings_stand_ready_beside_the_slots(
    sit: Callable[..., Sitting], ahead: int | None, ready: str
) -> None:
    """The slots are full, and beside them half as many stand ready, or as many as are asked for."""
    sitting = sit("a b c d e f", slots=2, ahead=ahead)
    assert (sitting.running, sitting.ready) == ("a b", ready)


def test_what_stands_ready_begins_when_a_slot_is_free(sit: Callable[..., Sitting]) -> None:
    """It begins before the result is even handed over; the next gets ready after that."""
    sitting = sit("a b c d e", slots=2)
    sitting.end("a")
    assert sitting.take_ended() == ["a"]
    assert (sitting.running, sitting.ready) == ("b c", "")
    sitting.court.fill()
    assert (sitting.running, sitting.ready) == ("b c", "d")


def test_all_are_heard_once(sit: Callable[..., Sitting]) -> None:
    """Until nothing is left every student is heard, once."""
    sitting = sit("a g1 b g2 c g3 d", slots=3, share=Share(2))
    heard: list[str] = []
    while sitting.court.running:
        sitting.end(sitting.running.split()[0])
        heard += sitting.take_ended()
        sitting.court.fill()
    assert sorted(heard) == ["a", "b", "c", "d", "g1", "g2", "g3"]


def test_a_judge_that_ends_while_it_waits_is_replaced(sit: Callable[..., Sitting]) -> None:
    """Its job is heard all the same, before a new judge, and before those that come after it."""
    sitting = sit("a b c", slots=1, ahead=1)
    sitting.end("b")
    sitting.end("a")
    assert sitting.take_ended() == ["a"]
    assert sitting.running == ""
    sitting.court.fill()
    assert (sitting.running, sitting.ready) == ("b", "c")
    assert len(sitting.hearings) == 4


def test_no_judge_can_be_started(sit: Callable[..., Sitting]) -> None:
    """What runs and what stands ready still ends as it should; then it is an error."""
    sitting = sit("a b c", slots=1, ahead=1)
    sitting.server.may_fork = False
    sitting.end("a")
    assert sitting.take_ended() == ["a"]
    assert sitting.running == "b"
    with pytest.raises(Exception, match="no judge can be started any more"):
        sitting.court.fill()


def test_trainings_take_their_share_and_no_more(sit: Callable[..., Sitting]) -> None:
    """As many train as share the GPU; what does without it fills the other slots, whatever the order is."""
    sitting = sit("g1 g2 g3 g4 a b c d", slots=4, share=Share(2), ahead=1)
    assert (sitting.running, sitting.ready) == ("a b g1 g2", "c g3")
    sitting.end("a")
    assert sitting.take_ended() == ["a"]
    assert sitting.running == "b c g1 g2"
    sitting.court.fill()
    sitting.end("g2")
    assert sitting.take_ended() == ["g2"]
    assert sitting.running == "b c g1 g3"


def test_trainings_come_first(sit: Callable[..., Sitting]) -> None:
    """What trains on the GPU is not kept waiting by what stands before it and does without."""
    assert sit("a b c g1 g2", slots=2, share=Share(2), ahead=0).running == "g1 g2"


def test_all_slots_are_used_where_nothing_trains_any_more(sit: Callable[..., Sitting]) -> None:
    """The share bounds trainings; it keeps no slot free for them."""
    assert sit("a b c d g1", slots=4, share=Share(1), ahead=0).running == "a b c g1"


def test_overdue(sit: Callable[..., Sitting]) -> None:
    """A hearing past its deadline is taken out as one that is not in time."""
    sitting = sit("a b", slots=1, ahead=0)
    (hearing,) = sitting.court.running
    hearing.deadline = 0.0
    ((found, in_time),) = sitting.court.ended()
    assert found is hearing
    assert not in_time
    found.close()


def test_the_last_that_stands_ready_is_not_lost(sit: Callable[..., Sitting]) -> None:
    """Where the last one's judge ends just before it would begin, its job is heard by another judge."""
    sitting = sit("a b", slots=1, ahead=1)
    assert (sitting.running, sitting.ready) == ("a", "b")
    sitting.end("a")
    (ended,) = sitting.court.ended()
    ended[0].close()
    look, looked = sitting.court._replace_ended, []

    def look_too_soon() -> None:
        look()
        if not looked:
            sitting.end("b")
        looked.append(True)

    sitting.court._replace_ended = look_too_soon  # type: ignore[method-assign]
    sitting.court.fill()
    assert sitting.running == "b"
    assert len(sitting.hearings) == 3
