"""A platform's own file with grades filled into it."""

from pathlib import Path

import msgspec

from grader.report.files import replacing


class Filled(msgspec.Struct, frozen=True, kw_only=True):
    """What filling a platform's file comes to.

    Attributes:
        content: the file to import.
        said: what was done, a line for each column.
        left: what was not, and why, a line for each student or kind.
    """

    content: bytes
    said: tuple[str, ...]
    left: tuple[str, ...]

    def write(self, path: Path) -> None:
        """Write the content, whole or not at all; raises `UsageError` where that cannot be."""
        with replacing(path) as temporary:
            temporary.write_bytes(self.content)

    @property
    def told(self) -> tuple[str, ...]:
        """All of it for people, what was left as notes."""
        return (*self.said, *(f"note: {line}" for line in self.left))
