"""A class judged by a cluster: who judges, who is refused, and that scores are those of one machine."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import grader_dask
import msgspec
import pytest

import grader
from grader.execution.briefing import Briefing
from grader.execution.inline import InlineExecutor
from grader.model.errors import JudgeError, UsageError
from grader.model.job import Job
from grader.model.result import JobResult
from grader.sandbox.forked import ForkedSandbox

pytestmark = pytest.mark.slow
WRONG = "def double(x):\n    return x * x\n"
BROKEN = "def double(x)\n"


@pytest.fixture
def course(tmp_path: Path, write_exercise: Callable[..., Path]) -> Path:
    """An exercise that trains nothing, and one that would."""
    write_exercise(tmp_path / "course")
    write_exercise(tmp_path / "course", "trained", trains=True)
    return tmp_path / "course"


@pytest.fixture(scope="module")
def another_version(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A PYTHONPATH on which the grader has one more comment in its grading code."""
    folder = tmp_path_factory.mktemp("another")
    for package in (grader, grader_dask):
        shutil.copytree(Path(package.__file__ or "").parent, folder / package.__name__)
    with (folder / "grader" / "model" / "score.py").open("a", encoding="utf-8") as file:
        file.write("# Another version.\n")
    return os.fspath(folder)


def untimed(results: list[JobResult]) -> dict[str, JobResult]:
    """By key, without what no two runs have in common."""
    return {
        one.key: msgspec.structs.replace(
            one,
            duration_s=0.0,
            checks=tuple(msgspec.structs.replace(check, duration_s=0.0) for check in one.checks),
        )
        for one in results
    }


def test_a_mixed_cluster(  # noqa: PLR0913, PLR0917  (the fixtures it uses)
    farm: Any,
    course: Path,
    brief: Callable[..., Briefing],
    jobs_of: Callable[..., list[Job]],
    another_version: str,
    full_sandbox: ForkedSandbox,
) -> None:
    """Scores are those of this machine; who cannot judge is named; each machine has data of its own."""
    only_python = os.fspath(farm.folder / "bin")
    Path(only_python).mkdir()
    _, other = farm.worker(PYTHONPATH=another_version)
    _, without_wall = farm.worker(PATH=only_python)
    _, without_data = farm.worker(GRADER_CACHE="/proc/nowhere")
    (farm.folder / "broken" / "grader_dask").mkdir(parents=True)
    (farm.folder / "broken" / "grader_dask" / "__init__.py").touch()
    (farm.folder / "broken" / "grader_dask" / "tasks.py").write_text("import a_library_that_is_not_there\n")
    _, broken = farm.worker(PYTHONPATH=os.fspath(farm.folder / "broken"))
    _, good = farm.worker("--nthreads", "2", GRADER_CACHE=os.fspath(farm.folder / "its own"))
    briefing = brief(course, sandbox="full")
    jobs = [*jobs_of(briefing, 3, "trained"), *jobs_of(briefing, 3)]
    jobs += [*jobs_of(briefing, 1, source=WRONG), *jobs_of(briefing, 1, source=BROKEN)]
    found = list(farm.executor(briefing).run(jobs))
    for address, reason in (
        (other, "its grader is another one"),
        (without_wall, "needs bubblewrap (bwrap), which is not installed"),
        (broken, "it cannot be asked: ModuleNotFoundError: No module named 'a_library_that"),
        (without_data, "digits cannot be stored"),
    ):
        assert any(f"{address} is refused" in said and reason in said for said in farm.said), farm.said
    assert f"{good} judges, with 2 threads" in farm.said
    here = InlineExecutor(briefing, full_sandbox)
    briefing.dataset()
    assert untimed(found) == untimed(list(here.run(jobs)))
    assert list((farm.folder / "its own").iterdir())


def test_nobody_can_judge(
    own_farm: Any, course: Path, brief: Callable[..., Briefing], jobs_of: Callable[..., list[Job]]
) -> None:
    """Where all workers are refused, the run ends before it began, with a reason."""
    own_farm.worker(GRADER_CACHE="/proc/nowhere")
    briefing = brief(course)
    reason = "none of the 1 workers there can judge; the first: .*digits cannot be stored"
    with pytest.raises(UsageError, match=reason):
        list(own_farm.executor(briefing).run(jobs_of(briefing, 1)))


def test_nobody_comes(own_farm: Any, course: Path, brief: Callable[..., Briefing]) -> None:
    """A cluster without workers is waited for, and the user is told; then the run ends."""
    with pytest.raises(
        UsageError, match=r"no worker came to tcp://\S+ within 1 s; start one with `dask worker`"
    ):
        own_farm.executor(brief(course), patience_s=1.0).prepare()
    assert own_farm.said == [f"there is no worker at {own_farm.address}; waiting for one to come"]


def test_networks_are_trained_where_a_gpu_is_offered(
    own_farm: Any,
    course: Path,
    brief: Callable[..., Briefing],
    jobs_of: Callable[..., list[Job]],
    standard_sandbox: ForkedSandbox,
) -> None:
    """On cuda a worker that offers no GPU gets arithmetic only, and the rest goes to one that does."""
    own_farm.worker()
    briefing = brief(course, sandbox=standard_sandbox.name, device="cuda")
    jobs = [*jobs_of(briefing, 2, "trained"), *jobs_of(briefing, 2)]
    without_gpu = own_farm.executor(briefing, patience_s=1.0).run(jobs)
    assert [next(without_gpu).device, next(without_gpu).device] == ["cpu", "cpu"]
    with pytest.raises(JudgeError, match=r"no worker that offers a GPU came .*--resources GPU=1.* kept"):
        next(without_gpu)
    _, offers = own_farm.worker("--resources", "GPU=1")
    found = own_farm.executor(briefing).run(jobs)
    assert sorted(one.device for one in found) == ["cpu", "cpu", "cuda", "cuda"]
    assert f"{offers} judges, with 1 thread and 1 GPU" in own_farm.said
