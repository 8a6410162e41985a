"""Files that are there whole or not at all."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from grader.model.errors import UsageError


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary file beside `path`, for the block to write; it replaces `path` once the block ends.

    Missing folders are made. When the block raises, `path` is as it was and the temporary file is gone.

    Raises:
        UsageError: the folder or the file cannot be written.
    """
    temporary = path.with_name(f".grader-{secrets.token_hex(8)}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield temporary
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be written ({error.strerror or error}); make room there, close the program that "
            "holds it, or choose another --out folder"
        ) from error


def write_text(path: Path, text: str) -> Path:
    """Write UTF-8 with line feeds, whole or not at all; returns the path."""
    with replacing(path) as temporary:
        temporary.write_bytes(text.encode())
    return path
