"""`--report json`: results.json, and its schema beside it."""

import json
from collections.abc import Sequence
from pathlib import Path

import msgspec

from grader.hookspecs import hookimpl
from grader.report.files import write_text
from grader.seams import Gradings, Reporter
from grader_json.document import document, schema


class JsonReporter:
    """Writes results.json, and results.schema.json that says what it may hold."""

    name = "json"
    always = False

    def write(self, gradings: Gradings, folder: Path) -> Sequence[Path]:
        """Write both files into `folder`."""
        # A name may hold a byte that is no text; JSON escapes it, and msgspec refuses it.
        text = json.dumps(msgspec.to_builtins(document(gradings)), indent=1, allow_nan=False)
        return [
            write_text(folder / "results.json", text + "\n"),
            write_text(folder / "results.schema.json", json.dumps(schema(), indent=1) + "\n"),
        ]


@hookimpl
def grader_reporters() -> list[Reporter]:
    """`json`."""
    return [JsonReporter()]
