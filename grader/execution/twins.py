"""Identical work is graded once: jobs of the same program in groups, each of which is run as one job."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

import msgspec

from grader.intake.bare import bare, outline
from grader.model.job import Job
from grader.model.result import CheckResult, JobResult
from grader.model.submission import Submission
from grader.seams import Executor


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Jobs that have one result.

    Attributes:
        jobs: of different students; the same exercise, the same terms, the same program.
        source: what is run where they are several: that program, without anybody's comments.
    """

    jobs: tuple[Job, ...]
    source: bytes = b""

    @property
    def run(self) -> Job:
        """The job that is run: a single one as it is; for several, one that has only what they share.

        So nothing that is one student's alone can come back in a result that others read.
        """
        first, *others = self.jobs
        if not others:
            return first
        work = first.submission
        names = {job.submission.filename for job in self.jobs}
        common = Submission(
            student="",
            slug=work.slug,
            filename=names.pop() if len(names) == 1 else f"{work.slug}.{'ipynb' if work.cells else 'py'}",
            source=self.source,
            cells=work.cells,
            note=work.note,
            problem=work.problem,
        )
        return msgspec.structs.replace(first, submission=common, kept=_kept_alike(self.jobs))

    def results(self, result: JobResult) -> Iterator[JobResult]:
        """What `run` came to as the result of each; the time that it took is said of the first alone."""
        others, problem = len(self.jobs) - 1, self.jobs[0].submission.problem
        told = [_told(others)] if others and result.graded and not problem else []
        for number, job in enumerate(self.jobs):
            yield msgspec.structs.replace(
                result,
                key=job.key,
                student=job.submission.student,
                warnings=(*result.warnings, *told),
                duration_s=0.0 if number else result.duration_s,
            )


def each_alone(jobs: Sequence[Job]) -> list[Group]:
    """Every job a group of its own."""
    return [Group(jobs=(job,)) for job in jobs]


def group_twins(jobs: Sequence[Job]) -> list[Group]:
    """The jobs in groups of identical work, each group where its first job stands."""
    likenesses = [_likeness(job) for job in jobs]
    alike = Counter(likenesses)
    programs: dict[bytes, bytes | None] = {}
    groups: dict[Hashable, tuple[bytes, list[Job]]] = {}
    for job, likeness in zip(jobs, likenesses, strict=True):
        source, program = job.submission.source, None
        # Looking into a program takes milliseconds, and what is like no other need not be looked into.
        if alike[likeness] > 1:
            program = programs[source] if source in programs else programs.setdefault(source, bare(source))
        key = job.key if program is None else (likeness, program)
        groups.setdefault(key, (program or b"", []))[1].append(job)
    return [Group(jobs=tuple(members), source=program) for program, members in groups.values()]


def count_spared(groups: Iterable[Group]) -> int:
    """How many programs are not run, because another's is the same."""
    return sum(len(group.jobs) - 1 for group in groups if not group.jobs[0].submission.problem)


def run_groups(
    executor: Executor,
    groups: Iterable[Group],
    claimed: Callable[[Iterable[Job]], Iterable[Job]] = iter,
) -> Iterator[JobResult]:
    """One result for every job, as the groups are run.

    Args:
        executor: what runs them; a group is drawn when it has room for it.
        groups: what is to be run.
        claimed: leaves out the jobs that another grader is at, when their group is drawn.
    """
    running: dict[str, Group] = {}

    def draw() -> Iterator[Job]:
        for group in groups:
            if jobs := tuple(claimed(group.jobs)):
                mine = msgspec.structs.replace(group, jobs=jobs)
                running[mine.run.key] = mine
                yield mine.run

    for result in executor.run(draw()):
        yield from running.pop(result.key).results(result)


def _likeness(job: Job) -> Hashable:
    work, exercise = job.submission, job.exercise
    judged = (exercise.slug, exercise.digest, exercise.tests, job.terms, job.until_missed)
    return (*judged, work.cells, work.note, work.problem, outline(work.source))


def _kept_alike(jobs: Sequence[Job]) -> tuple[CheckResult, ...]:
    """What an earlier grading observed of the program of each, whoever's it was."""
    first, *others = (job.kept for job in jobs)
    timeless = [[_timeless(one) for one in kept] for kept in others]
    return tuple(one for one in first if all(_timeless(one) in kept for kept in timeless))


def _timeless(one: CheckResult) -> CheckResult:
    return msgspec.structs.replace(one, duration_s=0.0)


def _told(others: int) -> str:
    whom = "1 other" if others == 1 else f"{others} others"
    return f"graded once with {whom} who handed in the same program"
