"""The warm judge: `python -m grader.execution.judges BRIEFING` collects once, forks a judge per job.

A judge is a process of its own, so what a hidden test leaves behind ends with its job, and a crash costs one.
"""

import contextlib
import os
import socket
import sys
from functools import partial
from pathlib import Path
from typing import TextIO

from grader.data.dataset import Dataset
from grader.execution.asciijson import from_ascii, to_ascii
from grader.execution.briefing import Briefing
from grader.execution.verdicts import (
    Verdict,
    is_heard_from,
    prevented,
    receive_job,
    send_verdict,
    wait_for_go,
)
from grader.judging.ahead import Ahead
from grader.judging.collect import collect
from grader.judging.judge import judge
from grader.model.errors import GraderError
from grader.model.limits import Limits
from grader.registry import Registry
from grader.sandbox import plugin as sandboxes
from grader.seams import Sandbox
from grader.warm.server import serve

_ENDED_FIRST = "500"


def main() -> None:
    """Start the sandbox, import torch and collect the hidden tests while it starts, then serve."""
    (text,) = sys.argv[1:]
    briefing = from_ascii(text, Briefing)
    pipe = _keep_output_to_ourselves()
    try:
        registry = Registry([sandboxes])
        sandbox = registry.sandbox(briefing.terms.sandbox, [Path(secret) for secret in briefing.secrets])
        try:
            dataset = briefing.dataset()
            _prepare(briefing)
            trains = any(exercise.trains for exercise in briefing.exercises)
            with sandbox.start(Limits(), files={}, cuda=trains and briefing.terms.device == "cuda"):
                pass
            serve(partial(_be_judge, sandbox, dataset), kept=sandbox.descriptors, out=pipe)
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


def _prepare(briefing: Briefing) -> None:
    # Optimizers import torch's compiler, which makes a folder for its cache beside other temporary files.
    os.environ["TORCHINDUCTOR_CACHE_DIR"] = "/"
    import torch  # noqa: PLC0415  (after the sandbox has begun to start, so that both import at once)

    torch.set_num_threads(1)
    for exercise in briefing.exercises:
        collect(exercise)


def _be_judge(sandbox: Sandbox, dataset: Dataset | None, descriptors: list[int]) -> None:
    # Where a hidden test uses up the machine's memory, the kernel ends its judge and not the grader.
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(_ENDED_FIRST, encoding="ascii")
    with socket.socket(fileno=descriptors[0]) as channel:
        job = receive_job(channel)
        with contextlib.closing(Ahead(sandbox)) as ahead:
            if not is_heard_from(channel):
                ahead.prepare(job, dataset)
            if not wait_for_go(channel):
                return
            try:
                verdict = Verdict(result=judge(job, ahead, dataset))
            except Exception as error:  # noqa: BLE001  (whatever it is, it costs this job alone, and is told)
                verdict = prevented(error)
            send_verdict(channel, verdict)


if __name__ == "__main__":
    os.environ.pop("PYTEST_ADDOPTS", None)
    main()
