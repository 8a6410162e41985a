"""Classroom 50's `result.json`, of the schema classroom50/result/v1."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from grader.model.errors import UsageError
from grader.seams import Gradings
from grader_github.shares import shares

SCHEMA = "classroom50/result/v1"
_FROM = {
    "classroom": "CLASSROOM",
    "assignment": "ASSIGNMENT",
    "submission": "SUBMISSION_TAG",
    "commit": "COMMIT_URL",
    "release": "RELEASE_URL",
}


def result_document(gradings: Gradings, environ: Mapping[str, str], now: datetime) -> dict[str, Any]:
    """What the runner reads; points are hundredths (`grader_github.shares`), because it takes whole numbers.

    Raises:
        UsageError: the runner's variables are not there, or the run has several students.
    """
    owner = environ.get("OWNER") or environ.get("USERNAME", "")
    missing = [name for name in _FROM.values() if not environ.get(name)] + ["OWNER"] * (not owner)
    if missing:
        raise UsageError(
            f"Classroom 50's runner sets {', '.join(missing)}, and here that is not set; "
            "run `grader ci --format classroom50` from the assignment's autograder.py"
        )
    tests = [
        {
            "test-name": share.name,
            "passed": share.earned == share.possible,
            "score": share.earned,
            "max-score": share.possible,
            **{key: said for key, said in (("outcome", share.outcome), ("message", share.message)) if said},
        }
        for share in shares(gradings, "classroom50")
    ]
    return {
        "schema": SCHEMA,
        **{field: environ[name] for field, name in _FROM.items()},
        "assignment_type": environ.get("ASSIGNMENT_TYPE") or "individual",
        "owner": owner,
        "review": environ.get("REVIEW_URL") or environ["COMMIT_URL"],
        # The runner replaces both times by its own.
        "datetime": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "graded_at": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "score": sum(test["score"] for test in tests),
        "max-score": sum(test["max-score"] for test in tests),
        "tests": tests,
    }
