"""`--format junit` and `--format gitlab`: a suite for each exercise, a case for each check that is shown."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from grader.hookspecs import hookimpl
from grader.model.errors import UsageError
from grader.report.files import write_text
from grader.seams import Gradings, Reporter
from grader_junit.document import document

LIMIT_BYTES = 30 * 10**6
# What is left of each message, until a large class's report is small enough.
_LONGEST_MESSAGES = (4000, 500, 60)


class JUnitReporter:
    """Writes junit.xml, as the schema of Jenkins' xUnit plugin (junit-10.xsd) has it."""

    name = "junit"
    always = False

    def write(self, gradings: Gradings, folder: Path) -> Sequence[Path]:
        """Write it into `folder`."""
        return [write_text(folder / "junit.xml", _xml_text(gradings))]


class GitLabReporter:
    """Writes gitlab-junit.xml: as `junit`, with the file of each case, within GitLab's limits."""

    name = "gitlab"
    always = False

    def __init__(self, limit_bytes: int = LIMIT_BYTES) -> None:
        self._limit_bytes = limit_bytes

    def write(self, gradings: Gradings, folder: Path) -> Sequence[Path]:
        """Write it into `folder`."""
        texts = (_xml_text(gradings, files=True, longest=longest) for longest in _LONGEST_MESSAGES)
        text = next((one for one in texts if len(one.encode()) < self._limit_bytes), None)
        if text is None:
            limit = f"{self._limit_bytes:,} bytes"
            raise UsageError(f"GitLab reads no report of {limit} or more; grade fewer exercises at once")
        return [write_text(folder / "gitlab-junit.xml", text)]


def _xml_text(gradings: Gradings, **options: Any) -> str:
    try:
        from grader_junit.xml import xml_text  # noqa: PLC0415  (loading the plugin is to stay cheap)
    except ImportError as error:
        raise UsageError("JUnit XML needs junitparser; pip install 'grader[junit]'") from error
    return xml_text(document(gradings), **options)


@hookimpl
def grader_reporters() -> list[Reporter]:
    """`junit` and `gitlab`."""
    return [JUnitReporter(), GitLabReporter()]
