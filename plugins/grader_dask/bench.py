"""A warm judge server in a dask worker's process, and the files it judges by."""

import shutil
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import msgspec

from grader.catalog.course import shipped_course
from grader.catalog.digest import exercise_digest, grader_digest
from grader.execution.briefing import Briefing
from grader.execution.local import LocalExecutor
from grader.model.errors import CourseError, UsageError
from grader.model.exercise import Exercise
from grader.model.job import Job
from grader.model.result import JobResult
from grader.settings import Settings
from grader_dask.commission import Commission, Errand

LOOK_S = 2.0
# A worker has the answer that wants a bench only after the bench has been made.
_UNWANTED_LOOKS = 5


class Bench:
    """Judges the jobs of one run, several at once, until it is closed or nobody wants it any more.

    Args:
        commission: what the run is.
        home: the folder that dask's worker keeps its files in.
        settings: where data sets are on this machine.
        gpu: whether networks may be trained on a GPU here; without one this bench takes no such job.
        wanted: whether the run's grader is still there; asked again and again, from a thread of the bench's.
        look_s: how often; after some times without it closes itself, in the middle of a job too.

    Raises:
        GraderError: no job of the run can be judged here, and why.
    """

    def __init__(  # noqa: PLR0913  (what it must know of its place)
        self,
        commission: Commission,
        home: Path,
        settings: Settings,
        *,
        gpu: bool,
        wanted: Callable[[], bool],
        look_s: float = LOOK_S,
    ) -> None:
        if commission.terms.grader != grader_digest():
            raise UsageError(
                f"its grader is another one ({grader_digest()[:12]}, and the run's is "
                f"{commission.terms.grader[:12]}); install the same version there"
            )
        self._commission = commission
        self._wanted, self._look_s = wanted, look_s
        self._closed, self._closing = threading.Event(), threading.Lock()
        self._folder = Path(tempfile.mkdtemp(prefix="grader-", dir=home))
        self._executor: LocalExecutor | None = None
        try:
            self._exercises = _unpacked(commission, self._folder, gpu=gpu)
            briefing = Briefing(
                terms=commission.terms,
                exercises=tuple(self._exercises.values()),
                secrets=_places_of_value(self._folder, home, settings),
                machine=settings,
            )
            briefing.dataset()
            self._executor = LocalExecutor(briefing)
            self._executor.prepare()
        except BaseException:
            self.close()
            raise
        threading.Thread(target=self._watch, daemon=True).start()

    def judge(self, errand: Errand) -> JobResult:
        """Judge one job; may be called from several threads.

        Raises:
            GraderError: no job can be judged here any more.
        """
        job = Job(
            submission=errand.submission,
            exercise=self._exercises[errand.slug],
            terms=self._commission.terms,
            until_missed=errand.until_missed,
            kept=errand.kept,
        )
        assert self._executor is not None  # noqa: S101  (there is one, or there is no bench)
        (result,) = self._executor.run([job])
        return result

    def close(self) -> None:
        """End the judges with whatever they do, and remove the files; a second call does nothing."""
        self._closed.set()
        # Nobody wants it, and it is dismissed: both can come at once.
        with self._closing:
            if self._executor is not None:
                self._executor.close()
            # Its parent is removed with the worker, which may be at it already.
            with suppress(OSError):
                shutil.rmtree(self._folder)

    def _watch(self) -> None:
        unwanted = 0
        while not self._closed.wait(self._look_s):
            unwanted = 0 if self._is_wanted() else unwanted + 1
            if unwanted == _UNWANTED_LOOKS:
                self.close()

    def _is_wanted(self) -> bool:
        try:
            return self._wanted()
        except Exception:  # noqa: BLE001  (a dask worker that is closing raises whatever comes first)
            return False


def _unpacked(commission: Commission, folder: Path, *, gpu: bool) -> dict[str, Exercise]:
    """Write the exercises that can be judged here, each into its own folder, and see that they are whole."""
    placed: dict[str, Exercise] = {}
    for exercise in commission.exercises:
        if exercise.trains and commission.terms.device == "cuda" and not gpu:
            continue
        home = folder / exercise.slug
        for name, content in commission.files[exercise.slug].items():
            path = home / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        if exercise_digest(home) != exercise.digest:
            raise CourseError(f"{exercise.slug}: its files have changed since the run began; start it again")
        placed[exercise.slug] = msgspec.structs.replace(exercise, folder=str(home))
    if not placed:
        raise UsageError(
            "every exercise trains on a GPU, and it offers none; start it with --resources GPU=1"
        )
    return placed


def _places_of_value(folder: Path, home: Path, settings: Settings) -> tuple[str, ...]:
    places = [folder, home.absolute(), settings.cache_dir]
    if settings.data_root:
        places.append(Path(settings.data_root))
    with suppress(CourseError):
        places.append(shipped_course())
    return tuple(map(str, places))
