"""What is to be measured on a GPU, in one call: python benchmarks/gpu.py, with GRADER_DATA_ROOT set.

`epochs`: an epoch of the lecture's two networks in a walled worker, as the bare loop on the device, and as
the lecture has it. `starts`: jobs whose workers and CUDA contexts start when they are needed, and ahead.
`share`: how many trainings share the card best. `class`: jobs a minute of a class of 100 with all exercises,
and the share of that time in which the card computes. `tests`: the tests that need a GPU.
`--parts` takes some of them; `--device cpu --data digits --tiny` tries the script itself, without a card.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

import torch
from gpu_class import Classroom
from gpu_epochs import measure_epochs

from grader.catalog.course import open_course
from grader.catalog.digest import grader_digest
from grader.cli.registry import full_registry
from grader.data import open_dataset
from grader.execution.shape import jobs_at_once, processors
from grader.model.errors import GraderError
from grader.model.job import Terms
from grader.sandbox.cuda import cuda_devices
from grader.sandbox.strongest import strongest
from grader.settings import read_settings

PARTS = ("epochs", "starts", "share", "class", "tests")
COUNTS = (1, 2, 4, 8)


def main() -> int:
    """Measure what is asked for; 2 where there is no card, 1 where a test failed."""
    options = read_options()
    devices: tuple[str, ...] = ()
    if options.device == "cuda":
        try:
            devices = cuda_devices()
        except GraderError as error:
            print(error, file=sys.stderr)
            return 2
        if not devices:
            print(
                "no CUDA device is visible, so nothing was measured; --device cpu tries the script itself",
                file=sys.stderr,
            )
            return 2
    course, settings = open_course(None, full_registry()), read_settings()
    dataset = open_dataset(options.data, settings, notify=print)
    terms = Terms(data=options.data, device=options.device, sandbox=strongest(), grader=grader_digest())
    where = "; ".join(devices) or "no card: these figures say nothing, they show that the script runs"
    print(
        f"{where}; {processors()} processors, torch {torch.__version__}, "
        f"sandbox {terms.sandbox}, {options.data}"
    )
    classroom = Classroom(course, settings, terms, options.jobs or jobs_at_once())
    for part in options.parts:
        print(f"\n{part}")
        if part == "epochs":
            measure_epochs(course, dataset, options.device, rounds=1 if options.tiny else 2, epochs=2)
        elif part == "starts":
            classroom.measure_starts(2 if options.tiny else 10)
        elif part == "share":
            classroom.measure_share(2 if options.tiny else 16, COUNTS[:2] if options.tiny else COUNTS)
        elif part == "class":
            classroom.measure_class(options.students or (1 if options.tiny else 100))
        elif code := run_tests():
            return code
    return 0


def run_tests() -> int:
    """The tests that need a GPU, here; 1 where one of them failed."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "-m", "gpu", "tests"]
    root = Path(__file__).parents[1]
    done = subprocess.run(command, cwd=root, env=dict(os.environ), check=False)  # noqa: S603  (our own tests)
    return int(done.returncode != 0)


def read_options() -> argparse.Namespace:
    """From the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--device", choices=("cuda", "cpu"), default="cuda")
    parser.add_argument("--data", choices=("mnist", "digits"), default="mnist")
    parser.add_argument(
        "--parts", nargs="+", choices=PARTS, default=PARTS, metavar="PART", help=", ".join(PARTS)
    )
    parser.add_argument("--students", type=int, default=0, help="of the class; 100 if nothing is said")
    parser.add_argument("--jobs", type=int, default=0, help="how many at once; as grader grade has it")
    parser.add_argument("--tiny", action="store_true", help="as little as there can be, to try the script")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
