"""Files about students: there whole or not at all, and for nobody's eyes but their owner's."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from grader.model.errors import UsageError
from grader.store.private import FILE_MODE, make_file, make_folder


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary file beside `path`, for the block to write; it replaces `path` once the block ends.

    Where they are missing, the folder is made for its owner alone (0700), and so is the file (0600), whatever
    the umask; an existing file keeps its mode, so that what somebody has opened to others stays so. When the
    block raises, `path` is as it was and the temporary file is gone. It can be written again
    from the gradebook, so nothing waits for the disk.

    Raises:
        UsageError: the folder or the file cannot be written.
    """
    temporary = path.with_name(f".grader-{secrets.token_hex(8)}.tmp")
    try:
        make_folder(path.parent)
        try:
            make_file(temporary)
            yield temporary
            temporary.chmod(_mode_of(path))
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


def _mode_of(path: Path) -> int:
    # A link is replaced and not followed, so what it leads to says nothing.
    return path.stat().st_mode & 0o777 if path.is_file() and not path.is_symlink() else FILE_MODE
