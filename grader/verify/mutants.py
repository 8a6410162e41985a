"""Whether the hidden tests see every small mistake that a machine can make of the solution."""

import math
from collections.abc import Sequence
from pathlib import Path

import msgspec

from grader.model.exercise import Exercise
from grader.model.outcome import OUT_OF_TIME
from grader.verify.bench import Bench, Case, Graded
from grader.verify.claim import Claim, any_ungraded, missed, told
from grader.verify.equivalent import FILENAME, Equivalent, stale
from grader.verify.mutate import Mutant, mutate

# A mutant that takes so much longer than the solution is one that does not end.
_TIMES = 5
_LEAST_CALL_S = 3.0
_LEAST_CPU_S = 10

Tried = tuple[Mutant, Graded]


def try_mutants(exercise: Exercise, path: Path, solution: Graded, bench: Bench) -> list[Tried]:
    """Grade every mutant of the solution up to the first check that it does not pass.

    The limits are tight at first; whoever runs out of time then is graded once more with the exercise's own,
    so that a busy machine makes no mistake of what is none.

    Args:
        exercise: which exercise.
        path: where its solution is.
        solution: what came of the solution; tells how long a right answer takes.
        bench: where to grade.

    Raises:
        UsageError: cosmic-ray is not installed.
    """
    hurried = hurry(exercise, solution)
    cases = {
        f"mutant {number}": mutant
        for number, mutant in enumerate(mutate(path.read_text(encoding="utf-8"), str(path)), 1)
    }
    graded = bench.grade(
        Case(label=label, source=mutant.source.encode(), exercise=hurried, until_missed=True)
        for label, mutant in cases.items()
    )
    late = [one.case for one in graded.values() if _ran_out_hurried(one, exercise)]
    graded |= bench.grade(msgspec.structs.replace(case, exercise=exercise) for case in late)
    return [(mutant, graded[label]) for label, mutant in cases.items()]


def grade_survivors_in_public(exercise: Exercise, tried: Sequence[Tried], bench: Bench) -> list[Graded]:
    """Grade the mutants that earn everything by the tests that students have; nobody where there are none."""
    if not exercise.public_tests.is_file():
        return []
    cases = [
        Case(
            label=f"line {mutant.line} as {mutant.after!r}, which earns full credit, by the public tests",
            source=mutant.source.encode(),
            exercise=exercise.in_public(),
        )
        for mutant in _survivors(tried)
    ]
    return list(bench.grade(cases).values())


def mutants_are_caught(
    exercise: Exercise, path: Path, tried: Sequence[Tried], listed: Sequence[Equivalent]
) -> Claim:
    """No mutant earns everything, but for those that are listed as no mistakes."""
    survivors = _survivors(tried)
    holes = [mutant for mutant in survivors if not any(one.means(mutant) for one in listed)]
    place = f"exercises/{exercise.slug}/{FILENAME}"
    problems = [f"{_shown(mutant, path)}\n  earns full credit" for mutant in holes]
    for mutant, one in tried:
        if not one.result.graded:
            problems += told(_shown(mutant, path) + "\n ", one.result)
    problems += [
        f"{place}: {one.before!r} → {one.after!r} in {one.function or 'the module'} is no survivor; take the "
        "entry out"
        for one in stale(listed, survivors)
    ]
    killed = sum(bool(missed(one.result)) for _, one in tried if one.result.graded)
    return Claim(
        slug=exercise.slug,
        name="mutants",
        said=f"{killed}/{len(holes)}/{len(survivors) - len(holes)}",
        problems=tuple(problems),
        remedy=f"Make a hidden check see it, or list it in {place} with the reason why it is no mistake."
        if holes
        else "",
        ungraded=any_ungraded([one.result for _, one in tried]),
    )


def hurry(exercise: Exercise, solution: Graded) -> Exercise:
    """The exercise with tighter limits, which are still ample for whatever ends as fast as the solution."""
    checks = solution.result.checks
    slowest_s = max((one.duration_s for one in checks if one.check.time_limit_s is None), default=0.0)
    limits = exercise.limits
    call_s = min(limits.call_s, max(_LEAST_CALL_S, _TIMES * slowest_s))
    cpu_s = limits.cpu_s
    if not exercise.trains:
        whole_s = math.ceil(_TIMES * solution.result.duration_s)
        cpu_s = min(cpu_s, max(_LEAST_CPU_S, whole_s))
    return msgspec.structs.replace(
        exercise, limits=msgspec.structs.replace(limits, call_s=call_s, cpu_s=cpu_s)
    )


def _ran_out_hurried(one: Graded, exercise: Exercise) -> bool:
    # A check with a time limit of its own has it whole; for one that trains nothing, processor time is short.
    return one.result.graded and any(
        check.outcome in OUT_OF_TIME and (check.check.time_limit_s is None or not exercise.trains)
        for check in one.result.checks
    )


def _survivors(tried: Sequence[Tried]) -> list[Mutant]:
    return [mutant for mutant, one in tried if one.result.graded and not missed(one.result)]


def _shown(mutant: Mutant, path: Path) -> str:
    return (
        f"{path}:{mutant.line}, in {mutant.function or 'the module'}\n"
        f"  before: {mutant.before}\n  after:  {mutant.after or '(nothing)'}"
    )
