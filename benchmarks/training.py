"""One MLP epoch on MNIST four ways: python benchmarks/training.py [ROUNDS], with GRADER_DATA_ROOT set.

The lecture's own way (torchvision's ToTensor and a DataLoader, torch's default threads) and the bare loop
(tensors in memory, one thread) each run in a fresh process, the solution's `train_epoch` in a walled worker,
with one thread, as the grader runs it, and with one per processor, as the lecture's way has them.
Only epochs are timed, not imports. Each way trains two epochs in a round, and tells its accuracy on all test
images.
"""

import contextlib
import gzip
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec
import torch
from measure import heading, ratio, show
from torch import nn

from grader.catalog.course import open_course
from grader.cli.registry import full_registry
from grader.data import Dataset, open_dataset
from grader.execution.shape import processors
from grader.judging.laboratory import Laboratory
from grader.judging.subject import Proxy, Subject
from grader.model.job import Terms
from grader.model.submission import Submission
from grader.sandbox.standard import StandardSandbox
from grader.settings import read_settings

EPOCHS = 2
PATIENCE_S = 600.0
COMMON = """
import json, sys, time, torch
from torch import nn
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(784, 500), nn.ReLU(), nn.Linear(500, 10))
criterion, optimizer = nn.CrossEntropyLoss(), torch.optim.Adam(model.parameters(), lr=0.001)
seconds = []
"""
LECTURE = (
    COMMON
    + """
from torchvision import datasets, transforms
train = datasets.MNIST(sys.argv[1], train=True, transform=transforms.ToTensor())
test = datasets.MNIST(sys.argv[1], train=False, transform=transforms.ToTensor())
loader = torch.utils.data.DataLoader(train, batch_size=100, shuffle=True)
for epoch in range(2):
    began = time.perf_counter()
    for images, labels in loader:
        loss = criterion(model(images.reshape(-1, 784)), labels)
        optimizer.zero_grad(); loss.backward(); optimizer.step()
    seconds.append(time.perf_counter() - began)
images = torch.stack([image for image, _ in test]); labels = test.targets
accuracy = (model(images.reshape(-1, 784)).argmax(1) == labels).double().mean().item()
print(json.dumps({"seconds": seconds, "accuracy": accuracy}))
"""
)
BARE = (
    COMMON
    + """
import numpy as np
torch.set_num_threads(1)
# The optimizer that the grader hands to the student.
optimizer = torch.optim.Adam(model.parameters(), lr=0.001, fused=True)
images, labels, test_images, test_labels = (torch.from_numpy(np.load(path)) for path in sys.argv[1:5])
for epoch in range(2):
    began = time.perf_counter()
    order = torch.randperm(len(images))
    for batch in order.split(100):
        loss = criterion(model(images[batch].reshape(-1, 784)), labels[batch])
        optimizer.zero_grad(); loss.backward(); optimizer.step()
    seconds.append(time.perf_counter() - began)
accuracy = (model(test_images.reshape(-1, 784)).argmax(1) == test_labels).double().mean().item()
print(json.dumps({"seconds": seconds, "accuracy": accuracy}))
"""
)
Round = tuple[list[float], float]


def main() -> None:
    """Train in turns, and print the ratios of the medians."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    settings = read_settings()
    dataset = open_dataset("mnist", settings, notify=print)
    found = Path(settings.data_root or Path(settings.cache) / "torchvision")
    sandbox = StandardSandbox([])
    lecture: list[Round] = []
    bare: list[Round] = []
    worker: list[Round] = []
    threaded: list[Round] = []
    with contextlib.closing(sandbox), tempfile.TemporaryDirectory() as raw:
        _unpack(found / "MNIST" / "raw", Path(raw) / "MNIST" / "raw")
        sandbox.wait_ready()
        for _ in range(rounds):
            lecture.append(_fresh(LECTURE, raw))
            files = (dataset.train_images, dataset.train_labels, dataset.test_images, dataset.test_labels)
            bare.append(_fresh(BARE, *files))
            worker.append(_in_worker(sandbox, dataset, threads=1))
            threaded.append(_in_worker(sandbox, dataset, threads=processors()))
    heading()
    ways = (
        ("the lecture's way", lecture),
        ("bare loop, 1 thread", bare),
        ("worker, 1 thread", worker),
        (f"worker, {processors()} threads", threaded),
    )
    middles = [
        show(f"one epoch, {name} (accuracy {statistics.mean(one[1] for one in each):.4f})", _epochs(each))
        for name, each in ways
    ]
    ratio("lecture's way / worker with as many threads", middles[0] / middles[3], "5")
    ratio("lecture's way / worker with 1 thread", middles[0] / middles[2], "5")
    ratio("worker / bare loop, 1 thread each", middles[2] / middles[1], "at most 1.05")


def _unpack(source: Path, target: Path) -> None:
    target.mkdir(parents=True)
    for path in source.iterdir():
        data = path.read_bytes()
        (target / path.name.removesuffix(".gz")).write_bytes(
            gzip.decompress(data) if path.suffix == ".gz" else data
        )


def _epochs(rounds: list[Round]) -> list[float]:
    return [second for seconds, _ in rounds for second in seconds]


def _fresh(program: str, *arguments: str) -> Round:
    command = [sys.executable, "-c", program, *arguments]
    said = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  (ours)
    told = json.loads(said.stdout)
    return told["seconds"], told["accuracy"]


def _in_worker(sandbox: StandardSandbox, dataset: Dataset, *, threads: int) -> Round:
    course = open_course(None, full_registry())
    exercise = course.exercise("mlp")
    work = course.solution(exercise).read_bytes()
    submission = Submission(student="", slug="mlp", filename="mlp.py", source=work)
    limits = msgspec.structs.replace(exercise.limits, torch_threads=threads)
    subject = Subject(submission, limits, lambda limits: sandbox.start(limits, files=dataset.files))
    try:
        subject.begin(PATIENCE_S)
        laboratory = Laboratory(subject, Terms(), dataset)
        module = Proxy(subject)
        laboratory.seed(0)
        model = module.NeuralNet()
        loader = laboratory.training_loader(100, random.Random(0).randrange(2**31))  # noqa: S311  (no secret)
        optimizer, criterion = laboratory.optimizer(model, "Adam", 0.001), laboratory.criterion()
        seconds = []
        for _ in range(EPOCHS):
            began = time.perf_counter()
            module.train_epoch(model, loader, criterion, optimizer, laboratory.device)
            seconds.append(time.perf_counter() - began)
        images, labels = laboratory.test_set()
        reference = nn.Sequential(nn.Flatten(), nn.Linear(784, 500), nn.ReLU(), nn.Linear(500, 10))
        laboratory.fetch(model, reference)
        with torch.no_grad():
            accuracy = float((reference(images).argmax(1) == labels).double().mean())
    finally:
        subject.close()
    return seconds, accuracy


if __name__ == "__main__":
    main()
