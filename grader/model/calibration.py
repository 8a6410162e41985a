"""How accurate an exercise's solution becomes over many seeds, and the accuracy lines that follow."""

import math
import statistics
from collections.abc import Mapping, Sequence

import msgspec

from grader.model.chance import chance_bound
from grader.model.exercise import Lines
from grader.model.regimen import Regimen

# How far below the mean the full line lies at least, in standard deviations of the runs.
DEVIATIONS = 3
# How many of the runs may lie below the full line: one in so many.
RUNS_FOR_ONE_BELOW = 100
# No lines follow from fewer runs: it takes 29 without a miss to bound the chance that three trainings fall
# short by one in a thousand.
FEWEST_RUNS = 29
# Two ways to count one accuracy may differ by so much before a check fails for it (`judging.training`):
# whoever stops above full and margin has earned full credit by both.
MARGIN = 0.005
# Lines are multiples of half a percent; finer ones would claim more than was measured.
_STEPS = 200
# What is a multiple up to rounding is one.
_ROUNDING = 1e-6


class Calibration(msgspec.Struct, frozen=True, kw_only=True):
    """The accuracies of a solution that was trained once per seed, each time to the last epoch.

    Attributes:
        exercise: its slug; data: the data set; device: the kind of device, `cpu` or `cuda`.
        torch: the versions it was trained with, sorted; all of one major version.
        regimen: how it was trained.
        solution: SHA-256 of the solution's file, hexadecimal.
        accuracies: seed of the run to the accuracy in [0, 1] over all test images.
    """

    exercise: str
    data: str
    device: str
    torch: tuple[str, ...]
    regimen: Regimen
    solution: str
    accuracies: dict[int, float] = {}

    def differing(self, begun: "Calibration") -> str:
        """In what `begun` was made otherwise, so that its runs do not count here; empty where they do."""
        for name in ("exercise", "data", "device", "regimen", "solution"):
            if getattr(self, name) != getattr(begun, name):
                return name
        return "" if _majors(self.torch) == _majors(begun.torch) else "major version of torch"

    def with_runs(self, accuracies: Mapping[int, float], torch: Sequence[str] = ()) -> "Calibration":
        """The calibration with these runs as well, sorted by seed, made with these versions of torch."""
        both = {**self.accuracies, **accuracies}
        return msgspec.structs.replace(
            self,
            torch=tuple(sorted({*self.torch, *torch})),
            accuracies={seed: both[seed] for seed in sorted(both)},
        )

    @property
    def enough(self) -> bool:
        """Whether there are runs enough for lines to follow."""
        return len(self.accuracies) >= FEWEST_RUNS

    @property
    def lines(self) -> Lines:
        """The lines that follow from the runs, of which there must be two at least.

        Full credit begins at the largest multiple of half a percent that lies three standard deviations below
        the mean and that at most one run in a hundred fell below, or where the regimen asks for no more.
        Partial credit begins where a network makes half as many mistakes again as the full line allows,
        rounded up to such a multiple.
        """
        ordered = sorted(self.accuracies.values())
        reached = ordered[len(ordered) // RUNS_FOR_ONE_BELOW]
        usual = statistics.mean(ordered) - DEVIATIONS * statistics.stdev(ordered)
        full = max(1, math.floor(min(reached, usual, self.regimen.asks) * _STEPS + _ROUNDING))
        partial = max(1, _STEPS - 3 * (_STEPS - full) // 2)
        return Lines(full=full / _STEPS, partial=partial / _STEPS, margin=MARGIN)

    @property
    def misses(self) -> int:
        """How many runs fell below the full line."""
        return sum(accuracy < self.lines.full for accuracy in self.accuracies.values())

    @property
    def miss_bound(self) -> float:
        """The upper bound, one-sided at 95 %, on the chance that one training of the solution falls short."""
        return chance_bound(len(self.accuracies), self.misses)

    @property
    def loss_bound(self) -> float:
        """The same on the chance that all trainings do, which are independent: then full credit is lost."""
        return float(self.miss_bound**self.lines.attempts)

    @property
    def once_in(self) -> int:
        """The same as once in so many, with two figures; rounded down, so that it promises no more."""
        cases = 1 / self.loss_bound
        unit = 10 ** (math.floor(math.log10(cases)) - 1)
        return int(int(cases / unit) * unit)


def _majors(versions: Sequence[str]) -> set[str]:
    return {version.partition(".")[0] for version in versions}
