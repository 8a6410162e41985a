"""What Autolab reads at the end of an autograder's output: formatted feedback, and the autoresult."""

import json
import math
from collections.abc import Mapping

from grader.model.outcome import Outcome
from grader.model.result import CheckResult
from grader.report.each import Share
from grader.report.inert import shorten, visible
from grader.report.seen import Seen, seen
from grader.report.words import NOT_YOURS, count, ended
from grader.seams import Gradings

_LONGEST_HINT = 2000


def autoresult(gradings: Gradings, share: Share) -> str:
    """Two lines of JSON: a stage for each exercise with the checks that are shown, and the scores.

    The scores go by slug, are of all checks, and leave out an exercise that could not be graded: what Autolab
    has for it already stays. Where that is every exercise its score is null, because Autolab takes an output
    without scores for a zero, and null for no score.
    """
    graded = [one for one in share.standings if one.graded]
    stages = {one.submission.slug: _stage(seen(one, gradings.shown)) for one in share.standings}
    feedback: dict[str, object] = {"_presentation": "semantic", "stages": list(stages), **stages}
    scores: dict[str, float | None] = {one.submission.slug: one.score.earned for one in graded}
    scores = scores or {one.submission.slug: None for one in share.standings}
    return f"{json.dumps(feedback)}\n{json.dumps({'scores': scores})}\n"


def _stage(one: Seen) -> Mapping[str, object]:
    if not one.standing.graded:
        return {"not graded": {"passed": False, "hint": NOT_YOURS}}
    stage: dict[str, object] = {}
    for result in one.checks:
        name = visible(result.check.description or result.check.name)
        # Two checks may have one description, and a name that stands there twice is read once.
        name = f"{name} ({visible(result.check.name)})" if name in stage else name
        stage[name] = _check(result, one.standing.told(result))
    if one.standing.note:
        stage["note"] = visible(one.standing.note)
    if one.withheld:
        stage["not shown yet"] = f"{count(one.withheld, 'check')} worth {count(one.withheld_points, 'point')}"
    return stage | {visible(name): value for name, value in one.measures.items() if math.isfinite(value)}


def _check(result: CheckResult, told: str) -> Mapping[str, object]:
    if result.outcome is Outcome.PASSED:
        return {"passed": True}
    hint = f"{ended(result)}: {shorten(visible(told), _LONGEST_HINT)}" if told else ended(result)
    return {"passed": False, "hint": hint}
