"""Names that others chose, as text."""

import os


def show(name: str) -> str:
    """A file's name as text that any file or terminal takes, its undecodable bytes and controls escaped."""
    try:
        text = os.fsencode(name).decode("utf-8", "backslashreplace")
    except UnicodeEncodeError:
        # A zip or a notebook can spell half a character, which no byte stands for.
        text = name.encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
