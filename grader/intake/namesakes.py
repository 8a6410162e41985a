"""People of one name, told apart."""

from collections import Counter
from collections.abc import Iterable, Mapping


def tell_apart(people: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], str]:
    """By name and number, what each is called: by the name, and where several have it by the number too.

    No two are called the same, although one may be named `Ada Lovelace (4711)`.
    """
    everybody = list(dict.fromkeys(people))
    times = Counter(name for name, _ in everybody)
    numbered = {(name, number): f"{name} ({number})" for name, number in everybody}
    taken = {*numbered.values()}
    return {
        who: who[0] if times[who[0]] == 1 and who[0] not in taken else label
        for who, label in numbered.items()
    }
