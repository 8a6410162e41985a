"""Ask a student's formula about many geometries, and say what is wrong with it in the smallest terms."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from grader.judging.expect import show, whole_number
from grader.model.errors import StudentRaised

Formula = Callable[..., Any]


def expect_formula(
    function: Formula,
    name: str,
    letters: Sequence[str],
    cases: Sequence[tuple[int, ...]],
    truth: Formula,
    misconceptions: Mapping[str, Formula] | None = None,
) -> None:
    """Demand that a function returns what `truth` returns, for every case; ints exactly, lists item by item.

    Reported is the smallest case that fails, with the misconception whose formula explains every wrong answer
    (or at least that one).

    Args:
        function: the student's, called with each case's numbers.
        name: what students call it.
        letters: the names of the numbers, as in "iksp" or in a list.
        cases: geometries, all of them possible.
        truth: the right answer to a case, an int or a list of ints.
        misconceptions: what a student may have thought, to the formula that follows from it.
    """
    wrong = {}
    for case in sorted(set(cases), key=_size):
        answer = _ask(function, name, letters, case)
        if not _same(answer, truth(*case)):
            wrong[case] = answer
    if not wrong:
        return
    case, answer = next(iter(wrong.items()))
    said = describe(name, letters, case)
    hint = _explain(wrong, misconceptions or {})
    if isinstance(truth(*case), int):
        whole_number(answer, case=said)
    raise AssertionError(
        f"{said} returned {show(answer)}, expected {truth(*case)}{hint}; "
        f"{len(wrong)} of {len(set(cases))} geometries tried are wrong, and this is the smallest"
    )


def describe(name: str, letters: Sequence[str], case: Sequence[int]) -> str:
    """The call as a student would write it: `output_size(i=5, k=3, s=2, p=1)`."""
    return f"{name}({', '.join(f'{letter}={number}' for letter, number in zip(letters, case, strict=True))})"


def _ask(function: Formula, name: str, letters: str, case: tuple[int, ...]) -> object:
    try:
        return function(*case)
    except StudentRaised as fault:
        message = str(fault).removeprefix(fault.kind).removeprefix(": ")
        called = f"(in {describe(name, letters, case)})"
        raise StudentRaised(fault.kind, f"{message} {called}".strip(), fault.trace) from fault


def _same(answer: object, expected: object) -> bool:
    if isinstance(expected, list):
        return (
            isinstance(answer, (list, tuple))
            and all(type(one) is int for one in answer)
            and list(answer) == expected
        )
    return type(answer) is int and answer == expected


def _explain(wrong: Mapping[tuple[int, ...], object], misconceptions: Mapping[str, Formula]) -> str:
    first = next(iter(wrong))
    for cases in (list(wrong), [first]):
        for text, formula in misconceptions.items():
            if all(_same(wrong[case], formula(*case)) for case in cases):
                return f": {text}"
    return ""


def _size(case: tuple[int, ...]) -> tuple[int, ...]:
    return (sum(case), *case)
