"""A sample class: the course's own solutions and known-wrong submissions, handed in under made-up names."""

from pathlib import Path

from grader.catalog.course import Course
from grader.model.exercise import Exercise

_STUDENTS = (
    "Ada Lovelace", "Alan Turing", "Alonzo Church", "Barbara Liskov", "Claude Shannon", "Edsger Dijkstra",
    "Emmy Noether", "Frances Allen", "Grace Hopper", "Hedy Lamarr", "John von Neumann", "Katherine Johnson",
    "Kurt Gödel", "Margaret Hamilton", "Sofja Kowalewskaja",
)  # fmt: skip

_SYNTAX_ERROR = b"""import torch

def output_size(i, k)
    return i - k + 1
"""
_ENDLESS_LOOP = b"""import torch

epoch = 0
while epoch < 10:
    torch.zeros(1)


def output_size(*numbers):
    while True:
        pass
"""
_SPY = b"""import os


def output_size(*numbers):
    for folder, _, names in os.walk("/"):
        if "hidden_tests.py" in names:
            return open(os.path.join(folder, "hidden_tests.py")).read()
    raise FileNotFoundError("no hidden tests anywhere")
"""
_TRAINS_WHEN_IMPORTED = b"""

from torchvision import datasets, transforms

train_data = datasets.MNIST("data", train=True, download=True, transform=transforms.ToTensor())
train_loader = torch.utils.data.DataLoader(train_data, batch_size=100, shuffle=True)
model = NeuralNet()
optimizer = torch.optim.Adam(model.parameters(), lr=0.001)
for epoch in range(100):
    print(epoch, train_epoch(model, train_loader, nn.CrossEntropyLoss(), optimizer, "cpu"))
"""
# Of the known-wrong networks that are trained all the same, so many are in the class: each takes half a
# minute.
_TRAINED = 1
# How many hand in an exercise that is not the first of its kind; more would show nothing else.
_FEW = 6


def write_sample(course: Course, folder: Path) -> int:
    """Write `<student>/<slug>.py` for the whole class; returns how many submissions there are.

    The first student hands in the solutions, the others a known-wrong submission per exercise, as long as
    there are any: of the first exercise that trains and the first that does not as many as there are
    students, of the others a few. In the first exercise that trains, one hands in
    the solution with its training at the top level; in the first that does not, three hand in a syntax error,
    an endless loop, and an attempt at the hidden tests.
    """
    written = 0
    seen: set[bool] = set()
    for exercise in course.exercises:
        works = [course.solution(exercise).read_bytes(), *_wrong(exercise)]
        if exercise.trains not in seen:
            special = (
                [works[0] + _TRAINS_WHEN_IMPORTED]
                if exercise.trains
                else [_SYNTAX_ERROR, _ENDLESS_LOOP, _SPY]
            )
            works[1:1] = special
        else:
            works = works[:_FEW]
        seen.add(exercise.trains)
        for student, work in zip(_STUDENTS, works, strict=False):
            target = folder / student / f"{exercise.slug}.py"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(work)
            written += 1
    return written


def _wrong(exercise: Exercise) -> list[bytes]:
    works = [path.read_bytes() for path in sorted((Path(exercise.folder) / "wrong").glob("*.py"))]
    if not exercise.trains:
        return works
    # The first line names the checks that fail; a network that fails the accuracy's own check is not trained.
    trained = [work for work in works if b"test_accuracy" not in work.splitlines()[0]]
    famous = sorted(trained, key=lambda work: b"last batch" not in work.lower())[:_TRAINED]
    return famous + [work for work in works if work not in trained]
