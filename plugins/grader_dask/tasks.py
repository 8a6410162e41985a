"""What dask calls in the processes of its workers; bytes go in, bytes come out."""

import asyncio
import threading
from pathlib import Path

from distributed import Worker, get_worker

from grader.model.errors import GraderError
from grader.settings import read_settings
from grader_dask.bench import Bench
from grader_dask.commission import Answer, Commission, Errand, pack, unpack

GPU = "GPU"
_EXTENSION = "grader"


class Benches:
    """The benches of one dask worker, by run; dask closes it with the worker."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._benches: dict[str, Bench] = {}

    def get(self, run: str) -> Bench | None:
        """The run's bench, if it has one."""
        return self._benches.get(run)

    def put(self, run: str, bench: Bench) -> None:
        """Keep a bench in place of an older one of its run."""
        self.close(run)
        self._benches[run] = bench

    def close(self, run: str | None = None) -> None:
        """Close the bench of a run, or all."""
        with self._lock:
            runs = list(self._benches) if run is None else [run]
            closed = [self._benches.pop(one) for one in runs if one in self._benches]
        for bench in closed:
            bench.close()


def admit(packed: bytes) -> bytes:
    """Make the bench of a run here; answers why it cannot be made, or with no problem.

    Dask keeps the answer here until the grader lets go of it, or is gone; until then the bench is wanted.
    """
    worker = get_worker()
    answer = worker.get_current_task()
    try:
        commission = unpack(packed, Commission)
        _benches(worker).close(commission.run)
        bench = Bench(
            commission,
            Path(worker.local_directory),
            read_settings(),
            gpu=worker.state.total_resources.get(GPU, 0) >= 1,
            wanted=lambda: answer in worker.data,
        )
    except GraderError as error:
        return pack(Answer(worker=worker.id, problem=str(error)))
    except ValueError as error:
        return pack(Answer(worker=worker.id, problem=f"its grader reads no commission of this one: {error}"))
    except OSError as error:
        return pack(Answer(worker=worker.id, problem=f"it cannot write there: {error}"))
    _benches(worker).put(commission.run, bench)
    return pack(Answer(worker=worker.id))


def grade(run: str, packed: bytes) -> bytes:
    """Judge a job at the bench of its run; answers with its result, or why this worker cannot judge."""
    worker = get_worker()
    bench = _benches(worker).get(run)
    if bench is None:
        return pack(Answer(worker=worker.id, problem="it has no judges for this run (any more)"))
    try:
        return pack(Answer(worker=worker.id, result=bench.judge(unpack(packed, Errand))))
    except GraderError as error:
        _benches(worker).close(run)
        return pack(Answer(worker=worker.id, problem=str(error)))


async def dismiss(run: str, dask_worker: Worker) -> None:
    """Close the bench of a run, in the middle of a job too."""
    await asyncio.to_thread(_benches(dask_worker).close, run)


def _benches(worker: Worker) -> Benches:
    # An extension is what dask keeps with a worker and closes with it.
    benches: Benches = worker.extensions.setdefault(_EXTENSION, Benches())
    return benches
