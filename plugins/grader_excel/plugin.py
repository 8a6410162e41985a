"""`--report excel`: results.xlsx."""

from grader.hookspecs import hookimpl
from grader.seams import Reporter


@hookimpl
def grader_reporters() -> list[Reporter]:
    """`excel`."""
    from grader_excel.workbook import ExcelReporter  # noqa: PLC0415  (pandas; judges load plugins too)

    return [ExcelReporter()]
