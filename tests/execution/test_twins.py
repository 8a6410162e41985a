"""Identical work in groups, with an executor that only says what it was asked."""

import json
import random
from collections.abc import Iterable, Iterator

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.execution.asciijson import to_ascii
from grader.execution.twins import Group, count_spared, each_alone, group_twins, run_groups
from grader.execution.unjudged import unjudged
from grader.model.exercise import Check, Exercise
from grader.model.job import Job, Terms
from grader.model.outcome import Outcome
from grader.model.result import CheckResult, JobResult
from grader.model.submission import Submission

EXERCISE = Exercise(slug="double", title="Twice", digest="d")
# What is a student's own stands between angle brackets, which no program here has.
PRIVATE = st.text("abc é", max_size=8).map("<{}>".format)


def job(student: str, source: str = "x = 1\n", filename: str = "double.py", **fields: object) -> Job:
    """What a student handed in, as a job."""
    work = Submission(student=student, slug="double", filename=filename, source=source.encode(), **fields)
    return Job(submission=work, exercise=EXERCISE, terms=Terms())


@st.composite
def classes(draw: st.DrawFn) -> list[Job]:
    """Jobs of students of whom several handed in the same program, each with comments of their own."""
    jobs = []
    for number in range(draw(st.integers(1, 8))):
        comment, own, name = draw(PRIVATE), draw(PRIVATE), draw(PRIVATE)
        text = draw(st.sampled_from(["x = 1{}\n", "x = 2{}\n{}", "def f(:{}\n", "{}\n"]))
        source = text.format(f"  # {comment}", f"# {own}\n")
        jobs.append(job(f"<student {number}>", source, f"{name}.py", submitted_at="2026-12-01T10:00+00:00"))
    return jobs


class Executor:
    """Passes every job, and quotes all it was given of the submission."""

    def __init__(self) -> None:
        self.asked: list[Job] = []

    def prepare(self) -> None:
        """Nothing to do."""

    def run(self, jobs: Iterable[Job]) -> Iterator[JobResult]:
        """In another order than they were given."""
        self.asked = list(jobs)
        for one in reversed(self.asked):
            check = Check(name="test_it", description="It.", points=1.0)
            said = to_ascii(one.submission)
            yield JobResult(
                key=one.key,
                student=one.submission.student,
                slug="double",
                checks=(CheckResult(check=check, outcome=Outcome.FAILED, message=said),),
                feedback=said,
                duration_s=1.0,
            )

    def close(self) -> None:
        """Nothing to do."""


@given(classes())
def test_every_job_has_its_own_result(jobs: list[Job]) -> None:
    """Shared or alone, there is one result for each job, under its key and its student's name."""
    for groups in (group_twins(jobs), each_alone(jobs)):
        results = list(run_groups(Executor(), groups))
        assert sorted((one.key, one.student) for one in results) == sorted(
            (one.key, one.submission.student) for one in jobs
        )


@given(classes())
def test_nobody_reads_what_is_anothers(jobs: list[Job]) -> None:
    """A result for several that quotes all it can holds no comment, file name or time of one of them."""
    for group in group_twins(jobs):
        names = {one.submission.filename for one in group.jobs}
        if len(group.jobs) > 1:
            said = to_ascii(group.run.submission)
            left = said.replace(json.dumps(names.pop())[1:-1], "") if len(names) == 1 else said
            assert "<" not in left
            assert "2026" not in left


@given(classes(), st.randoms(use_true_random=False))
def test_what_is_run_does_not_depend_on_who_comes_first(jobs: list[Job], rng: random.Random) -> None:
    """In whatever order a group's jobs stand, the very same job is run for them."""
    for group in group_twins(jobs):
        members = list(group.jobs)
        rng.shuffle(members)
        (again,) = group_twins(members)
        assert again.run == group.run or len(members) == 1


@pytest.mark.parametrize(
    "other",
    [
        job("bob", "x = 1.0\n"),
        job("bob", "\nx = 1\n"),
        job("bob", cells=(1,)),
        job("bob", note="cell 2 is left out"),
        job("bob", problem="not handed in"),
        msgspec.structs.replace(job("bob"), terms=Terms(seed=1)),
        msgspec.structs.replace(job("bob"), exercise=Exercise(slug="double", title="Twice", digest="e")),
        msgspec.structs.replace(job("bob"), until_missed=True),
    ],
)
def test_what_is_no_twin(other: Job) -> None:
    """Another program, cells, note, problem, terms or exercise has its own result, and is run as it is."""
    assert [group.run for group in group_twins([job("ada"), other])] == [job("ada"), other]


def test_what_is_no_program_is_no_twin() -> None:
    """What cannot be parsed is run for each, even where it is the same to the byte."""
    jobs = [job("ada", "def f(:\n"), job("bob", "def f(:\n")]
    assert [group.run for group in group_twins(jobs)] == jobs


def test_the_order_is_kept() -> None:
    """A group stands where its first job stood, so that what trains still comes first."""
    jobs = [job("a", "x = 1\n"), job("b", "x = 2\n"), job("c", "x = 1  # me\n"), job("d", "x = 3\n")]
    assert [[one.submission.student for one in group.jobs] for group in group_twins(jobs)] == [
        ["a", "c"], ["b"], ["d"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("names", "cells", "name"),
    [
        (("mine.py", "mine.py"), (), "mine.py"),
        (("ada.py", "bob.py"), (), "double.py"),
        (("ada.ipynb", "bob.ipynb"), (1,), "double.ipynb"),
    ],
)
def test_what_the_file_is_called(names: tuple[str, str], cells: tuple[int, ...], name: str) -> None:
    """Messages call the file what all of them called it, or else what the exercise would."""
    jobs = [job(name, filename=name, cells=cells) for name in names]
    assert [group.run.submission.filename for group in group_twins(jobs)] == [name]


def test_the_instructor_is_told() -> None:
    """Each result of several says with how many it is shared, and the time is counted once."""
    jobs = [job("ada"), job("bob", "x = 1  # one\n"), job("cy"), job("dot", "x = 2\n")]
    results = {one.student: one for one in run_groups(Executor(), group_twins(jobs))}
    told = ("graded once with 2 others who handed in the same program",)
    assert [one.warnings for _, one in sorted(results.items())] == [told, told, told, ()]
    assert sum(one.duration_s for one in results.values()) == 2.0
    assert count_spared(group_twins(jobs)) == 2


def test_those_who_handed_in_nothing() -> None:
    """Nothing is run for what was not handed in, and nobody is told that it was the same program."""
    jobs = [job("ada", "", problem="not handed in"), job("bob", "", problem="not handed in")]
    (group,) = group_twins(jobs)
    results = list(run_groups(Executor(), [group]))
    assert [one.warnings for one in results] == [(), ()]
    assert count_spared([group]) == 0


def test_what_could_not_be_graded() -> None:
    """An internal error is that of each of them, with its own reason alone, so that each is graded again."""
    group = Group(jobs=(job("ada"), job("bob")), source=b"x = 1\n")
    results = list(group.results(unjudged(group.run, "out of memory")))
    assert [(one.student, one.graded, one.warnings) for one in results] == [
        ("ada", False, ("out of memory",)),
        ("bob", False, ("out of memory",)),
    ]


def test_what_another_grader_is_at() -> None:
    """Jobs that cannot be had when their group is drawn are left out, and so are groups of them alone."""
    jobs = [job("ada"), job("bob"), job("cy"), job("dot", "x = 2\n")]
    mine = {jobs[0].key, jobs[2].key}
    executor = Executor()
    results = list(
        run_groups(executor, group_twins(jobs), lambda some: [one for one in some if one.key in mine])
    )
    assert [one.student for one in results] == ["ada", "cy"]
    assert results[0].warnings == ("graded once with 1 other who handed in the same program",)
    assert len(executor.asked) == 1


def test_what_all_of_them_keep() -> None:
    """What an earlier grading observed of each alike is kept for all, and what differs of none."""
    check = Check(name="test_it", description="It.", points=1.0)
    same = CheckResult(check=check, outcome=Outcome.FAILED, message="no", duration_s=1.0)
    other = msgspec.structs.replace(same, check=msgspec.structs.replace(check, name="test_other"))
    quoting = msgspec.structs.replace(other, message="no, ada")
    jobs = [job("ada"), job("bob", "x = 1  # bob\n"), job("cy", "x = 1  # cy\n")]
    later = msgspec.structs.replace(same, duration_s=2.0)
    kept = [(same, quoting), (other, later), (same, other)]
    known = [msgspec.structs.replace(one, kept=of) for one, of in zip(jobs, kept, strict=True)]
    assert Group(jobs=tuple(known), source=b"x = 1").run.kept == (same,)
    assert Group(jobs=(known[0],)).run.kept == (same, quoting)
    assert Group(jobs=(known[0], jobs[1]), source=b"x = 1").run.kept == ()
