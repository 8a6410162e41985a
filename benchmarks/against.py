"""The same class graded here, by nbgrader and by Otter: benchmarks/against.py --python VENV/bin/python.

Every command is the real one, run in turn on this machine, from its start to its end. The students' programs
run behind the wall here, and with all that the user may do on the other sides. Identical work is graded for
each. docs/performance.md says how to install the other sides, and what the figures mean.
"""

import argparse
import os
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from against_class import NETWORKS, Question, arithmetic, network, unpacked
from against_sides import Class, Graded, identical, nbgrader, otter, ours
from limit import peak, training

from grader.catalog.course import Course, open_course
from grader.cli.registry import full_registry
from grader.data.open import open_dataset
from grader.sandbox.strongest import strongest
from grader.settings import read_settings

LIMIT = "  of the processor's arithmetic limit"
LESS = "until certain (less work)"
Side = tuple[str, Callable[[], tuple[Graded, int]]]


def main() -> None:
    """Grade the chosen cases on every side, and print them side by side."""
    options = read_options()
    course = open_course(None, full_registry())
    options.wall = strongest()
    print(
        f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}; our wall: {options.wall}, theirs: none"
    )
    print(f"{'case, side':<66} {'graded':>6} {'s':>8} {'s each':>8} {'ratio':>7}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        root = folder / "mnist"
        if {"mlp", "cnn"} & set(options.cases):
            open_dataset("mnist", read_settings(), notify=print)
            unpacked(Path(read_settings().data_root), root)
        for case in options.cases:
            floor_s = training(course, case, NETWORKS[case]) / peak() if case in NETWORKS else 0.0
            compare(case, list(sides(case, course, options, folder / case, root)), floor_s)


def read_options() -> argparse.Namespace:
    """From the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", type=Path, required=True, help="of a venv with nbgrader and otter-grader")
    parser.add_argument(
        "--cases", nargs="+", default=["one", "all", "mlp"], choices=["one", "all", "mlp", "cnn"]
    )
    parser.add_argument("--students", type=int, default=40, help="graded here, of arithmetic")
    parser.add_argument("--theirs", type=int, default=3, help="the first of them, graded by the other sides")
    parser.add_argument("--trained", type=int, default=8, help="graded here where networks are trained")
    parser.add_argument(
        "--theirs-trained", type=int, default=2, help="the first of them, graded by the others"
    )
    parser.add_argument("--without", nargs="*", default=[], choices=["nbgrader", "otter"])
    options = parser.parse_args()
    # An absolute path, but through no link: a venv's python is one, and finds its packages by its own name.
    options.python = options.python.absolute()
    return options


def sides(case: str, course: Course, options: argparse.Namespace, folder: Path, root: Path) -> list[Side]:
    """What is compared in a case, the one that ratios refer to first."""
    trains = case in {"mlp", "cnn"}
    count = options.trained if trains else options.students
    few = options.theirs_trained if trains else options.theirs
    found: list[Side] = []
    for way in ("lecture", "memory") if trains else ("",):
        theirs = handed_in(case, course, root, way, few)
        for other, grade in (("nbgrader autograde", nbgrader), ("otter run", otter)):
            for at_once in (1, 2) if case in {"one", "mlp"} and few > 1 else (1,):
                if other.split()[0] in options.without:
                    continue
                where = folder / f"{other.split()[0]}-{way}-{at_once}"
                told = ", ".join(filter(None, [other, way and f"batches: {way}", f"{at_once} at once"]))
                found.append((told, partial(_count, grade, theirs, where, options.python, at_once)))
    mine = handed_in(case, course, root, "lecture", count)
    for at_once in (1, 2):
        line = ["--jobs", str(at_once), "--sandbox", options.wall, "--no-shared", "--device", "cpu"]
        where = folder / f"ours-{at_once}"
        found.append((f"grader grade, {at_once} at once", partial(_count, ours, mine, where, line)))
        if trains:
            slugs = [question.slug for question in next(iter(mine.values()))]
            whole = [*line, "--course", str(identical(course.root, slugs, folder / f"course-{at_once}"))]
            where = folder / f"identical-{at_once}"
            found[-1] = (f"{found[-1][0]}, {LESS}", found[-1][1])
            told = f"grader grade, {at_once} at once, every epoch (identical work)"
            found.append((told, partial(_count, ours, mine, where, whole)))
    return found


def handed_in(case: str, course: Course, root: Path, way: str, count: int) -> Class:
    """The class: the second student's arithmetic is wrong, all else is right."""
    slugs = [one.slug for one in course.exercises if not one.trains and one.slug != "mlp_vs_cnn"]

    def work(number: int) -> Sequence[Question]:
        wrong = number == 1
        if case == "all":
            return [arithmetic(course, slug, mistaken=wrong and slug == "conv_strided") for slug in slugs]
        if case == "cnn":
            return [network(course, "cnn", root, way)]
        one = arithmetic(course, "conv_strided", mistaken=wrong)
        return [one] if case == "one" else [one, network(course, "mlp", root, way)]

    return {name: work(number) for number, name in enumerate(names(count))}


def compare(case: str, found: Sequence[Side], floor_s: float) -> None:
    """Run the sides one after another; print each with its ratio to the first, and who disagrees on whom.

    `floor_s` are the seconds in which the processor could do a training's products and do nothing else.
    """
    first_s, agreed = 0.0, dict[str, bool]()
    for name, run in found:
        graded, count = run()
        each_s = graded.seconds / count
        first_s = first_s or each_s
        line = f"{count:>6} {graded.seconds:>8.1f} {each_s:>8.2f} {first_s / each_s:>6.1f}×"
        print(f"{case + ', ' + name:<66} {line}", flush=True)
        if graded.later_s and case in {"one", "all"}:
            later = f"{graded.later_s:>24.2f} {first_s / graded.later_s:>6.1f}×"
            print(f"{'  from its first result to its last':<66} {later}")
        if floor_s and LESS not in name:
            print(f"{LIMIT:<66} {floor_s / each_s:>23.0%}")
        for number, student in enumerate(names(count)):
            full = student in graded.full_marks
            if agreed.setdefault(student, full) != full:
                print(f"  {name} and those before disagree on student {number}: full marks {full}")
    print(f"  {sum(agreed.values())} of {len(agreed)} have full marks")


def names(count: int) -> list[str]:
    """Of students; half of them begin with an a, half with a b."""
    return [f"{'ab'[number % 2]}{number // 2:03}" for number in range(count)]


def _count(grade: Callable[..., Graded], handed: Class, *args: object) -> tuple[Graded, int]:
    return grade(handed, *args), len(handed)


if __name__ == "__main__":
    main()
