"""How much of one student's work is read: that is the trusted side's time, and a class waits for it."""

from collections.abc import Callable

from grader.intake.work import Work
from grader.model.limits import MIB

FILES_LIMIT = 100
CODE_TOTAL_BYTES = 2 * MIB


class Budget:
    """One student's. A course has some dozen exercises, and a program has some kilobytes."""

    def __init__(self) -> None:
        self._files = 0
        self._code_bytes = 0

    def refuse(self, name: str) -> str:
        """Count a file; why it is not read, in one line, or nothing where it is."""
        self._files += 1
        if self._files > FILES_LIMIT:
            return f"{name} is not read: there are more than {FILES_LIMIT} files; hand in fewer"
        if self._code_bytes > CODE_TOTAL_BYTES:
            limit = f"more than {CODE_TOTAL_BYTES // MIB} MiB of code"
            return f"{name} is not read: the files before it hold {limit}; hand in fewer"
        return ""

    def read(self, name: str, open_it: Callable[[], Work]) -> Work:
        """What opening a file gives, or a work that says why it was not opened."""
        if problem := self.refuse(name):
            return Work(name=name, problem=problem)
        work = open_it()
        self._code_bytes += len(work.source)
        return work
