"""The judges of a run on a cluster's machine, and until when they are kept there."""

from collections.abc import Callable
from pathlib import Path

import pytest
from grader_dask.bench import Bench
from grader_dask.commission import commission_of, errand_of

from grader.execution.briefing import Briefing
from grader.model.errors import JudgeError
from grader.model.job import Job
from grader.sandbox.forked import ForkedSandbox
from grader.settings import Settings

LOOPS = "def double(x):\n    while True:\n        pass\n"


def test_a_bench_that_nobody_wants_ends_in_the_middle_of_a_job(
    tmp_path: Path,
    write_exercise: Callable[..., Path],
    brief: Callable[..., Briefing],
    jobs_of: Callable[..., list[Job]],
    standard_sandbox: ForkedSandbox,
) -> None:
    """Where the grader is gone its judges end, whatever they do, and no file is left."""
    write_exercise(tmp_path / "course", call_s=600.0)
    briefing = brief(tmp_path / "course", sandbox=standard_sandbox.name)
    home = tmp_path / "worker"
    home.mkdir()
    begun: list[bool] = []
    bench = Bench(
        commission_of("run", briefing),
        home,
        Settings(cache=str(home / "cache")),
        gpu=False,
        wanted=lambda: not begun,
        look_s=0.1,
    )
    (job,) = jobs_of(briefing, 1, source=LOOPS)
    begun.append(True)
    with pytest.raises(JudgeError, match="the judges were ended"):
        bench.judge(errand_of(job))
    bench.close()
    assert list(home.iterdir()) == []
