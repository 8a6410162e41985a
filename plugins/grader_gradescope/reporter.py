"""`--report gradescope`."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from grader.report.each import shares
from grader.report.files import write_text
from grader.seams import Gradings
from grader_gradescope.results import Results, results


class GradescopeReporter:
    """Writes results.json; of several students gradescope/<student>/results.json.

    The leaderboard is for those who ask for it, because it shows figures to the whole class.
    """

    name = "gradescope"
    always = False

    def __init__(self, *, leaderboard: bool = False) -> None:
        self._leaderboard = leaderboard

    def write(self, gradings: Gradings, folder: Path) -> Sequence[Path]:
        """Write everybody's."""
        return [
            write_text(share.path, encode(results(gradings, share, leaderboard=self._leaderboard)))
            for share in shares(gradings, folder, self.name, "results.json")
        ]


def encode(document: Results) -> str:
    """The file's text."""
    return msgspec.json.format(msgspec.json.encode(document), indent=1).decode() + "\n"
