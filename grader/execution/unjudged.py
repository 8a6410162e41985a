"""The result of a job that no judge finished: nobody's fault among the students, and not a score."""

from grader.model.exercise import Check
from grader.model.job import Job
from grader.model.outcome import Outcome
from grader.model.result import CheckResult, JobResult


def unjudged(job: Job, reason: str) -> JobResult:
    """An `internal_error` under the job's key; running again grades it again."""
    check = Check(name="judging", description="The grader judges this exercise.", points=0.0)
    message = "this exercise could not be graded; it is not your fault"
    return JobResult(
        key=job.key,
        student=job.submission.student,
        slug=job.exercise.slug,
        checks=(CheckResult(check=check, outcome=Outcome.INTERNAL_ERROR, message=message),),
        note=message,
        warnings=(reason,),
        data=job.terms.data,
        device=job.terms.device,
        sandbox=job.terms.sandbox,
        seed=job.terms.seed,
    )
