"""Write every report on the last run of a gradebook."""

from collections.abc import Iterable
from pathlib import Path

from grader.model.errors import GraderError, PluginError
from grader.seams import Gradings, Reporter


def report(gradings: Gradings, folder: Path, reporters: Iterable[Reporter]) -> list[Path]:
    """Ask each reporter in turn to write into `folder`; returns every file written, in that order.

    Raises:
        UsageError: a file cannot be written.
        PluginError: a reporter failed in another way; what the ones before it wrote is there.
    """
    written: list[Path] = []
    for reporter in reporters:
        try:
            written.extend(reporter.write(gradings, folder))
        except GraderError:
            raise
        except Exception as error:
            raise PluginError(
                f"the reporter {reporter.name!r} failed: {error!r}; the gradebook is unharmed, "
                "so remove the plugin and run `grader report` again"
            ) from error
    return written
