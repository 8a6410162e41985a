"""The real download code, against a server on loopback."""

import contextlib
import functools
import http.server
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from torchvision import datasets

from grader.data import open_dataset
from grader.data.download import download_mnist, mnist_class
from grader.model.errors import DataError
from grader.settings import Settings


class _QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base class calls it so)
        """Say nothing."""


@contextlib.contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve `folder` over HTTP on loopback; yields the mirror's URL."""
    handler = functools.partial(_QuietHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def closed_mirror() -> str:
    """The URL of a port at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}"


def test_torchvisions_mirrors_stay() -> None:
    """A class with mirrors of its own leaves torchvision's alone."""
    before = list(datasets.MNIST.mirrors)
    assert mnist_class(["http://127.0.0.1:9/a"]).mirrors == ["http://127.0.0.1:9/a/"]
    assert before == datasets.MNIST.mirrors == mnist_class().mirrors


def test_failing_download_says_what_to_do(tmp_path: Path, closed_mirror: str) -> None:
    """Where no mirror answers the error names each with its reason, and the ways to get or replace MNIST."""
    said: list[str] = []
    settings = Settings(cache=str(tmp_path), mirrors=(closed_mirror,))
    with pytest.raises(DataError) as caught:
        open_dataset("mnist", settings, notify=said.append)
    message = str(caught.value)
    assert "\n" not in message
    assert f"{closed_mirror}: " in message
    assert "refused" in message
    assert all(
        way in message for way in ("--data-root", "GRADER_DATA_ROOT", "GRADER_MNIST_MIRRORS", "--data digits")
    )
    assert said == [f"downloading MNIST from {closed_mirror}"]


@pytest.mark.parametrize("mirror", ["ftp//nonsense", "file:///nowhere/", "http://[broken/"])
def test_mirror_that_is_no_url(tmp_path: Path, mirror: str) -> None:
    """A mirror that cannot be one is reported like one that does not answer."""
    with pytest.raises(DataError, match="could not be downloaded"):
        download_mnist(tmp_path, [mirror], lambda _: None)


def test_corrupt_mirror_is_refused(tmp_path: Path) -> None:
    """A file with the wrong checksum is not taken, and nothing of it stays in the cache."""
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    (mirror / "train-images-idx3-ubyte.gz").write_bytes(b"not MNIST")
    root = tmp_path / "cache"
    with serve(mirror) as url, pytest.raises(DataError, match="corrupted"):
        download_mnist(root, [url], lambda _: None)
    assert [path for path in root.rglob("*") if path.is_file()] == []


def test_download_is_silent(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """No progress bar of torchvision reaches the terminal."""
    mirror = tmp_path / "mirror"
    mirror.mkdir()
    (mirror / "train-images-idx3-ubyte.gz").write_bytes(b"not MNIST")
    with serve(mirror) as url, pytest.raises(DataError):
        download_mnist(tmp_path / "cache", [url], lambda _: None)
    assert capfd.readouterr() == ("", "")


def test_default_timeout_is_put_back(tmp_path: Path, closed_mirror: str) -> None:
    """The time limit on a silent mirror ends with the download."""
    with pytest.raises(DataError):
        download_mnist(tmp_path, [closed_mirror], lambda _: None)
    assert socket.getdefaulttimeout() is None


@pytest.mark.mnist
def test_download_over_loopback(mnist_root: Path, tmp_path: Path, closed_mirror: str) -> None:
    """MNIST comes from the first mirror that answers, and a second opening asks nobody."""
    raw = mnist_root / "MNIST" / "raw"
    if not (raw / "t10k-images-idx3-ubyte.gz").exists():
        pytest.skip("GRADER_DATA_ROOT has only unpacked files, and a mirror serves packed ones")
    said: list[str] = []
    with serve(raw) as url:
        settings = Settings(cache=str(tmp_path), mirrors=(closed_mirror, url))
        dataset = open_dataset("mnist", settings, notify=said.append)
    assert dataset.test()[1][:5].tolist() == [7, 2, 1, 0, 4]
    assert said == [
        f"downloading MNIST from {closed_mirror}",
        f"downloading MNIST from {url}",
        "preparing MNIST",
    ]
    assert open_dataset("mnist", settings, notify=said.append) == dataset
    assert len(said) == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mnist-1", "torchvision"]
