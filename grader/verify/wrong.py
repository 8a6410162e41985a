"""Known mistakes cost what they name, no more and no less; and every check has its mistake."""

import re
from itertools import chain

from grader.model.outcome import Outcome
from grader.verify.bench import Graded
from grader.verify.claim import Claim, any_ungraded, missed, shortened, told
from grader.verify.evidence import Evidence

FEWEST = 5
_FIRST_LINE = re.compile(r"# fails: *(\S.*)")


def mistakes_cost_what_they_name(evidence: Evidence) -> Claim:
    """Each known-wrong submission fails the checks that its first line names, and every check is named."""
    slug = evidence.exercise.slug
    found = {one.case.label: _against(one) for one in evidence.wrong}
    problems = list(chain.from_iterable(found.values()))
    if len(evidence.wrong) < FEWEST:
        problems.append(f"exercises/{slug}/wrong has {len(evidence.wrong)} files; write at least {FEWEST}")
    caught = set().union(*(missed(one.result) for one in evidence.wrong))
    problems += [
        f"no known-wrong submission fails {one.check.name}; write one, or take the check out"
        for one in evidence.solution[0].result.checks
        if one.check.name not in caught
    ]
    return Claim(
        slug=slug,
        name="wrong",
        said=f"{sum(not lines for lines in found.values())}/{len(found)}",
        problems=tuple(problems),
        ungraded=any_ungraded([one.result for one in evidence.wrong]),
    )


def _against(wrong: Graded) -> list[str]:
    label, result = wrong.case.label, wrong.result
    if not result.graded:
        return told(label, result)
    first = wrong.case.source.decode("utf-8", "replace").partition("\n")[0].rstrip()
    line = _FIRST_LINE.fullmatch(first)
    if line is None:
        return [f"{label} begins with {first!r}; the first line must be `# fails: test_a, test_b`"]
    named = [name.strip() for name in line[1].split(",")]
    known = {one.check.name for one in result.checks}
    problems = [
        f"{label} names {name}, which {'it passes' if name in known else 'is no check of this exercise'}"
        for name in named
        if name not in missed(result)
    ]
    for one in result.checks:
        if one.outcome is Outcome.PASSED:
            continue
        if one.check.name not in named:
            problems.append(
                f"{label} does not name {one.check.name}, which {one.outcome}: {shortened(one.message)}"
            )
        if not one.message:
            problems.append(f"{label}: {one.check.name} says nothing of what is wrong")
    return problems
