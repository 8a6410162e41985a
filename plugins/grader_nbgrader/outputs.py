"""What stands under a test cell: how its check ended, as far as the student may see it."""

from grader.report.inert import shorten, visible
from grader.report.seen import Seen
from grader.report.words import ended, points
from grader_nbgrader.ids import check_id

_LONGEST = 4000
NOT_SHOWN = "How this check ended is not shown.\n"
OURS = "This could not be graded. The fault is the grader's, and costs you no points.\n"


def outputs_of(one: Seen, slug: str) -> dict[str, str]:
    """By grade id, the text under the test cell of every check of the exercise; a line feed ends it."""
    shown = {result.check.name: result for result in one.checks}
    texts = {}
    for result in one.standing.checks:
        name = check_id(slug, result.check)
        if not one.standing.graded:
            texts[name] = OURS
        elif result.check.name not in shown:
            texts[name] = NOT_SHOWN
        else:
            earned = f"{points(result.earned)} of {points(result.check.points)}"
            message = result.message or one.standing.note
            told = f": {message}" if message and result.earned < result.check.points else ""
            texts[name] = shorten(visible(f"{ended(result)} ({earned}){told}"), _LONGEST) + "\n"
    return texts
