"""Epochs of the lecture's two networks on a device, four ways in turn; a part of `gpu.py`."""

import contextlib
import json
import subprocess
import sys
import time
from pathlib import Path

from measure import heading, ratio, show

from grader.catalog.course import Course
from grader.data import Dataset
from grader.judging.laboratory import Laboratory
from grader.judging.subject import Proxy, Subject
from grader.model.job import Terms
from grader.model.submission import Submission
from grader.sandbox.standard import StandardSandbox
from grader.seams import Sandbox

NETWORKS = {"mlp": "NeuralNet", "cnn": "CNN"}
SIDE = Path(__file__).parent / "gpu_side.py"
PATIENCE_S = 600.0
SEED = 1


def measure_epochs(course: Course, dataset: Dataset, device: str, *, rounds: int, epochs: int) -> None:
    """Print seconds an epoch and their ratios; the first epoch of each process is not counted."""
    heading()
    with contextlib.closing(StandardSandbox([])) as sandbox:
        sandbox.wait_ready()
        for slug in NETWORKS:
            ways: dict[str, list[float]] = {
                "the lecture's way": [],
                "bare loop": [],
                "worker": [],
                "worker, batches from memory": [],
            }
            for _ in range(rounds):
                for name, counted in ways.items():
                    counted.extend(_one(name, course, dataset, slug, device, sandbox, epochs + 1)[1:])
            middles = [show(f"one epoch of {slug}, {name}", seconds) for name, seconds in ways.items()]
            ratio(f"{slug}: lecture's way / worker", middles[0] / middles[2], "5")
            ratio(f"{slug}: worker / bare loop", middles[2] / middles[1], "at most 1.1")
            ratio(f"{slug}: from memory / from the device", middles[3] / middles[2], "over 1")


def _one(  # noqa: PLR0913, PLR0917  (what an epoch depends on)
    way: str, course: Course, dataset: Dataset, slug: str, device: str, sandbox: Sandbox, epochs: int
) -> list[float]:
    if way.startswith("worker"):
        resident = way == "worker"
        return _in_worker(course, dataset, slug, device, sandbox, epochs, resident=resident)
    side = "bare" if way == "bare loop" else "lecture"
    program = course.solution(course.exercise(slug))
    command = [sys.executable, str(SIDE), side, str(program), NETWORKS[slug], device, str(epochs)]
    command += [dataset.train_images, dataset.train_labels]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603  (ours)
    seconds: list[float] = json.loads(said.stdout)
    return seconds


def _in_worker(  # noqa: PLR0913, PLR0917  (what an epoch depends on)
    course: Course, dataset: Dataset, slug: str, device: str, sandbox: Sandbox, epochs: int, *, resident: bool
) -> list[float]:
    exercise = course.exercise(slug)
    work = course.solution(exercise).read_bytes()
    submission = Submission(student="", slug=slug, filename=f"{slug}.py", source=work)
    subject = Subject(
        submission,
        exercise.limits,
        lambda limits: sandbox.start(limits, files=dataset.files, cuda=device == "cuda"),
    )
    try:
        subject.begin(PATIENCE_S)
        laboratory, module = Laboratory(subject, Terms(device=device), dataset), Proxy(subject)
        laboratory.seed(0)
        model = getattr(module, NETWORKS[slug])()
        laboratory.move(model)
        if resident:
            loader = laboratory.training_loader(100, SEED)
        else:
            batches = subject.module("grader.untrusted.batches")
            loader = batches.Batches(batches.open_training_set(), 100, SEED)
        optimizer, criterion = laboratory.optimizer(model, "Adam", 0.001), laboratory.criterion()
        seconds = []
        for _ in range(epochs):
            began = time.perf_counter()
            module.train_epoch(model, loader, criterion, optimizer, laboratory.device)
            seconds.append(time.perf_counter() - began)
    finally:
        subject.close()
    return seconds
