"""What judges share before they are forked: hidden tests collected and rehearsed, torch, the data set."""

import contextlib
import os
import socket
import sys
from functools import partial
from pathlib import Path
from typing import TextIO

import torch

from grader.data.dataset import Dataset
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
from grader.judging.held import HeldTests
from grader.judging.judge import judge
from grader.judging.rehearsal import rehearse
from grader.model.limits import Limits
from grader.seams import Sandbox
from grader.warm.kernels import make_kernels
from grader.warm.server import serve

_ENDED_FIRST = "500"


def serve_judges(briefing: Briefing, sandbox: Sandbox, out: TextIO) -> None:
    """Prepare everything, say `ready` on `out`, and fork a judge for each job that comes.

    Raises:
        GraderError: no job can be judged: a broken hidden test, no data set, no wall.
    """
    if sandbox.descriptors:
        # What starts workers is a process of its own by now, and only workers have a use for a GPU.
        os.environ["CUDA_VISIBLE_DEVICES"] = ""
    torch.set_num_threads(1)
    make_kernels()
    dataset = briefing.dataset()

    def meanwhile(held: HeldTests) -> None:
        for exercise in briefing.exercises:
            rehearse(held, exercise, briefing.terms)
        trains = any(exercise.trains for exercise in briefing.exercises)
        with sandbox.start(Limits(), files={}, cuda=trains and briefing.terms.device == "cuda"):
            pass
        # What a judge says goes to the log; pytest would keep it.
        with contextlib.redirect_stdout(sys.__stdout__), contextlib.redirect_stderr(sys.__stderr__):
            serve(partial(_be_judge, sandbox, dataset, held), kept=sandbox.descriptors, out=out)

    HeldTests(briefing.exercises, meanwhile).hold()


def _be_judge(sandbox: Sandbox, dataset: Dataset | None, held: HeldTests, descriptors: list[int]) -> None:
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
                verdict = Verdict(result=judge(job, ahead, dataset, held))
            except Exception as error:  # noqa: BLE001  (whatever it is, it costs this job alone, and is told)
                verdict = prevented(error)
            send_verdict(channel, verdict)
