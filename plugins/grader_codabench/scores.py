"""Codabench's scores.json: a number for each column of the leaderboard."""

import json
import math

from grader.report.each import Share
from grader.report.seen import seen
from grader.seams import Gradings


def scores(gradings: Gradings, share: Share) -> str:
    """A student's, as text: each exercise's points by its slug, `total`, `percent`, and `<slug>_<figure>`.

    The points are those of all checks. Figures (`mlp_accuracy`) are here only where the student may see them.
    """
    whole = share.score
    columns = {one.submission.slug: one.score.earned for one in share.standings}
    columns |= {"total": whole.earned, "percent": 100 * whole.fraction}
    for one in share.standings:
        for name, value in seen(one, gradings.shown).measures.items():
            if math.isfinite(value):
                columns[f"{one.submission.slug}_{name}"] = value
    return json.dumps(columns, indent=1, allow_nan=False) + "\n"
