"""A class graded with all that makes grading fast, and without each of these things: nothing else changes."""

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest
import torch

from grader.execution.briefing import Briefing
from grader.execution.inline import InlineExecutor
from grader.execution.local import LocalExecutor, local_is_possible
from grader.model.outcome import Outcome
from grader.model.result import JobResult
from grader.sandbox.forked import ForkedSandbox
from grader.sandbox.unwalled import NoSandbox

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not local_is_possible(), reason="this system cannot fork warm processes"),
]


def _speedups() -> ModuleType:
    """What stands beside this file, which is no package."""
    spec = importlib.util.spec_from_file_location("speedups", Path(__file__).with_name("speedups.py"))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["speedups"] = module
    spec.loader.exec_module(module)
    return module


speedups = _speedups()
Results = dict[tuple[str, str], JobResult]
MakeExecutor = Callable[[Briefing], Any]


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory, write_exercise: Callable[..., Path]) -> Iterator[Any]:
    """The class, and one thread for the judges that are this process, as judges have."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield speedups.Class(tmp_path_factory.mktemp("class"), write_exercise)
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def fast(graded: Any, standard_sandbox: ForkedSandbox) -> Results:
    """What comes of it with everything on."""
    del standard_sandbox
    results, _ = graded.grade()
    outcomes = {one.outcome for one in results.values()}
    assert {Outcome.PASSED, Outcome.FAILED, Outcome.RAISED, Outcome.CRASHED, Outcome.TIMED_OUT} <= outcomes
    assert Outcome.INTERNAL_ERROR not in outcomes
    return results


def of(results: Results, *slugs: str) -> Results:
    """Those of some exercises."""
    return {key: one for key, one in results.items() if key[1] in slugs}


def unmeasured(results: Results) -> Results:
    """The results, without the figures that checks recorded."""
    return {
        key: msgspec.structs.replace(
            one,
            measures={},
            checks=tuple(
                msgspec.structs.replace(check, recorded=msgspec.structs.replace(check.recorded, measures={}))
                for check in one.checks
            ),
        )
        for key, one in results.items()
    }


@pytest.fixture
def inline(standard_sandbox: ForkedSandbox) -> Callable[[Briefing], InlineExecutor]:
    """Makes the executor that judges in this process, one job after another, with warm workers."""
    return lambda briefing: InlineExecutor(briefing, speedups.Shared(standard_sandbox))


def test_without_warm_judges(graded: Any, fast: Results, inline: MakeExecutor) -> None:
    """One job after another, in a process that judges them all, comes to what several forked judges do."""
    results, _ = graded.grade(inline)
    assert results == fast


def test_without_warm_workers(graded: Any, fast: Results) -> None:
    """A worker that is a process of its own, which imports everything anew, comes to the same."""
    few = graded.some("Ada", "Cy", "Dot")
    results, _ = graded.grade(
        lambda briefing: InlineExecutor(briefing, NoSandbox()), slugs=["double"], source=few, sandbox="none"
    )
    assert results == {key: one for key, one in of(fast, "double").items() if key in results}
    assert len(results) == 3


def test_without_workers_ahead_of_need(graded: Any, fast: Results) -> None:
    """A job's worker is started when its turn has come, and not while another job runs."""
    results, _ = graded.grade(lambda briefing: LocalExecutor(briefing, ahead=0), slugs=["double"])
    assert results == of(fast, "double")


def test_without_sharing(graded: Any, fast: Results, inline: MakeExecutor) -> None:
    """Each of those who handed in the same program is graded alone."""
    _, shared = graded.grade(inline, slugs=["double", "conv_strided"])
    results, alone = graded.grade(inline, slugs=["double", "conv_strided"], shared=False)
    assert results == of(fast, "double", "conv_strided")
    assert alone == len(results) > shared


def test_without_asking_much_at_once(graded: Any, fast: Results, standard_sandbox: ForkedSandbox) -> None:
    """Each case of a formula is a question of its own."""
    patient = speedups.Patient(standard_sandbox)
    results, _ = graded.grade(lambda briefing: InlineExecutor(briefing, patient), slugs=["conv_strided"])
    assert results == of(fast, "conv_strided")
    assert patient.held_back > 100


def test_without_data_from_before(graded: Any, fast: Results, inline: MakeExecutor) -> None:
    """The data set is computed once more, into another cache."""
    results, _ = graded.grade(inline, slugs=["mlp"], cache="another cache")
    assert results == of(fast, "mlp")
    assert list((graded.folder / "another cache").iterdir())


def test_without_stopping_when_certain(graded: Any, fast: Results, inline: MakeExecutor) -> None:
    """Training to the last epoch is more work, with another accuracy in the end, and the same score."""
    results, _ = graded.grade(inline, slugs=["mlp"], course=graded.folder / "every epoch")
    measured = {key: one.measures.get("accuracy") for key, one in results.items()}
    sooner = {key: one.measures.get("accuracy") for key, one in of(fast, "mlp").items()}
    assert measured != sooner
    assert unmeasured(results) == unmeasured(of(fast, "mlp"))


def test_without_huge_pages(graded: Any, fast: Results) -> None:
    """Judges and workers are forked from processes whose memory lies in small pages."""
    results, _ = graded.grade(speedups.on_small_pages, slugs=["conv_strided"], jobs=1)
    assert results == of(fast, "conv_strided")


def test_with_results_from_before(graded: Any, fast: Results, inline: MakeExecutor) -> None:
    """What was graded in an earlier run is not run again, and stands beside what is graded now."""
    early, out = graded.some("Ada", "Cy"), graded.folder / "resumed"
    _, first = graded.grade(inline, slugs=["double", "conv_strided"], source=early, out=out, shared=False)
    results, later = graded.grade(inline, slugs=["double", "conv_strided"], out=out, shared=False)
    assert results == of(fast, "double", "conv_strided")
    assert first + later == len(results)
