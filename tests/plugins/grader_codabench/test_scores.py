"""Codabench's scores.json and detailed_results.html."""

import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from grader_codabench.plugin import CodabenchReporter

from grader.model.outcome import Outcome, Visibility
from grader.seams import Gradings

GradedRun = Callable[..., Gradings]
HARMLESS = {
    *("html", "head", "meta", "title", "style", "body"),
    *("h1", "h2", "p", "strong", "table", "tr", "td", "pre"),
}


class _Elements(HTMLParser):
    """Which elements and attributes a page has, and that they are closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.attributes: set[str] = set()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_a_number_for_each_column(graded_run: GradedRun, tmp_path: Path) -> None:
    """Every column is a number; figures stand there only where every check is shown.

    Codabench (codalab/codabench) sends the whole file to `upload_submission_scores` in
    src/apps/api/views/submissions.py, which passes over what is no column's key. Without one, `push_scores`
    in compute_worker/compute_worker.py has the submission fail.
    """
    scores, _ = CodabenchReporter().write(graded_run(Outcome.PASSED), tmp_path)
    assert all(isinstance(value, float) for value in json.loads(scores.read_text()).values())
    assert json.loads(scores.read_text()) == {"mlp": 5.0, "conv_strided": 1.0, "total": 6.0, "percent": 60.0}
    shown = graded_run(Outcome.PASSED, shown=frozenset(Visibility))
    scores, _ = CodabenchReporter().write(shown, tmp_path)
    assert json.loads(scores.read_text())["mlp_accuracy"] == 0.987


@pytest.mark.parametrize("outcome", list(Outcome))
def test_the_page_is_inert(graded_run: GradedRun, tmp_path: Path, outcome: Outcome) -> None:
    """Whatever students wrote, the page has no element or attribute but its own, each closed in its place."""
    *_, page = CodabenchReporter().write(graded_run(outcome), tmp_path)
    text = page.read_text(encoding="utf-8")
    elements = _Elements()
    elements.feed(text)
    assert elements.seen <= HARMLESS
    assert elements.attributes <= {"lang", "charset", "http-equiv", "content", "name", "class"}
    assert not elements.open
    assert all(char.isprintable() or char == "\n" for char in text)
    for secret in ("secretly", "It learns", "Seen later", "0.987"):
        assert secret not in text


def test_without_a_grade_there_are_no_scores(graded_run: GradedRun, tmp_path: Path) -> None:
    """An earlier run's scores.json is taken away, and the page says whose fault it is."""
    CodabenchReporter().write(graded_run(), tmp_path)
    (page,) = CodabenchReporter().write(graded_run(Outcome.INTERNAL_ERROR), tmp_path)
    assert not (tmp_path / "scores.json").exists()
    assert "The fault is the grader's" in page.read_text(encoding="utf-8")
