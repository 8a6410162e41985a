"""From `--executor dask://HOST:PORT` to an executor, or to why there is none."""

import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from grader_dask.cluster import Cluster
from grader_dask.plugin import grader_executor

from grader.execution.briefing import Briefing
from grader.model.errors import UsageError


@pytest.mark.parametrize(
    "name", ["dask://", "dask://here", "dask://here:", "dask://:8786", "dask+tls://here:x"]
)
def test_an_address_that_is_none_is_named(
    name: str, tmp_path: Path, write_exercise: Callable[..., Path], brief: Callable[..., Briefing]
) -> None:
    """An address without host or port is a UsageError that shows how it is written."""
    write_exercise(tmp_path)
    with pytest.raises(UsageError, match=r"write it as dask(\+tls)?://HOST:8786"):
        grader_executor(name, brief(tmp_path), lambda _: None)


def test_without_dask(
    tmp_path: Path,
    write_exercise: Callable[..., Path],
    brief: Callable[..., Briefing],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where dask is not installed, the error says what to install."""
    write_exercise(tmp_path)
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "grader_dask.executor")
    with pytest.raises(UsageError, match=r"needs distributed, .*pip install 'grader\[dask\]'"):
        grader_executor("dask://127.0.0.1:8786", brief(tmp_path), lambda _: None)


def test_another_executor_is_not_ours(
    tmp_path: Path, write_exercise: Callable[..., Path], brief: Callable[..., Briefing]
) -> None:
    """What is no address of dask's is left to other plugins."""
    write_exercise(tmp_path)
    assert grader_executor("local", brief(tmp_path), lambda _: None) is None


@pytest.mark.parametrize("scheme", ["tcp", "tls"])
def test_a_scheduler_that_does_not_answer(scheme: str) -> None:
    """Where nobody listens, or no certificate is there to speak TLS with, the error names the address."""
    with socket.create_server(("127.0.0.1", 0)) as unused:
        address = f"{scheme}://127.0.0.1:{unused.getsockname()[1]}"
    with pytest.raises(UsageError, match=f"no dask scheduler answers at {address} .*`dask scheduler`"):
        Cluster(address, connect_s=0.5)
