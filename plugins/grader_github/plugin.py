"""`github`, `classroom50` and `github-classroom` as reports, and checkouts of classrooms as submissions."""

import json
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from grader.hookspecs import hookimpl
from grader.model.errors import UsageError
from grader.model.exercise import Exercise
from grader.model.submission import Intake
from grader.report.files import write_text
from grader.seams import Gradings, Reporter
from grader_github.annotations import annotations, command
from grader_github.checkouts import read_checkouts
from grader_github.classroom50 import result_document
from grader_github.legacy import classroom_result, encoded
from grader_github.shares import everything_graded
from grader_github.summary import LIMIT_BYTES, summary_text


class GitHubReporter:
    """Annotations, spoken, and the job summary, in the file that GITHUB_STEP_SUMMARY names, or summary.md."""

    name = "github"
    always = False

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self._environ = environ

    def write(self, gradings: Gradings, folder: Path) -> Sequence[Path]:
        """Add the summary to what the step has said before."""
        named = self._environ.get("GITHUB_STEP_SUMMARY")
        if not named:
            return [write_text(folder / "summary.md", summary_text(gradings))]
        path = Path(named)
        before_bytes = path.stat().st_size if path.is_file() else 0
        _append(path, summary_text(gradings, LIMIT_BYTES - before_bytes))
        return [path]

    def spoken(self, gradings: Gradings) -> str:
        """A workflow command for each annotation."""
        return "".join(f"{command(one)}\n" for one in annotations(gradings))


class Classroom50Reporter:
    """Writes result.json, with what Classroom 50's runner says in the environment."""

    name = "classroom50"
    always = False

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self._environ = environ

    def write(self, gradings: Gradings, folder: Path) -> Sequence[Path]:
        """Write it, or, where something could not be graded, take away whatever lies in its place."""
        path = folder / "result.json"
        if not everything_graded(gradings):
            # A student's own file of this name would be read as their result.
            path.unlink(missing_ok=True)
            return []
        document = result_document(gradings, self._environ, datetime.now(UTC))
        return [write_text(path, json.dumps(document, indent=1, allow_nan=False) + "\n")]


class GitHubClassroomReporter:
    """Adds `result=` to the file that GITHUB_OUTPUT names, or writes github-classroom.json."""

    name = "github-classroom"
    always = False

    def __init__(self, environ: Mapping[str, str] = os.environ) -> None:
        self._environ = environ

    def write(self, gradings: Gradings, folder: Path) -> Sequence[Path]:
        """Write it; a run that could not be graded has the status `error` there."""
        document = classroom_result(gradings)
        named = self._environ.get("GITHUB_OUTPUT")
        if not named:
            text = json.dumps(document, indent=1, allow_nan=False) + "\n"
            return [write_text(folder / "github-classroom.json", text)]
        _append(Path(named), f"result={encoded(document)}\n")
        return [Path(named)]


def _append(path: Path, text: str) -> None:
    # The file is the runner's, and keeps what other commands of the step have added.
    try:
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror or error})") from error


@hookimpl
def grader_reporters() -> list[Reporter]:
    """`github`, `classroom50` and `github-classroom`."""
    return [GitHubReporter(), Classroom50Reporter(), GitHubClassroomReporter()]


@hookimpl
def grader_submissions(source: Path, exercises: Sequence[Exercise]) -> Intake | None:
    """Checkouts of GitHub Classroom and Classroom 50, `<assignment>-<user>`."""
    return read_checkouts(source, exercises)
