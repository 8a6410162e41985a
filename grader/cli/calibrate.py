"""`grader calibrate`: how accurate the solutions become, over many seeds."""

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import click
from rich.console import Console

from grader.calibrate import CalibrationOrder
from grader.calibrate import calibrate as calibrate_order
from grader.cli.console import PatientConsole, print_line
from grader.cli.grade import default_executor, settings_with
from grader.cli.interrupt import first_interrupt_only
from grader.cli.options import course_option, data_option, data_root_option, device_option
from grader.cli.registry import full_registry
from grader.cli.time_left import TimeLeft
from grader.execution.shape import jobs_at_once
from grader.model.calibration import FEWEST_RUNS, Calibration
from grader.model.chance import CONFIDENCE
from grader.model.job import Job
from grader.model.result import JobResult

STOPPED = 3


@click.command(short_help="Train the solutions over many seeds, for accuracy lines that hold.")
@click.argument("slugs", nargs=-1, metavar="[SLUG]...")
@click.option(
    "--seeds",
    type=click.IntRange(min=1),
    default=100,
    show_default=True,
    metavar="N",
    help="How many trainings of each there are to be, those on file included.",
)
@click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N", help="How many at once.  [default: one per processor]"
)
@device_option
@data_option
@data_root_option
@course_option
def calibrate(  # noqa: PLR0913, PLR0917  (one parameter for each option of the command)
    slugs: tuple[str, ...],
    seeds: int,
    jobs: int | None,
    device: Literal["auto", "cpu", "cuda"],
    data: str,
    data_root: Path | None,
    course: Path | None,
) -> int:
    """Train the solutions of the exercises SLUG (default: all that train) with the seeds 0 to N − 1.

    Each accuracy is written into exercises/SLUG/calibration/DATA-DEVICE.json as it comes: Ctrl-C keeps what
    is done, the same command goes on. The lines of partial and full credit follow from that file, and with
    them everybody's scores: grade after it, not beside it.

    Exit codes: 0 done; 2 usage or course error; 3 stopped early.
    """
    order = CalibrationOrder(
        slugs=slugs,
        seeds=seeds,
        course=course,
        jobs=jobs or jobs_at_once(),
        device=device,
        data=data,
        executor=default_executor(),
    )
    with first_interrupt_only():
        watch = CalibrationWatch(PatientConsole(), at_once=order.jobs)
        calibrated = calibrate_order(order, full_registry(), settings_with(data_root), watch)
    for calibration in calibrated.calibrations:
        click.echo(_promise(calibration))
    if calibrated.stopped:
        click.echo("stopped; the same command goes on from here")
    return STOPPED if calibrated.stopped else 0


def _promise(calibration: Calibration) -> str:
    """The lines that follow from what is on file, and how seldom they wrong somebody."""
    runs = len(calibration.accuracies)
    of = f"{calibration.exercise}, {calibration.data}, {calibration.device}: "
    if not calibration.enough:
        return f"{of}too few runs for lines ({runs} of {FEWEST_RUNS})"
    lines = calibration.lines
    return (
        f"{of}{runs} trainings; full {100 * lines.full:g} %, partial {100 * lines.partial:g} %; "
        f"with {100 * CONFIDENCE:g} % confidence a correct solution falls short in at most "
        f"1 of {calibration.once_in:,}"
    )


class CalibrationWatch:
    """See `grader.pipeline.Watch`: a line for each training; `at_once` of them run at a time."""

    def __init__(self, console: Console, *, at_once: int) -> None:
        self._console = console
        self._left = TimeLeft(at_once)
        self._total = 0
        self._finished = 0

    def say(self, text: str) -> None:
        """Print a line."""
        print_line(self._console, text)

    def begin(self, jobs: Sequence[Job], done: int) -> None:
        """Say how much there is."""
        self._left.begin(jobs)
        self._total = len(jobs)
        kept = f"; {done} are on file and are kept" if done else ""
        self.say(f"{len(jobs)} to train{kept}")

    def finish(self, result: JobResult) -> None:
        """One line for the training."""
        self._finished += 1
        self._left.finish(result)
        accuracy = f"{result.measures['accuracy']:.2%}".replace("%", " %")
        self.say(
            f"[{self._finished}/{self._total}] {result.slug}  seed {result.seed}  {accuracy}  "
            f"{result.duration_s:.1f} s  {self._left.text}".rstrip()
        )
