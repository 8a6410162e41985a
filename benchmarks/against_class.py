"""The class that `against.py` has graded: notebooks of questions, each with code cells and one test."""

import gzip
import inspect
import itertools
import json
import random
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from grader.catalog.course import Course

CASES = 243
MISTAKES = {"conv_strided": "no_floor", "conv_full_padding": "half_padding"}
LECTURE = """\
import torchvision
from torchvision import transforms

training_set = torchvision.datasets.MNIST({root!r}, train=True, transform=transforms.ToTensor())
test_set = torchvision.datasets.MNIST({root!r}, train=False, transform=transforms.ToTensor())
training_loader = torch.utils.data.DataLoader(training_set, batch_size={batch}, shuffle=True)
test_loader = torch.utils.data.DataLoader(test_set, batch_size={batch}, shuffle=False)
model = {network}()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.{optimizer}(model.parameters(), lr={lr})
for epoch in range({epochs}):
    train_epoch(model, training_loader, criterion, optimizer, torch.device("cpu"))
accuracy = evaluate(model, test_loader, torch.device("cpu"))
"""
MEMORY = """\
import torchvision

def batches(data, size, shuffled):
    images, labels = data.data[:, None] / 255, data.targets
    order = torch.randperm(len(labels)) if shuffled else torch.arange(len(labels))
    for chosen in order.split(size):
        yield images[chosen], labels[chosen]

training_set = torchvision.datasets.MNIST({root!r}, train=True)
test_set = torchvision.datasets.MNIST({root!r}, train=False)
model = {network}()
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.{optimizer}(model.parameters(), lr={lr})
for epoch in range({epochs}):
    train_epoch(model, batches(training_set, {batch}, True), criterion, optimizer, torch.device("cpu"))
accuracy = evaluate(model, batches(test_set, {batch}, False), torch.device("cpu"))
"""
NETWORKS = {"mlp": "NeuralNet", "cnn": "CNN"}
PARAMETERS = {"mlp": 397_510, "cnn": 28_938}


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """An exercise in a notebook: its code cells, what tests them, and the names that the test uses."""

    slug: str
    cells: tuple[str, ...]
    test: str
    names: tuple[str, ...]


def arithmetic(course: Course, slug: str, *, mistaken: bool = False) -> Question:
    """The solution, or a known-wrong submission; the test asks for output sizes."""
    solution = course.solution(course.exercise(slug)).read_text(encoding="utf-8")
    wrong = course.root / "exercises" / slug / "wrong" / f"{MISTAKES.get(slug)}.py"
    code = wrong.read_text(encoding="utf-8") if mistaken else solution
    test = f"for args, size in {_sizes(solution)!r}:\n    assert output_size(*args) == size, args\n"
    return Question(slug=slug, cells=(f"# exercise: {slug}\n{code}",), test=test, names=("output_size",))


def network(course: Course, slug: str, root: Path, way: str) -> Question:
    """The solution, trained in the notebook the lecture's way or from memory, as long as the grader would."""
    exercise = course.exercise(slug)
    regimen, name = exercise.regimens["mnist"], NETWORKS[slug]
    training = (LECTURE if way == "lecture" else MEMORY).format(
        root=str(root),
        network=name,
        batch=regimen.batch_size,
        optimizer=regimen.optimizer,
        lr=regimen.lr,
        epochs=regimen.epochs,
    )
    test = (
        f"assert sum(one.numel() for one in {name}().parameters()) == {PARAMETERS[slug]}\n"
        "assert accuracy > 0.95, accuracy\n"
    )
    solution = course.solution(exercise).read_text(encoding="utf-8")
    return Question(
        slug=slug, cells=(f"# exercise: {slug}\n{solution}", training), test=test, names=(name, "accuracy")
    )


def notebook(cells: Sequence[tuple[str, dict[str, Any]]]) -> str:
    """A notebook of code cells: their sources and their metadata."""
    made: list[dict[str, Any]] = [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": f"cell-{number}",
            "metadata": metadata,
            "outputs": [],
            "source": source.rstrip("\n"),
        }
        for number, (source, metadata) in enumerate(cells)
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    about = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return json.dumps({"cells": made, "metadata": about, "nbformat": 4, "nbformat_minor": 5})


def unpacked(root: Path, folder: Path) -> Path:
    """A torchvision root in `folder` with MNIST as the lecture's way reads it: unpacked."""
    raw = folder / "MNIST" / "raw"
    raw.mkdir(parents=True)
    for path in (root / "MNIST" / "raw").iterdir():
        if path.suffix == ".gz":
            with gzip.open(path) as packed, (raw / path.stem).open("wb") as file:
                shutil.copyfileobj(packed, file)
        elif path.is_file():
            shutil.copy(path, raw / path.name)
    return folder


def _sizes(solution: str) -> list[tuple[tuple[int, ...], int]]:
    namespace: dict[str, Any] = {}
    exec(solution, namespace)  # noqa: S102  (the course's own)
    output_size = namespace["output_size"]
    every = list(itertools.product(range(1, 10), repeat=len(inspect.signature(output_size).parameters)))
    random.Random(0).shuffle(every)  # noqa: S311  (an order, not a secret)
    found: list[tuple[tuple[int, ...], int]] = []
    for args in every:
        try:
            found.append((args, output_size(*args)))
        except ValueError:
            continue
        if len(found) == CASES:
            break
    return found
