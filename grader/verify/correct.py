"""What is right earns everything, what is empty earns nothing, and chance has no say in it."""

import math
from collections.abc import Sequence

import msgspec

from grader.catalog.course import Course
from grader.catalog.stubs import build_stubs
from grader.model.result import JobResult
from grader.verify.bench import Graded
from grader.verify.claim import Claim, any_ungraded, counted, missed, told
from grader.verify.evidence import Evidence


def solution_earns_everything(evidence: Evidence) -> Claim:
    """The solution passes every check, with each seed."""
    results = [one.result for one in evidence.solution]
    checks = results[0].checks
    points = math.fsum(one.check.points for one in checks)
    return Claim(
        slug=evidence.exercise.slug,
        name="solution",
        said=f"{counted(len(checks), 'check')}, {counted(points, 'point')}, {counted(len(results), 'seed')}",
        problems=tuple(line for one in evidence.solution for line in told(one.case.label, one.result)),
        ungraded=any_ungraded(results),
    )


def stub_earns_nothing(evidence: Evidence, course: Course) -> Claim:
    """The stub has no point in it, and is what the solution makes."""
    only = msgspec.structs.replace(course, exercises=(evidence.exercise,))
    problems = [
        f"{path} is not what its solution makes; run `grader build`" for path in build_stubs(only, check=True)
    ]
    problems += _earned(evidence.stub)
    return Claim(
        slug=evidence.exercise.slug,
        name="stub",
        said=counted(evidence.stub.result.score.earned, "point"),
        problems=tuple(problems),
        ungraded=any_ungraded([evidence.stub.result]),
    )


def public_tests_agree(evidence: Evidence, unharmed: Sequence[Graded]) -> Claim:
    """The public tests pass the solution and what else earns full credit, and give the stub nothing.

    Args:
        evidence: solution and stub by the public tests.
        unharmed: by the public tests, the mutants that pass every hidden check.
    """
    if not evidence.public:
        return Claim(slug=evidence.exercise.slug, name="public", said="no public tests")
    solution, stub = evidence.public
    return Claim(
        slug=evidence.exercise.slug,
        name="public",
        said=counted(len(solution.result.checks), "check"),
        problems=(
            *(line for one in (solution, *unharmed) for line in told(one.case.label, one.result)),
            *_earned(stub),
        ),
        ungraded=any_ungraded([one.result for one in (solution, stub, *unharmed)]),
    )


def runs_are_repeatable(evidence: Evidence) -> Claim:
    """The same file and seed come to the same twice."""
    before = {one.case.label: one.result for one in (*evidence.solution, *evidence.wrong)}
    pairs = [(label, before[label], one.result) for label, one in evidence.again.items()]
    return Claim(
        slug=evidence.exercise.slug,
        name="repeatable",
        said=f"{counted(len(pairs), 'file')} twice",
        problems=tuple(line for label, first, second in pairs for line in _differences(label, first, second)),
        remedy="Draw every random number of a hidden test from the fixture `rng`.",
        ungraded=any_ungraded([second for _, _, second in pairs]),
    )


def _earned(stub: Graded) -> list[str]:
    if not stub.result.graded:
        return told(stub.case.label, stub.result)
    return [
        f"{stub.case.label} earns {one.earned:g} of {one.check.points:g} points for {one.check.name}"
        for one in stub.result.checks
        if one.earned
    ]


def _differences(label: str, first: JobResult, second: JobResult) -> list[str]:
    problems = [
        f"{label}: {one.check.name} was {one.outcome}: {one.message!r}\n"
        f"  and again {other.outcome}: {other.message!r}"
        for one, other in zip(first.checks, second.checks, strict=False)
        if (one.check, one.outcome, one.earned, one.message)
        != (other.check, other.outcome, other.earned, other.message)
    ]
    for what in ("measures", "feedback", "note"):
        one, other = getattr(first, what), getattr(second, what)
        if one != other:
            problems.append(f"{label}: {what} were {one!r}, and again {other!r}")
    if not problems and missed(first) != missed(second):
        problems.append(f"{label}: other checks were run the second time")
    return problems
