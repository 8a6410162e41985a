"""Text that a database can hold, whatever is in it."""

import json
import re
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

from grader.model.errors import StoreError

T = TypeVar("T")

# A folder's name in another encoding reaches Python as lone surrogates, which UTF-8 cannot express, and
# PostgreSQL has no NUL in text. The backslash is escaped too, so that the way back is unambiguous.
_UNSTORABLE = re.compile("[\\\\\0\ud800-\udfff]")
_ESCAPED = re.compile(r"\\u([0-9a-f]{4})")


def escape(text: str) -> str:
    r"""The same text without lone surrogates and NUL: each becomes `\uXXXX`, and so does a backslash."""
    return _UNSTORABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def unescape(text: str) -> str:
    """What `escape` was given."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


class AnyText(TypeDecorator[str]):
    """A text column that takes every Python string and gives it back as it was."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """Escape on the way in."""
        del dialect
        return None if value is None else escape(value)

    def process_result_value(self, value: Any | None, dialect: sa.Dialect) -> str | None:
        """Unescape on the way out."""
        del dialect
        return None if value is None else unescape(value)


def to_body(value: msgspec.Struct) -> str:
    """A struct as JSON in pure ASCII; the standard library's, as msgspec's own refuses lone surrogates."""
    return json.dumps(msgspec.to_builtins(value), separators=(",", ":"))


def from_body(body: str, kind: type[T], where: str) -> T:
    """The struct that `to_body` was given.

    Raises:
        StoreError: the JSON is damaged or has another form; `where` says which row.
    """
    try:
        return msgspec.convert(json.loads(body), kind)
    except (ValueError, msgspec.ValidationError) as error:
        raise StoreError(
            f"{where}: cannot be read ({error}); restore a copy of it, or grade into another --out folder"
        ) from error
