"""Codabench's detailed_results.html: a page without scripts, links or pictures."""

import html
from collections.abc import Iterator

from grader.model.outcome import Outcome
from grader.model.result import CheckResult
from grader.report.each import Share
from grader.report.inert import shorten, visible
from grader.report.seen import Seen, seen
from grader.report.words import NOT_YOURS, count, ended, points
from grader.seams import Gradings

_LONGEST = 20_000
_HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Detailed results</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; color: #1c1e21; background: #fff; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin: 2.5rem 0 0.25rem; border-bottom: 1px solid #ccc; }
table { border-collapse: collapse; width: 100%; }
td { padding: 0.4rem 0.6rem; vertical-align: top; border-bottom: 1px solid #e4e4e4; }
td.points, td.state { white-space: nowrap; }
tr.passed td.state { color: #176b2c; }
tr.missed td.state { color: #a11c1c; font-weight: 600; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: 0.875rem; }
pre { background: #f5f5f5; padding: 0.6rem; margin: 0.4rem 0 0; }
p.quiet { color: #555; }
</style>
</head>
<body>
<h1>Detailed results</h1>
"""
_TAIL = "</body>\n</html>\n"


def page(gradings: Gradings, share: Share) -> str:
    """A student's page: of each exercise the checks that are shown, with what is to be said of them."""
    titles = {exercise.slug: exercise.title for exercise in gradings.exercises}
    findings = [one.message for one in gradings.findings if one.student == share.student]
    parts = [
        *(f'<p class="quiet">Note: {_text(message)}</p>' for message in findings),
        *(
            part
            for one in share.standings
            for part in _exercise(seen(one, gradings.shown), titles[one.submission.slug])
        ),
    ]
    return _HEAD + "\n".join(parts) + "\n" + _TAIL


def _exercise(one: Seen, title: str) -> Iterator[str]:
    standing = one.standing
    yield f"<h2>{_text(standing.submission.slug)}: {_text(title)}</h2>"
    if not standing.graded:
        yield f"<p>{NOT_YOURS}</p>"
    elif one.checks:
        of_what = "the checks shown here" if one.withheld else "all checks"
        earned = f"{points(one.score.earned)} of {count(one.score.possible, 'point')}"
        yield f"<p><strong>{earned}</strong> for {of_what}.</p>"
    if standing.note:
        yield f"<p>Note: {_text(standing.note)}</p>"
    if one.checks:
        yield "<table>"
        yield from (_check(result, standing.note) for result in one.checks)
        yield "</table>"
    if one.withheld:
        worth = count(one.withheld_points, "point")
        yield f'<p class="quiet">{count(one.withheld, "further check")} worth {worth} not shown yet.</p>'
    for name, value in one.measures.items():
        yield f"<p>{_text(name)}: {value:.6g}</p>"
    yield from (f"<pre>{_text(text)}</pre>" for text in one.printed)


def _check(result: CheckResult, note: str) -> str:
    kind = "passed" if result.outcome is Outcome.PASSED else "missed"
    told = result.message.strip() in {"", note}
    message = "" if told else f"<pre>{_text(result.message)}</pre>"
    return (
        f'<tr class="{kind}"><td class="state">{ended(result)}</td>'
        f'<td class="points">{points(result.earned)} of {points(result.check.points)}</td>'
        f"<td>{_text(result.check.description or result.check.name)}{message}</td></tr>"
    )


def _text(text: str) -> str:
    return html.escape(shorten(visible(text).strip("\n"), _LONGEST))
