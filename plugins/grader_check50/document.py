"""The document that `check50 -o json` writes, of the checks that are shown."""

import importlib.metadata
import json
from collections.abc import Iterator

from grader.model.outcome import Outcome
from grader.model.result import CheckResult
from grader.report.each import Share
from grader.report.inert import shorten, visible
from grader.report.seen import Seen, seen
from grader.report.words import NOT_YOURS, ended
from grader.seams import Gradings

_LONGEST = 20_000
_NOT_RUN = (Outcome.NOT_RUN, Outcome.INTERNAL_ERROR)
_EMPTY: dict[str, object] = {
    "name": "",
    "description": "",
    "passed": None,
    "log": [],
    "cause": None,
    "data": {},
    "dependency": None,
}


def document(gradings: Gradings, share: Share) -> str:
    """A student's document, as text.

    Its slug is the exercise's, or all of them with `+` between; a check's name is its own, and with several
    exercises that and the slug. `passed` is null for what was not run, the whole of an exercise that
    could not be graded included.
    """
    slugs = [exercise.slug for exercise in gradings.exercises]
    found = [
        result
        for one in share.standings
        for result in _results(seen(one, gradings.shown), f"{one.submission.slug}." if slugs[1:] else "")
    ]
    whole = {"slug": "+".join(slugs), "results": found, "version": importlib.metadata.version("grader")}
    return json.dumps(whole, indent=4) + "\n"


def _results(one: Seen, prefix: str) -> Iterator[dict[str, object]]:
    if not one.standing.graded:
        slug = one.standing.submission.slug
        yield _EMPTY | {
            "name": f"{prefix}{slug}",
            "description": f"{slug} is graded",
            "cause": {"rationale": NOT_YOURS, "help": None},
        }
    shown = {result.check.name for result in one.checks}
    for result in one.checks:
        needs = next((name for name in result.check.requires if name in shown), None)
        passed = result.outcome is Outcome.PASSED
        yield _EMPTY | {
            "name": visible(prefix + result.check.name),
            "description": visible(result.check.description or result.check.name),
            "passed": None if result.outcome in _NOT_RUN else passed,
            "cause": None if passed else _cause(result, one.standing.note),
            "data": {"earned": result.earned, "points": result.check.points},
            "dependency": None if needs is None else visible(prefix + needs),
        }


def _cause(result: CheckResult, note: str) -> dict[str, object]:
    how = ended(result)
    rationale = shorten(visible(result.message or note), _LONGEST).strip() or how
    return {"rationale": rationale, "help": None if rationale == how else how}
