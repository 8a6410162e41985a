"""A class as Otter 7 itself writes it: `by_otter.py OURS.csv THEIRS.csv`, with JSON on standard input.

test_final_grades.py runs it where Python finds Otter. THEIRS.merged is both tables, put together by Otter.
"""

import json
import sys

import pandas as pd
from otter.grade.utils import merge_csv, merge_scores_to_df
from otter.test_files import GradingResults


def results(file: str, questions: dict[str, tuple[float, float]]) -> GradingResults:
    """A student's, with a test that passed and one that did not for each question, of these points."""
    made = GradingResults.from_ottr_json(
        json.dumps(
            {
                "test_file_results": [
                    {
                        "filename": f"{name}.py",
                        "points": None,
                        "test_case_results": [
                            {"test_case": case(points), "error": "", "passed": passed}
                            for points, passed in (
                                (float(earned), True),
                                (float(possible) - float(earned), False),
                            )
                        ],
                    }
                    for name, (earned, possible) in questions.items()
                ]
            }
        )
    )
    made.file = file
    return made


def case(points: float) -> dict[str, object]:
    """A test case that says nothing."""
    texts = dict.fromkeys(("name", "code", "success_message", "failure_message"), "")
    return {**texts, "hidden": False, "points": points}


def failed(file: str, why: str) -> GradingResults:
    """A student's whom Otter could not grade."""
    made = GradingResults.without_results(RuntimeError(why))
    made.file = file
    return made


def main() -> None:
    """Write both tables."""
    ours, theirs = sys.argv[1:]
    given = json.load(sys.stdin)
    table = merge_scores_to_df(
        [results(*one) for one in given["graded"]] + [failed(*one) for one in given["failed"]]
    )
    table.to_csv(theirs, index=False)
    merged = merge_csv([pd.read_csv(ours), pd.read_csv(theirs)])
    merged.to_csv(theirs.replace(".csv", ".merged"), index=False)


if __name__ == "__main__":
    main()
