"""People of one name, told apart."""

from collections import Counter
from collections.abc import Iterable, Mapping


def tell_apart(people: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], str]:
    """By name and number, what each is called: by the name, and where several have it by the number too."""
    everybody = list(dict.fromkeys(people))
    times = Counter(name for name, _ in everybody)
    return {(name, number): f"{name} ({number})" if times[name] > 1 else name for name, number in everybody}
