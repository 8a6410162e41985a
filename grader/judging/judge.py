"""Judge one job: run its hidden tests against a worker, and tally what was observed."""

import time
from contextlib import AbstractContextManager

from grader.data import Dataset
from grader.judging.ahead import given_to
from grader.judging.collect import collect
from grader.judging.examination import Examination
from grader.judging.fixtures import Fixtures
from grader.judging.held import HeldTests
from grader.judging.subject import Subject
from grader.judging.suite import run_pytest
from grader.judging.verdict import Verdict, unjudged
from grader.model.exercise import Check
from grader.model.job import Job
from grader.model.limits import Limits
from grader.model.outcome import Outcome
from grader.model.result import CheckResult, JobResult
from grader.model.submission import Submission
from grader.seams import Sandbox, Worker


def judge(
    job: Job, sandbox: Sandbox, dataset: Dataset | None = None, held: HeldTests | None = None
) -> JobResult:
    """The result of a job, with one check result for every check that was expected.

    Args:
        job: what to judge; a submission with a `problem` is not run.
        sandbox: where its workers are started.
        dataset: what its networks are trained on, if it trains any.
        held: hidden tests that are collected already; those that are not among them are collected here.

    Raises:
        GraderError: the tests, the sandbox or the data are not as they must be; nothing was judged.
    """
    began = time.perf_counter()
    exercise, submission, terms = job.exercise, job.submission, job.terms
    ready = held.checks_of(exercise) if held is not None else None
    checks = ready or collect(exercise)

    def start(limits: Limits) -> AbstractContextManager[Worker]:
        files, cuda = given_to(job, dataset)
        return sandbox.start(limits, files=files, cuda=cuda)

    subject = Subject(submission, exercise.limits, start)
    examination = Examination(job, checks, subject, dataset if exercise.trains else None)
    if submission.problem:
        missing = Verdict(outcome=Outcome.NOT_RUN, message=submission.problem)
        examination.verdicts.update({check.name: missing for check in checks})
    else:
        try:
            if held is not None and ready:
                said = held.run(examination)
            else:
                said = run_pytest([exercise.tests_path.absolute()], [examination, Fixtures(examination)])
        finally:
            subject.close()
        examination.raise_what_stopped_it()
        for check in checks:
            examination.verdicts.setdefault(
                check.name, unjudged(f"pytest reported nothing of it {said[-300:]}")
            )
    return JobResult(
        key=job.key,
        student=submission.student,
        slug=exercise.slug,
        checks=tuple(_tally(check, examination, submission) for check in checks),
        note=submission.problem or subject.note,
        warnings=_warnings(checks, examination, sandbox),
        feedback=examination.records.feedback,
        withheld=examination.records.withheld,
        measures=examination.records.measures,
        data=terms.data if exercise.trains else "",
        device=terms.device if exercise.trains else "cpu",
        sandbox=sandbox.name,
        seed=terms.seed,
        duration_s=time.perf_counter() - began,
        kept=len(examination.taken),
    )


def _tally(check: Check, examination: Examination, submission: Submission) -> CheckResult:
    if check.name in examination.taken:
        return examination.kept[check.name]
    verdict = examination.verdicts[check.name]
    place = verdict.place
    return CheckResult(
        check=check,
        outcome=verdict.outcome,
        earned=verdict.fraction * check.points,
        message=verdict.message,
        duration_s=max(0.0, examination.durations_s.get(check.name, 0.0)),
        place=place if place is not None and submission.has(place) else None,
        recorded=examination.records.of(check.name),
    )


def _warnings(checks: tuple[Check, ...], examination: Examination, sandbox: Sandbox) -> tuple[str, ...]:
    verdicts = [(check.name, examination.verdicts[check.name]) for check in checks]
    said = [f"{name}: {verdict.warning}" for name, verdict in verdicts if verdict.warning]
    if sandbox.name == "none":
        said.append("graded without a sandbox: the program could do whatever the grader may")
    return tuple(said)
