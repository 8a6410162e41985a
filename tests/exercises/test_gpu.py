"""Training on a CUDA device, in the walled worker; skipped by name on a machine without one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.model.outcome import Outcome
from grader.model.result import JobResult
from grader.sandbox.cuda import cuda_devices

SOLUTIONS = Path(__file__).parents[2] / "solutions"
# Four tebibytes, which no card has.
GREEDY = """

_train_epoch = train_epoch


def train_epoch(model, loader, criterion, optimizer, device):
    if device.type == "cuda":
        torch.empty(2**42, dtype=torch.uint8, device=device)
    return _train_epoch(model, loader, criterion, optimizer, device)
"""

pytestmark = [pytest.mark.gpu, pytest.mark.slow]


@pytest.fixture(scope="module", autouse=True)
def gpu() -> None:
    """Skip where there is none."""
    if not cuda_devices():
        pytest.skip("no CUDA device is visible")


@pytest.mark.parametrize("slug", ["mlp", "cnn"])
def test_the_solutions_train_there(judged: Callable[..., JobResult], slug: str) -> None:
    """On the device the solutions earn everything, and the result says where they were trained."""
    result = judged(slug, SOLUTIONS / f"{slug}.py", device="cuda")
    assert [one.message for one in result.checks if one.outcome is not Outcome.PASSED] == []
    assert result.device == "cuda"


def test_out_of_memory_is_an_outcome(judged: Callable[..., JobResult], tmp_path: Path) -> None:
    """Asking for more than the card has is `out_of_memory` of that check, and no error of the grader."""
    path = tmp_path / "mlp.py"
    path.write_text((SOLUTIONS / "mlp.py").read_text(encoding="utf-8") + GREEDY, encoding="utf-8")
    result = judged("mlp", path, device="cuda")
    outcomes = {one.check.name: one.outcome for one in result.checks}
    assert outcomes["test_accuracy"] is Outcome.OUT_OF_MEMORY
    assert result.graded
