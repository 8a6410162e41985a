"""`--report check50`."""

from collections.abc import Sequence
from pathlib import Path

from grader.hookspecs import hookimpl
from grader.report.each import shares
from grader.report.files import write_text
from grader.seams import Gradings, Reporter
from grader_check50.document import document


class Check50Reporter:
    """Writes check50.json; of several students check50/<student>/check50.json."""

    name = "check50"
    always = False

    def write(self, gradings: Gradings, folder: Path) -> Sequence[Path]:
        """Write everybody's."""
        return [
            write_text(share.path, document(gradings, share))
            for share in shares(gradings, folder, self.name, "check50.json")
        ]


@hookimpl
def grader_reporters() -> list[Reporter]:
    """`check50`."""
    return [Check50Reporter()]
