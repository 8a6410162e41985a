"""`--report prairielearn`."""

from collections.abc import Sequence
from pathlib import Path

from grader.hookspecs import hookimpl
from grader.report.each import shares
from grader.report.files import write_text
from grader.seams import Gradings, Reporter
from grader_prairielearn.results import encode, results


class PrairieLearnReporter:
    """Writes results.json, of less than 1 MB; of several students prairielearn/<student>/results.json."""

    name = "prairielearn"
    always = False

    def write(self, gradings: Gradings, folder: Path) -> Sequence[Path]:
        """Write everybody's."""
        return [
            write_text(share.path, encode(results(gradings, share)))
            for share in shares(gradings, folder, self.name, "results.json")
        ]


@hookimpl
def grader_reporters() -> list[Reporter]:
    """`prairielearn`."""
    return [PrairieLearnReporter()]
