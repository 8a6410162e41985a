"""Every exercise is right about its solution, its stub and the mistakes it names."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.data import open_dataset
from grader.model.outcome import Outcome
from grader.model.result import JobResult
from grader.settings import Settings

ROOT = Path(__file__).parents[2]
SLUGS = sorted(folder.parent.name for folder in (ROOT / "exercises").glob("*/exercise.py"))
WRONG = sorted((ROOT / "exercises").glob("*/wrong/*.py"))

# As the lecture prints them.
PARAMETERS = {"mlp": 397_510, "cnn": 28_938}

Judge = Callable[..., JobResult]


def named_checks(path: Path) -> set[str]:
    """The checks that a known-wrong submission says it does not pass."""
    first = path.read_text(encoding="utf-8").splitlines()[0]
    found = re.fullmatch(r"# fails: (.+)", first)
    assert found, f"{path} begins with {first!r}, expected '# fails: test_a, test_b'"
    return {name.strip() for name in found[1].split(",")}


def missed(result: JobResult) -> dict[str, str]:
    """What did not pass, with its message."""
    return {one.check.name: one.message for one in result.checks if one.outcome is not Outcome.PASSED}


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("seed", [0, 1])
def test_the_solution_earns_everything(judged: Judge, slug: str, seed: int) -> None:
    """Whatever is drawn at random, a solution passes every check."""
    result = judged(slug, ROOT / "solutions" / f"{slug}.py", seed=seed)
    assert missed(result) == {}
    assert result.score.fraction == 1.0
    assert result.measures.get("parameters") == PARAMETERS.get(slug)


@pytest.mark.parametrize("slug", SLUGS)
def test_the_stub_earns_nothing(judged: Judge, slug: str) -> None:
    """What students start from has no point in it, and none of its checks is the grader's fault."""
    result = judged(slug, ROOT / "exercises" / slug / "stub.py")
    assert result.score.earned == 0.0
    assert result.graded


@pytest.mark.parametrize("path", WRONG, ids=lambda path: f"{path.parents[1].name}-{path.stem}")
def test_a_wrong_submission_fails_exactly_what_it_names(judged: Judge, path: Path) -> None:
    """Neither does a mistake go unseen, nor does it cost the points of something else."""
    result = judged(path.parents[1].name, path)
    assert set(missed(result)) == named_checks(path), missed(result)
    assert result.graded
    assert all(missed(result).values())


@pytest.mark.parametrize("slug", SLUGS)
def test_every_exercise_knows_five_mistakes(slug: str) -> None:
    """There are at least five known-wrong submissions of each."""
    assert len([path for path in WRONG if path.parents[1].name == slug]) >= 5


@pytest.mark.parametrize("slug", SLUGS)
def test_every_check_is_failed_by_some_mistake(judged: Judge, slug: str) -> None:
    """A check that no known mistake fails would be dead weight."""
    result = judged(slug, ROOT / "exercises" / slug / "stub.py")
    caught = set().union(*(named_checks(path) for path in WRONG if path.parents[1].name == slug))
    assert {one.check.name for one in result.checks} <= caught


@pytest.mark.parametrize("slug", SLUGS)
def test_the_solution_passes_the_public_tests(judged: Judge, slug: str) -> None:
    """What students can run themselves agrees with the solution, and tells a stub from it."""
    assert missed(judged(slug, ROOT / "solutions" / f"{slug}.py", public=True)) == {}
    assert judged(slug, ROOT / "exercises" / slug / "stub.py", public=True).score.earned == 0.0


def test_misconceptions_are_named(judged: Judge) -> None:
    """The message for a size that is rounded up says so, with the smallest geometry that shows it."""
    result = judged("conv_strided", ROOT / "exercises" / "conv_strided" / "wrong" / "ceil_for_floor.py")
    said = missed(result)["test_random_geometry"]
    assert re.match(
        r"output_size\(i=\d+, k=\d+, s=\d+, p=\d+\) returned \d+, expected \d+: .*rounded up", said
    )


def test_the_lectures_accuracy_is_recognised(judged: Judge) -> None:
    """Whoever reports the last batch as the whole is told so; the accuracy on record is the real one."""
    path = ROOT / "exercises" / "cnn" / "wrong" / "last_batch_reported_as_whole.py"
    result = judged("cnn", path)
    assert missed(result)["test_evaluate"].endswith("that is the accuracy of the last batch alone")
    assert result.measures["accuracy"] >= 0.92


@pytest.mark.mnist
@pytest.mark.slow
@pytest.mark.parametrize(("slug", "accuracy"), [("mlp", 0.965), ("cnn", 0.975)])
def test_the_solutions_on_mnist(
    judged: Judge, mnist_root: Path, settings: Settings, slug: str, accuracy: float
) -> None:
    """On the real MNIST the solutions earn everything, and are at least so accurate."""
    data = open_dataset("mnist", settings, data_root=mnist_root, notify=lambda _: None)
    result = judged(slug, ROOT / "solutions" / f"{slug}.py", data=data)
    assert missed(result) == {}
    assert result.measures["accuracy"] >= accuracy
