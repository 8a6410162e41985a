"""`--report gradescope`, `grader gradescope`, and Gradescope's export as submissions."""

from grader.hookspecs import hookimpl
from grader.seams import Reporter
from grader_gradescope.reporter import GradescopeReporter


@hookimpl
def grader_reporters() -> list[Reporter]:
    """`gradescope`."""
    return [GradescopeReporter()]
