"""How much of one student's work is read: that is the trusted side's time, and a class waits for it."""

from collections.abc import Callable

from grader.intake.work import Work
from grader.model.limits import MIB

FILES_LIMIT = 100
ZIPS_LIMIT = 10
CODE_TOTAL_BYTES = MIB // 2
READ_TOTAL_BYTES = 64 * MIB


class Budget:
    """One student's. A course has some dozen exercises, and a program has some kilobytes."""

    def __init__(self) -> None:
        self._files = 0
        self._zips = 0
        self._code_bytes = 0
        self._read_bytes = 0

    def refuse(self, name: str) -> str:
        """Count a file; why it is not read, in one line, or nothing where it is."""
        self._files += 1
        if self._files > FILES_LIMIT:
            return f"{name} is not read: there are more than {FILES_LIMIT} files; hand in fewer"
        if self._code_bytes > CODE_TOTAL_BYTES:
            limit = f"more than {CODE_TOTAL_BYTES // 1024} KiB of code"
            return f"{name} is not read: the files before it hold {limit}; hand in fewer"
        if self._read_bytes > READ_TOTAL_BYTES:
            limit = f"more than {READ_TOTAL_BYTES // MIB} MiB"
            return f"{name} is not read: the files before it hold {limit}; clear outputs, or hand in fewer"
        return ""

    def refuse_zip(self, name: str) -> str:
        """The same, of a zip: what it unpacks to may be thrown away again, so it is the zips that count."""
        self._zips += 1
        if self._zips > ZIPS_LIMIT:
            return f"{name} is not read: there are more than {ZIPS_LIMIT} zips; hand in fewer"
        return self.refuse(name)

    def spend(self, read_bytes: int) -> None:
        """Count bytes that were read besides."""
        self._read_bytes += read_bytes

    def read(self, name: str, open_it: Callable[[], Work]) -> Work:
        """What opening a file gives, or a work that says why it was not opened."""
        if problem := self.refuse(name):
            return Work(name=name, problem=problem)
        work = open_it()
        self._code_bytes += work.code_bytes
        self._read_bytes += work.read_bytes
        return work
