"""Download MNIST with torchvision's own downloader, checksums on."""

import contextlib
import http.client
import io
import socket
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from grader.model.errors import DataError

_SILENCE_S = 20.0


def mnist_class(mirrors: Sequence[str] = ()) -> Any:
    """A class of our own, like `torchvision.datasets.MNIST`, that downloads from `mirrors` if there are any.

    torchvision's class is left as it is, and so are the mirrors of everyone else who uses it.
    """
    from torchvision import datasets  # noqa: PLC0415  (takes seconds, and is needed once per machine)

    # Its name is part of torchvision's paths: <root>/MNIST/raw.
    own = {"mirrors": [mirror.rstrip("/") + "/" for mirror in mirrors]} if mirrors else {}
    return type("MNIST", (datasets.MNIST,), own)


def download_mnist(root: Path, mirrors: Sequence[str], notify: Callable[[str], None]) -> None:
    """Put MNIST's four `.gz` files into `root/MNIST/raw`, each of them whole and of the right checksum.

    Every mirror is tried in turn. The files are moved into place only once all four are there, so an
    interrupted download leaves nothing, and two at once do not disturb each other.

    Raises:
        DataError: no mirror gave all the files, or they cannot be stored.
    """
    raw = root / "MNIST" / "raw"
    failures = []
    try:
        raw.mkdir(parents=True, exist_ok=True)
        for mirror in mirrors or mnist_class().mirrors:
            notify(f"downloading MNIST from {mirror}")
            with tempfile.TemporaryDirectory(prefix="download-", dir=root) as folder:
                failure = _try_mirror(Path(folder), mirror)
                if not failure:
                    for path in (Path(folder) / "MNIST" / "raw").glob("*.gz"):
                        path.replace(raw / path.name)
                    return
                failures.append(f"{mirror}: {failure}")
    except OSError as error:
        raise DataError(
            f"{root}: MNIST cannot be stored: {error.strerror or error}; "
            "GRADER_CACHE can name a folder on a disk with room"
        ) from error
    raise DataError(
        f"MNIST could not be downloaded ({'; '.join(failures)}). Name a folder that has MNIST/raw with "
        "--data-root or GRADER_DATA_ROOT, name a mirror with GRADER_MNIST_MIRRORS, or ask for --data digits"
    )


def _try_mirror(folder: Path, mirror: str) -> str:
    try:
        with _patience(_SILENCE_S), contextlib.redirect_stderr(io.StringIO()):
            mnist_class([mirror])(str(folder), download=True)
    except (RuntimeError, ValueError, OSError, EOFError, http.client.HTTPException) as error:
        # torchvision lists mirrors and reasons in several lines; the last one is the reason.
        lines = [line for line in str(error).splitlines() if line.strip()]
        return lines[-1].strip(" <>") if lines else type(error).__name__
    return ""


@contextlib.contextmanager
def _patience(limit_s: float) -> Iterator[None]:
    # torchvision's downloader takes no timeout; a mirror that says nothing would be waited for without end.
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(limit_s)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)
