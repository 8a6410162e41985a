"""What a worker prints: read as it comes, counted, kept up to a cap."""

import os
import select
import threading
from collections.abc import Callable

from grader.model.errors import StudentOutputLimit
from grader.model.limits import in_bytes

KEPT_BYTES = 16 * 1024
_END_BYTES = 1024
_CHUNK_BYTES = 65536
_END_S = 5.0


class Output:
    """Reads a descriptor to its end in a thread of its own; past the limit it calls `on_excess` once.

    The descriptor belongs to it from then on.
    """

    def __init__(self, descriptor: int, limit_bytes: int, on_excess: Callable[[], None]) -> None:
        self.limit_bytes = limit_bytes
        self.exceeded = False
        self._descriptor = descriptor
        self._on_excess = on_excess
        self._kept = bytearray()
        self._last = b""
        self._count = 0
        self._ended = False
        self._reading = threading.Lock()
        # Elsewhere a pipe can neither be polled nor be read without waiting.
        self._polls = hasattr(select, "poll")
        if self._polls:
            os.set_blocking(descriptor, False)
        self._thread = threading.Thread(target=self._drain, daemon=True)
        self._thread.start()

    @property
    def text(self) -> str:
        """The first 16 KiB of what has been printed by now, decoded leniently."""
        if self._polls:
            self._read_what_is_there()
        return bytes(self._kept).decode("utf-8", errors="replace")

    @property
    def fault(self) -> StudentOutputLimit:
        """What is said of a program that printed too much."""
        printed, limit = in_bytes(self._count), in_bytes(self.limit_bytes)
        return StudentOutputLimit(
            f"printed more than the {limit} it may; it had printed {printed} when stopped"
        )

    @property
    def end(self) -> str:
        """The last kibibyte of what has been printed by now, decoded leniently."""
        return self._last.decode("utf-8", errors="replace")

    def close(self) -> None:
        """Wait for the end, which comes when the last process that could print is gone."""
        self._thread.join(timeout=_END_S)

    def _drain(self) -> None:
        while not self._ended:
            if self._polls:
                poll = select.poll()
                poll.register(self._descriptor, select.POLLIN)
                poll.poll()
                self._read_what_is_there()
            else:
                self._take(self._read())
        os.close(self._descriptor)

    def _read_what_is_there(self) -> None:
        # By whoever comes first: the thread, or the one who asks for the text.
        with self._reading:
            while not self._ended and (data := self._read()) is not None:
                self._take(data)

    def _read(self) -> bytes | None:
        try:
            return os.read(self._descriptor, _CHUNK_BYTES)
        except BlockingIOError:
            return None
        except OSError:
            return b""

    def _take(self, data: bytes | None) -> None:
        if not data:
            self._ended = True
            return
        self._count += len(data)
        self._kept += data[: KEPT_BYTES - len(self._kept)]
        self._last = (self._last + data)[-_END_BYTES:]
        if self._count > self.limit_bytes and not self.exceeded:
            self.exceeded = True
            self._on_excess()
