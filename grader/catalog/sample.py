"""A sample class: the course's own solutions and known-wrong submissions, handed in under made-up names."""

from pathlib import Path

from grader.catalog.course import Course

_STUDENTS = (
    "Ada Lovelace", "Alan Turing", "Alonzo Church", "Barbara Liskov", "Claude Shannon", "Edsger Dijkstra",
    "Emmy Noether", "Frances Allen", "Grace Hopper", "Hedy Lamarr", "John von Neumann", "Katherine Johnson",
    "Kurt Gödel", "Margaret Hamilton", "Sofja Kowalewskaja",
)  # fmt: skip

_SYNTAX_ERROR = b"""import torch

def output_size(i, k, s, p)
    return (i + 2 * p - k) // s + 1
"""
_ENDLESS_LOOP = b"""import torch

epoch = 0
while epoch < 10:
    torch.zeros(1)


def output_size(i, k, s, p):
    while True:
        pass
"""
_SPY = b"""import os


def output_size(i, k, s, p):
    for folder, _, names in os.walk("/"):
        if "hidden_tests.py" in names:
            return open(os.path.join(folder, "hidden_tests.py")).read()
    raise FileNotFoundError("no hidden tests anywhere")
"""
_TRAINS_WHEN_IMPORTED = b"""

model = globals()[[name for name in ("NeuralNet", "CNN") if name in globals()][0]]()
for step in range(10 ** 9):
    train_epoch(model, [], None, None, "cpu")
"""


def write_sample(course: Course, folder: Path) -> int:
    """Write `<student>/<slug>.py` for the whole class; returns how many submissions there are.

    The first student hands in the solutions, the next one solutions that train when they are imported, the
    others a known-wrong submission per exercise, as long as there are any. Of exercises that do not train,
    three more hand in a syntax error, an endless loop, and an attempt at the hidden tests.
    """
    written = 0
    for exercise in course.exercises:
        solution = course.solution(exercise).read_bytes()
        wrong = [path.read_bytes() for path in sorted((Path(exercise.folder) / "wrong").glob("*.py"))]
        if exercise.trains:
            works = [solution, solution + _TRAINS_WHEN_IMPORTED, *wrong]
        else:
            works = [solution, *wrong, _SYNTAX_ERROR, _ENDLESS_LOOP, _SPY]
        for student, work in zip(_STUDENTS, works, strict=False):
            target = folder / student / f"{exercise.slug}.py"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(work)
            written += 1
    return written
