"""The jobs that are still to be heard."""

from collections.abc import Iterator

from grader.execution.docket import Docket
from grader.model.exercise import Exercise
from grader.model.job import Job, Terms
from grader.model.submission import Submission


def job(student: str, *, trains: bool = False) -> Job:
    """A job."""
    return Job(
        submission=Submission(student=student, slug="mlp", filename="mlp.py"),
        exercise=Exercise(slug="mlp", title="mlp", trains=trains),
        terms=Terms(),
    )


def any_of(_: Job) -> bool:
    """Whatever comes."""
    return True


def that_trains(one: Job) -> bool:
    """What trains."""
    return one.exercise.trains


def test_in_order_and_each_once() -> None:
    """Jobs come in their order, each once, whichever kind is asked for in between."""
    jobs = [job("ada"), job("bob"), job("cyd", trains=True), job("dan")]
    docket = Docket(jobs, look=9)
    taken = [docket.take(any_of), docket.take(that_trains), docket.take(any_of), docket.take(any_of)]
    assert taken == [jobs[0], jobs[2], jobs[1], jobs[3]]
    assert docket.take(any_of) is None


def test_no_more_is_drawn_than_is_needed() -> None:
    """What is drawn is claimed: a job that is taken draws itself alone, and one that is not there `look`."""
    drawn = []

    def draw() -> Iterator[Job]:
        for number in range(20):
            drawn.append(number)
            yield job(str(number))

    docket = Docket(draw(), look=3)
    assert docket.take(any_of) == job("0")
    assert drawn == [0]
    assert docket.take(that_trains) is None
    assert drawn == [0, 1, 2, 3]
    assert docket.take(that_trains) is None
    assert drawn == [0, 1, 2, 3]


def test_what_is_put_back_comes_first() -> None:
    """A job that is put back is the next to be taken."""
    docket = Docket([job("ada"), job("bob")], look=2)
    assert docket.take(that_trains) is None
    docket.put_back(job("eve"))
    assert docket.take(any_of) == job("eve")
    assert docket.take(any_of) == job("ada")
