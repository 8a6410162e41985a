"""`--report otter`: final_grades.csv."""

from grader.hookspecs import hookimpl
from grader.seams import Reporter


@hookimpl
def grader_reporters() -> list[Reporter]:
    """`otter`."""
    from grader_otter.final_grades import OtterReporter  # noqa: PLC0415  (pandas; judges load plugins too)

    return [OtterReporter()]
