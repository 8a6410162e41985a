"""The warm judge: `python -m grader.execution.judges SOCKET BRIEFING` collects once, forks a judge per job.

A judge is a process of its own, so what a hidden test leaves behind ends with its job, and a crash costs one.
"""

import os
import socket
import sys
from functools import partial
from pathlib import Path

import msgspec

from grader.data.dataset import Dataset
from grader.execution.briefing import Briefing
from grader.execution.verdicts import Verdict, receive_job, send_verdict
from grader.judging.collect import collect
from grader.judging.judge import judge
from grader.model.errors import GraderError
from grader.model.limits import Limits
from grader.registry import Registry
from grader.sandbox import plugin as sandboxes
from grader.seams import Sandbox
from grader.warm.server import serve


def main() -> None:
    """Start the sandbox, import torch and collect the hidden tests while it starts, then serve."""
    path, text = sys.argv[1:]
    briefing = msgspec.json.decode(text, type=Briefing)
    # Nothing but `ready` or an error may be said on the pipe to the executor.
    pipe, sys.stdout = sys.stdout, sys.stderr
    try:
        registry = Registry([sandboxes])
        sandbox = registry.sandbox(briefing.terms.sandbox, [Path(secret) for secret in briefing.secrets])
        try:
            dataset = briefing.dataset()
            _prepare(briefing)
            with sandbox.start(Limits(), files={}):
                pass
            serve(path, partial(_be_judge, sandbox, dataset), out=pipe)
        finally:
            sandbox.close()
    except GraderError as error:
        pipe.write(
            msgspec.json.encode(Verdict(error=type(error).__name__, message=str(error))).decode() + "\n"
        )
        pipe.flush()


def _prepare(briefing: Briefing) -> None:
    import torch  # noqa: PLC0415  (after the sandbox has begun to start, so that both import at once)

    torch.set_num_threads(1)
    for exercise in briefing.exercises:
        collect(exercise, exercise.hidden_tests)


def _be_judge(sandbox: Sandbox, dataset: Dataset | None, descriptors: list[int]) -> None:
    with socket.socket(fileno=descriptors[0]) as channel:
        job = receive_job(channel)
        try:
            verdict = Verdict(result=judge(job, sandbox, dataset))
        except GraderError as error:
            verdict = Verdict(error=type(error).__name__, message=str(error))
        send_verdict(channel, verdict)


if __name__ == "__main__":
    os.environ.pop("PYTEST_ADDOPTS", None)
    main()
