"""What the checks of a job recorded and its program printed, check by check and as students read it."""

from collections.abc import Iterable

import msgspec

from grader.judging.loading import PRINTED_LIMIT
from grader.model.result import Recorded


class Records:
    """What each check left behind, in the order in which they were run."""

    def __init__(self) -> None:
        self._recorded: dict[str, Recorded] = {}
        self._withheld: set[str] = set()
        self._name = ""

    def begin(self, name: str, *, withheld: bool) -> None:
        """What follows is this check's; with `withheld` it is not for students to see."""
        self.put(name, Recorded(), withheld=withheld)
        self._name = name

    def put(self, name: str, recorded: Recorded, *, withheld: bool) -> None:
        """All that a check left behind."""
        self._recorded[name] = recorded
        if withheld:
            self._withheld.add(name)

    def say(self, text: str) -> None:
        """A text for the student."""
        self._change(texts=(*self.of(self._name).texts, text))

    def measure(self, name: str, value: float) -> None:
        """A figure."""
        self._change(measures={**self.of(self._name).measures, name: value})

    def print(self, text: str, *, imported: str = "") -> None:
        """What the program has printed in this check, and before, where it was imported for it."""
        self._change(printed=text, imported=imported)

    def of(self, name: str) -> Recorded:
        """What a check left behind; nothing, if it was not run."""
        return self._recorded.get(name, Recorded())

    @property
    def measures(self) -> dict[str, float]:
        """The figures of all checks; of one name, the last."""
        return {name: value for one in self._recorded.values() for name, value in one.measures.items()}

    @property
    def feedback(self) -> str:
        """The texts of the checks that students see, and what was printed in these, up to `PRINTED_LIMIT`."""
        return _written(one for name, one in self._recorded.items() if name not in self._withheld)

    @property
    def withheld(self) -> str:
        """The same of the checks that students do not see."""
        return _written(one for name, one in self._recorded.items() if name in self._withheld)

    def _change(self, **fields: object) -> None:
        self._recorded[self._name] = msgspec.structs.replace(self.of(self._name), **fields)


def _written(recorded: Iterable[Recorded]) -> str:
    each = list(recorded)
    # A file may be imported several times; what it prints then is told where it is the first time.
    told = {""}
    printed = ""
    for one in each:
        printed += one.printed if one.imported in told else one.imported + one.printed
        told.add(one.imported)
    if len(printed) > PRINTED_LIMIT:
        printed = printed[:PRINTED_LIMIT] + "\n… (more was printed)"
    said = [f"Your program printed:\n\n{printed.strip()}"] if printed.strip() else []
    return "\n\n".join([*(text for one in each for text in one.texts), *said])
