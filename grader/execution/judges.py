"""The warm judge: `python -m grader.execution.judges BRIEFING` collects once, forks a judge per job.

A judge is a process of its own, so what a hidden test leaves behind ends with its job, and a crash costs one.
"""

import os
import sys
from pathlib import Path
from typing import TextIO

from grader.execution.asciijson import from_ascii, to_ascii
from grader.execution.briefing import Briefing
from grader.execution.verdicts import prevented
from grader.model.errors import GraderError
from grader.registry import Registry
from grader.sandbox import plugin as sandboxes


def main() -> None:
    """Start the sandbox, import torch and collect the hidden tests while it starts, then serve."""
    (text,) = sys.argv[1:]
    briefing = from_ascii(text, Briefing)
    pipe = _keep_output_to_ourselves()
    # Optimizers import torch's compiler, which makes a folder for its cache beside other temporary files.
    os.environ["TORCHINDUCTOR_CACHE_DIR"] = "/"
    try:
        registry = Registry([sandboxes])
        sandbox = registry.sandbox(briefing.terms.sandbox, [Path(secret) for secret in briefing.secrets])
        try:
            # It imports torch, for seconds, and so does the sandbox's own process meanwhile.
            from grader.execution.serving import serve_judges  # noqa: PLC0415

            serve_judges(briefing, sandbox, pipe)
        finally:
            sandbox.close()
    except GraderError as error:
        pipe.write(to_ascii(prevented(error)) + "\n")
        pipe.flush()


def _keep_output_to_ourselves() -> TextIO:
    # The executor reads one line, `ready` or an error. What hidden tests print, in Python or below it, would
    # spoil that line, and later fill a pipe that nobody reads; it goes to the log instead.
    pipe = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="backslashreplace")
    os.dup2(2, 1)
    return pipe


if __name__ == "__main__":
    os.environ.pop("PYTEST_ADDOPTS", None)
    main()
