"""Where the tests find MNIST, the settings they run under, and the sandbox they share."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.model.errors import SandboxUnavailable
from grader.sandbox.standard import StandardSandbox
from grader.settings import Settings


@pytest.fixture(scope="session")
def mnist_root() -> Path:
    """A torchvision root with the real MNIST, or the test is skipped."""
    named = os.environ.get("GRADER_DATA_ROOT", "")
    root = Path(named) if named else Path(__file__).parents[2] / "shared" / "data" / "mnist"
    if not any((root / "MNIST" / "raw").glob("train-images-idx3-ubyte*")):
        pytest.skip("the real MNIST is not here: GRADER_DATA_ROOT names no folder that contains MNIST/raw")
    return root


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings with a cache of the session's own and no data root."""
    return Settings(cache=str(tmp_path_factory.mktemp("cache")))


@pytest.fixture(scope="session")
def standard_sandbox() -> Iterator[StandardSandbox]:
    """The walled sandbox, started once; the whole repository is its secret."""
    try:
        sandbox = StandardSandbox([Path(__file__).parents[1]])
        sandbox.wait_ready()
    except SandboxUnavailable as error:
        pytest.skip(f"no wall can be built on this machine: {error}")
    yield sandbox
    sandbox.close()
