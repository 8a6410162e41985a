"""Ask a student's formula about many geometries, and say what is wrong with it in the smallest terms."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from grader.judging.expect import fail, show, whole_number
from grader.model.errors import StudentRaised

Formula = Callable[..., Any]
Case = tuple[int, ...]
_Answers = Sequence[tuple[Case, object, object]]


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
        try:
            return self.function(*case)
        except StudentRaised as fault:
            message = str(fault).removeprefix(fault.kind).removeprefix(": ")
            said = f"{message} (in {self.describe(case)})".strip()
            raise StudentRaised(fault.kind, said, fault.trace) from fault


def expect_formula(
    question: Question, cases: Sequence[Case], truth: Formula, misconceptions: Mapping[str, Formula]
) -> None:
    """Demand what `truth` returns, for every case: an int exactly, or a list item by item.

    The smallest case that fails is reported, with the misconception whose formula gives every wrong answer,
    or at least that one. After an answer of another type nothing more is asked: answers are kept for
    comparison, and what is no number may be as large as the wire carries.

    Args:
        question: the student's function.
        cases: geometries, all of them possible.
        truth: the right answer to a case, an int or a list of ints.
        misconceptions: what a student may have thought, to the formula that follows from it. For an int the
            text goes on after "7 is what you get "; for a list it says what the list must be.

    Raises:
        AssertionError: an answer is wrong, or no int or list.
        StudentRaised: the function raised.
    """
    tried = sorted(set(cases), key=lambda case: (sum(case), case))
    answers: list[tuple[Case, object, object]] = []
    for case in tried:
        answers.append((case, question.ask(case), truth(*case)))
        if not _comparable(*answers[-1][1:]):
            break
    wrong = [(case, answer, right) for case, answer, right in answers if not _same(answer, right)]
    if not wrong:
        return
    case, answer, right = wrong[0]
    said = question.describe(case)
    if isinstance(right, int):
        whole_number(answer, case=said)
    fail(
        f"{said} returned {show(answer)}, expected {right}{_explain(answers, wrong, misconceptions)} "
        f"({len(wrong)} of {len(answers)} geometries are wrong; this is the smallest)"
    )


def describe(name: str, letters: Sequence[str], case: Case) -> str:
    """A call with its numbers named: `output_size(i=5, k=3, s=2, p=1)`."""
    return f"{name}({', '.join(f'{letter}={number}' for letter, number in zip(letters, case, strict=True))})"


def _same(answer: object, right: object) -> bool:
    if isinstance(right, list) and isinstance(answer, tuple):
        answer = list(answer)
    return _comparable(answer, right) and answer == right


def _comparable(answer: object, right: object) -> bool:
    if isinstance(right, list):
        return isinstance(answer, (list, tuple)) and all(type(one) is int for one in answer)
    return type(answer) is int


def _explain(answers: _Answers, wrong: _Answers, misconceptions: Mapping[str, Formula]) -> str:
    # A formula that gives the right answers too is the better explanation: round() is not always wrong.
    for evidence in (answers, wrong, wrong[:1]):
        for text, formula in misconceptions.items():
            if all(_same(answer, formula(*case)) for case, answer, _ in evidence):
                answer = wrong[0][1]
                return f": {answer} is what you get {text}" if isinstance(answer, int) else f": {text}"
    return ""
