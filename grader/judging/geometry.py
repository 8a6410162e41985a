"""Ask a student's formula about many geometries, and say what is wrong with it in the smallest terms."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from grader.judging.expect import expect_ints, fail, show, whole_number
from grader.judging.handle import call_each
from grader.model.errors import StudentRaised

Formula = Callable[..., Any]
# A case is whole numbers, or tuples of them such as the layers of a stack.
Case = tuple[Any, ...]
_Answer = tuple[Case, object, object]
_Answers = Sequence[_Answer]
# One answer to more geometries than this is no coincidence.
SAME = 5


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """A function of the student's that takes a few whole numbers.

    Attributes:
        function: called with the numbers of a case.
        name: what students call it.
        letters: the names of its numbers, as in "iksp".
    """

    function: Formula
    name: str
    letters: Sequence[str]

    def describe(self, case: Case) -> str:
        """The call as a student would write it: `output_size(i=5, k=3, s=2, p=1)`."""
        return describe(self.name, self.letters, case)

    def ask(self, case: Case) -> object:
        """What the student's function returns; what it raises says for which numbers."""
        return ask(lambda: self.function(*case), case=self.describe(case))

    def ask_each(self, cases: Sequence[Case]) -> Iterator[object]:
        """The same for each case, in turn."""
        coming = call_each(self.function, cases)
        for case in cases:
            yield ask(lambda: next(coming), case=self.describe(case))


def ask(call: Callable[[], Any], *, case: str) -> Any:
    """What a student's code answers; what it raises says in which case."""
    try:
        return call()
    except StudentRaised as fault:
        message = str(fault).removeprefix(fault.kind).removeprefix(": ")
        # A ValueError is how students refuse what cannot be.
        where = f"{case}, which is possible" if fault.kind == "ValueError" else case
        raise StudentRaised(
            fault.kind, f"{message} (in {where})".strip(), fault.trace, fault.place
        ) from fault


def expect_formula(
    question: Question,
    cases: Sequence[Case],
    truth: Formula,
    misconceptions: Mapping[str, Formula],
    *,
    also: Sequence[Case] = (),
) -> None:
    """Demand what `truth` returns, for every case: an int exactly, or a list item by item.

    The smallest case that fails is reported, with the misconception whose formula gives this wrong answer and
    most of the others. After an answer of another type nothing more is asked: answers are kept for
    comparison, and what is no number may be as large as the wire carries.

    Args:
        question: the student's function.
        cases: geometries, all of them possible.
        truth: the right answer to a case, an int or a list of ints.
        misconceptions: what a student may have thought, to the formula that follows from it. For an int the
            text goes on after "7 is what you get "; for a list it says what the list must be.
        also: geometries that are asked only after a wrong answer, to tell misconceptions apart.

    Raises:
        AssertionError: an answer is wrong, or no int or list.
        StudentRaised: the function raised.
    """
    answers = _ask_all(question, cases, truth)
    wrong = _wrong(answers)
    if not wrong:
        return
    case, answer, right = wrong[0]
    said = question.describe(case)
    if not _comparable(answer, right):
        _demand_type(answer, right, said)
    more = _ask_all(question, also, truth, patient=True)
    thought = _explain(wrong[0], [*answers, *more], misconceptions)
    count = f" ({len(wrong)} of {len(answers)} geometries are wrong; this is the smallest)"
    fail(f"{said} returned {show(answer)}, expected {right}{thought}{count if len(answers) > 1 else ''}")


def describe(name: str, letters: Sequence[str], case: Case) -> str:
    """A call with its numbers named: `output_size(i=5, k=3, s=2, p=1)`."""
    shown = [list(number) if isinstance(number, tuple) else number for number in case]
    return f"{name}({', '.join(f'{letter}={number}' for letter, number in zip(letters, shown, strict=True))})"


def _ask_all(
    question: Question, cases: Sequence[Case], truth: Formula, *, patient: bool = False
) -> list[_Answer]:
    answers: list[_Answer] = []
    ordered = sorted(set(cases), key=lambda case: (_size(case), case))
    # All of them before the first is asked for, so that a rehearsal has computed them.
    truths = [truth(*case) for case in ordered]
    coming = question.ask_each(ordered)
    for case, right in zip(ordered, truths, strict=True):
        try:
            answers.append((case, next(coming), right))
        except StudentRaised:
            if not patient:
                raise
            break
        if not _comparable(*answers[-1][1:]):
            break
    return answers


def _size(number: Any) -> int:
    # A stack grows with its layers.
    return sum(1 + _size(one) for one in number) if isinstance(number, tuple) else number


def _wrong(answers: _Answers) -> list[_Answer]:
    return [(case, answer, right) for case, answer, right in answers if not _same(answer, right)]


def _demand_type(answer: object, right: object, said: str) -> None:
    if isinstance(right, list):
        expect_ints(answer, right, case=said)
    else:
        whole_number(answer, case=said)


def _same(answer: object, right: object) -> bool:
    if isinstance(right, list) and isinstance(answer, tuple):
        answer = list(answer)
    return _comparable(answer, right) and answer == right


def _comparable(answer: object, right: object) -> bool:
    if isinstance(right, list):
        return isinstance(answer, (list, tuple)) and all(type(one) is int for one in answer)
    return type(answer) is int


def _explain(first: _Answer, answers: _Answers, misconceptions: Mapping[str, Formula]) -> str:
    """What the student probably thought: the formula that agrees most often, also with what is wrong."""
    wrong, found, most = _wrong(answers), "", 0
    for text, formula in misconceptions.items():
        explained = [_same(answer, formula(*case)) for case, answer, _ in wrong]
        # A formula that gives the right answers too is the better explanation: round() is not always wrong.
        agreed = sum(_same(answer, formula(*case)) for case, answer, _ in answers)
        if _same(first[1], formula(*first[0])) and 2 * sum(explained) >= len(wrong) and agreed > most:
            found, most = text, agreed
    known = list(first[1]) if isinstance(first[1], tuple) else first[1]
    if most < len(answers) > SAME and all(_same(answer, known) for _, answer, _ in answers):
        return ": the answer to every geometry is the same; are the numbers of one case written down?"
    if found and isinstance(first[1], int):
        return f": {first[1]} is what you get {found}"
    return f": {found}" if found else ""
