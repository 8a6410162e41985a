"""What is sent to the machines of a cluster."""

from collections.abc import Callable
from pathlib import Path

import pytest
from grader_dask.bench import Bench
from grader_dask.commission import Commission, Errand, commission_of, errand_of, pack, unpack
from msgspec.structs import replace

from grader.execution.briefing import Briefing
from grader.model.errors import CourseError, UsageError
from grader.model.exercise import Check
from grader.model.job import Job
from grader.model.outcome import Outcome
from grader.model.result import CheckResult, Recorded
from grader.settings import Settings


@pytest.fixture
def briefing(tmp_path: Path, write_exercise: Callable[..., Path], brief: Callable[..., Briefing]) -> Briefing:
    """A course of one exercise, with a file and a folder of its own beside the tests."""
    home = write_exercise(tmp_path / "course")
    (home / "figures").mkdir()
    (home / "figures" / "J\udcfcrgen.bin").write_bytes(bytes(range(256)))
    (home / "wrong").mkdir()
    (home / "wrong" / "one.py").write_text("# fails: test_double\n")
    return brief(tmp_path / "course")


def open_bench(commission: Commission, home: Path) -> None:
    """Make a bench; it raises before any judge is started."""
    Bench(commission, home, Settings(cache=str(home / "cache")), gpu=False, wanted=lambda: True).close()


def test_a_commission_arrives_as_it_was(briefing: Briefing) -> None:
    """Bytes and badly encoded names come through, and what no score depends on is not sent."""
    sent = commission_of("run", briefing)
    assert unpack(pack(sent), Commission) == sent
    assert set(sent.files["double"]) == {"exercise.py", "hidden_tests.py", "figures/J\udcfcrgen.bin"}


def test_an_errand_is_the_job(briefing: Briefing, jobs_of: Callable[..., list[Job]]) -> None:
    """A submission arrives with its bytes and what is kept, without the exercise that the commission has."""
    (job,) = jobs_of(briefing, 1)
    check = Check(name="test_double", description="It.", points=1.0)
    kept = (CheckResult(check=check, outcome=Outcome.RAISED, recorded=Recorded(printed="\udce9")),)
    arrived = unpack(pack(errand_of(replace(job, kept=kept))), Errand)
    assert (arrived.submission, arrived.slug, arrived.until_missed) == (job.submission, "double", False)
    assert arrived.kept == kept


@pytest.mark.parametrize("packed", [b"", b"x", pack(Errand(submission=None, slug=""))])
def test_what_is_no_commission_is_a_value_error(packed: bytes) -> None:
    """Bytes of another form are refused, not taken for half of one."""
    with pytest.raises(ValueError, match=r".+"):
        unpack(packed, Commission)


def test_a_file_that_cannot_be_read_is_named(briefing: Briefing) -> None:
    """Tests that are gone when a run begins stop it, with their path."""
    tests = briefing.exercises[0].tests_path
    tests.unlink()
    with pytest.raises(CourseError, match=f"{tests} cannot be read"):
        commission_of("run", briefing)


def test_files_that_changed_are_not_judged_by(briefing: Briefing, tmp_path: Path) -> None:
    """Hidden tests edited between the plan and the run are refused, and no file is left behind."""
    briefing.exercises[0].tests_path.write_text("def test_other(): '''Another.'''\n")
    home = tmp_path / "worker"
    home.mkdir()
    with pytest.raises(CourseError, match="double: its files have changed since the run began"):
        open_bench(commission_of("run", briefing), home)
    assert list(home.iterdir()) == []


def test_a_grader_of_other_code_does_not_judge(
    tmp_path: Path, write_exercise: Callable[..., Path], brief: Callable[..., Briefing]
) -> None:
    """Where the grading code has another digest than the run's, there is no bench."""
    write_exercise(tmp_path / "course")
    with pytest.raises(UsageError, match=r"its grader is another one .*install the same version"):
        open_bench(commission_of("run", brief(tmp_path / "course", grader="0" * 64)), tmp_path)
