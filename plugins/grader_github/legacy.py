"""The result of the actions that GitHub Classroom had: `result=` in GITHUB_OUTPUT, JSON in base64."""

import base64
import json
import math
from collections.abc import Sequence
from typing import Any

from grader.report.log import log_line
from grader.seams import Gradings
from grader_github.shares import PER_POINT, Share, everything_graded, shares

# It travels in one environment variable, of which Linux takes 128 KiB.
LIMIT_BYTES = 120_000
MOST_TESTS = 400
_LONGEST_NAME = 80
_LONGEST_MESSAGE = 300


def classroom_result(gradings: Gradings) -> dict[str, Any]:
    """The document before it is encoded.

    Its readers score in two ways: by the sum of `score`, and by the share of tests that passed. Both come to
    the same, because each check stands there as tests of one size, as many as it is worth. Where more than
    400 were needed there are 400 in all: then the share is rounded down to a 400th, and the sum stays exact.
    """
    if not everything_graded(gradings):
        return {"version": 3, "status": "error", "max_score": 0, "tests": []}
    parts = shares(gradings, "github-classroom")
    possible = sum(part.possible for part in parts)
    size = math.gcd(*(number for part in parts for number in (part.possible, part.earned))) or 1
    tests = _exact(parts, size) if possible // size <= MOST_TESTS else _coarse(parts)
    missed = any(part.earned < part.possible for part in parts if part.outcome)
    return {
        "version": 3,
        "status": "fail" if missed else "pass",
        "max_score": possible / PER_POINT,
        "tests": tests,
    }


def encoded(document: dict[str, Any]) -> str:
    """The document as its readers take it, without the messages where it would be too long with them."""
    text = _encode(document)
    if len(text) <= LIMIT_BYTES:
        return text
    brief = [{key: test[key] for key in ("name", "status", "score")} for test in document["tests"]]
    return _encode({**document, "tests": brief})


def _encode(document: dict[str, Any]) -> str:
    return base64.b64encode(json.dumps(document, separators=(",", ":")).encode()).decode()


def _exact(parts: Sequence[Share], size: int) -> list[dict[str, Any]]:
    return [
        test
        for part in parts
        for test in _tests(part, part.possible // size, part.earned // size, size / PER_POINT)
    ]


def _coarse(parts: Sequence[Share]) -> list[dict[str, Any]]:
    earned, possible = sum(part.earned for part in parts), sum(part.possible for part in parts)
    passed = earned * MOST_TESTS // possible
    whole = Share(name="All checks", earned=earned, possible=possible)
    tests = _tests(whole, MOST_TESTS, passed, earned / PER_POINT / max(1, passed))
    if not passed:
        tests[0]["score"] = earned / PER_POINT
    return tests


def _tests(part: Share, number: int, passed: int, score: float) -> list[dict[str, Any]]:
    # Its readers print names and messages as they are, and the runner looks for commands in what is printed.
    name = _cut(log_line(part.name), _LONGEST_NAME)
    tests: list[dict[str, Any]] = [
        {
            "name": name if number == 1 else f"{name} ({place} of {number})",
            "status": "pass" if place <= passed else "fail",
            "score": score if place <= passed else 0,
        }
        for place in range(1, number + 1)
    ]
    if passed < number and part.message:
        line = part.place.line if part.place and not part.place.cell else 0
        said = _cut(log_line(part.message), _LONGEST_MESSAGE)
        tests[passed] |= {"message": said, "filename": log_line(part.file), "line_no": line}
    return tests


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
