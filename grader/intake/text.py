"""Whether bytes can be Python source."""

import codecs
import io
import tokenize

_WIDE = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}

# Codecs for host names: nobody writes programs in them, and a long line takes them minutes.
_NOT_FOR_SOURCE = frozenset({"idna", "punycode"})


def find_fault(source: bytes, name: str) -> str:
    """Why these bytes are not Python source, in one line with the way out; empty where they may be.

    Text is UTF-8 unless its first two lines declare another encoding (PEP 263). Whether it is valid Python
    is not asked here.
    """
    if not source.removeprefix(codecs.BOM_UTF8).strip():
        return f"{name} is empty"
    for mark, encoding in _WIDE.items():
        if source.startswith(mark):
            return f"{name} is {encoding} text; save it as UTF-8"
    offset = source.find(b"\0")
    if offset >= 0:
        return f"{name} is not text: byte 0x00 at offset {offset:,}; hand in Python source, saved as UTF-8"
    return _find_undecodable(source, name)


def _find_undecodable(source: bytes, name: str) -> str:
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
    except (SyntaxError, UnicodeDecodeError):
        # Either the first two lines are no UTF-8, which decoding will show, or they name an unknown encoding.
        encoding = "utf-8"
        if _is_text(source, encoding):
            return f"{name} declares an encoding that does not exist; save it as UTF-8 without that line"
    try:
        if codecs.lookup(encoding).name in _NOT_FOR_SOURCE:
            return f"{name} declares the encoding {encoding}, which is none for programs; save it as UTF-8"
        source.decode(encoding)
    except UnicodeDecodeError as error:
        place = f"byte 0x{source[error.start]:02x} at offset {error.start:,}"
        return f"{name} is not {encoding} text: {place}; save it as UTF-8"
    except (LookupError, UnicodeError):
        return f"{name} declares the encoding {encoding}, which is none for programs; save it as UTF-8"
    return ""


def _is_text(source: bytes, encoding: str) -> bool:
    try:
        source.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
