"""What a worker prints: read as it comes, counted, kept up to a cap."""

import os
import threading
from collections.abc import Callable

KEPT_BYTES = 16 * 1024


class Output:
    """Reads a descriptor to its end in a thread of its own; past the limit it calls `on_excess` once."""

    def __init__(self, descriptor: int, limit_bytes: int, on_excess: Callable[[], None]) -> None:
        self.limit_bytes = limit_bytes
        self.exceeded = False
        self._descriptor = descriptor
        self._on_excess = on_excess
        self._kept = bytearray()
        self._count = 0
        self._thread = threading.Thread(target=self._drain, daemon=True)
        self._thread.start()

    @property
    def text(self) -> str:
        """The first 16 KiB, decoded leniently."""
        return bytes(self._kept).decode("utf-8", errors="replace")

    def close(self) -> None:
        """Wait for the end, which comes when the last process that could print is gone."""
        self._thread.join(timeout=5)

    def _drain(self) -> None:
        while True:
            try:
                data = os.read(self._descriptor, 65536)
            except OSError:
                data = b""
            if not data:
                break
            self._count += len(data)
            self._kept += data[: KEPT_BYTES - len(self._kept)]
            if self._count > self.limit_bytes and not self.exceeded:
                self.exceeded = True
                self._on_excess()
        os.close(self._descriptor)
