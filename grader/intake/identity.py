"""What people write for one and the same person."""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """The text without case, accents and spare white space, to be compared."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in apart if not unicodedata.combining(char))
    return " ".join(unicodedata.normalize("NFKC", plain).split())


def squeeze(text: str) -> str:
    """Its letters and digits alone, folded; the folded text itself where it has none (an emoji)."""
    return "".join(_WORD.findall(fold(text))) or fold(text)


def spellings(name: str) -> frozenset[str]:
    """A name squeezed, with its words in the orders that platforms write: `Ada Lovelace`, `Lovelace, Ada`."""
    words = _WORD.findall(fold(name))
    if not words:
        return frozenset({squeeze(name)} - {""})
    return frozenset("".join(words[at:] + words[:at]) for at in range(len(words)))
