"""`--report autolab`: autoresult.txt, which `grader ci` also prints last."""

from collections.abc import Sequence
from pathlib import Path

from grader.hookspecs import hookimpl
from grader.report.each import shares
from grader.report.files import write_text
from grader.seams import Gradings, Reporter
from grader_autolab.autoresult import autoresult


class AutolabReporter:
    """Writes autoresult.txt, and speaks it; of several students autolab/<student>/autoresult.txt."""

    name = "autolab"
    always = False

    def write(self, gradings: Gradings, folder: Path) -> Sequence[Path]:
        """Write everybody's."""
        return [
            write_text(share.path, autoresult(gradings, share))
            for share in shares(gradings, folder, self.name, "autoresult.txt")
        ]

    def spoken(self, gradings: Gradings) -> str:
        """Everybody's lines; a run of Autolab's has one student."""
        return "".join(autoresult(gradings, share) for share in shares(gradings, Path(), self.name, ""))


@hookimpl
def grader_reporters() -> list[Reporter]:
    """`autolab`."""
    return [AutolabReporter()]
