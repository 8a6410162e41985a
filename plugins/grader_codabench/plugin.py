"""`--report codabench`."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.hookspecs import hookimpl
from grader.report.each import shares
from grader.report.files import write_text
from grader.seams import Gradings, Reporter
from grader_codabench.page import page
from grader_codabench.scores import scores


class CodabenchReporter:
    """Writes scores.json and detailed_results.html; of several students into codabench/<student>/.

    Without a grade there is no scores.json, so that Codabench marks the submission as failed, not as zero.
    """

    name = "codabench"
    always = False

    def write(self, gradings: Gradings, folder: Path) -> Sequence[Path]:
        """Write everybody's."""
        return list(self._write(gradings, folder))

    def _write(self, gradings: Gradings, folder: Path) -> Iterator[Path]:
        for share in shares(gradings, folder, self.name, "scores.json"):
            if share.graded:
                yield write_text(share.path, scores(gradings, share))
            else:
                # An earlier run's would be taken for this one's.
                share.path.unlink(missing_ok=True)
            yield write_text(share.path.with_name("detailed_results.html"), page(gradings, share))


@hookimpl
def grader_reporters() -> list[Reporter]:
    """`codabench`."""
    return [CodabenchReporter()]
