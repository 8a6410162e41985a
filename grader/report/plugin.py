"""The reporters that ship, offered as any plugin offers its own."""

from grader.hookspecs import hookimpl
from grader.report.feedback import FeedbackReporter
from grader.report.tables import CsvReporter, ParquetReporter
from grader.seams import Reporter


@hookimpl
def grader_reporters() -> list[Reporter]:
    """CSV tables, the same as Parquet, and a Markdown file for each student."""
    return [CsvReporter(), ParquetReporter(), FeedbackReporter()]
