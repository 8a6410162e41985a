"""Hidden tests that are edited between two gradings, in any way at all."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.catalog.digest import exercise_digest
from grader.catalog.keeping import Keeping
from grader.judging.judge import judge
from grader.model.exercise import Exercise
from grader.model.job import Job, Terms
from grader.model.outcome import Outcome
from grader.model.result import CheckResult, JobResult
from grader.model.submission import Submission

PROGRAM = b"""
say("imported ")

def answer(x):
    say(f"{x} ")
    if x == 3:
        raise ValueError(x)
    return x
"""
HEAD = """
import pytest
import torch
from grader.judging.credit import PartialCredit

HELPER = {helper}
"""
CHECK = """
@pytest.mark.points({points})
@pytest.mark.visibility({visibility!r})
{requires}def test_{name}(submission, record_property):
    "Says {text}."
    record_property("feedback", "on {name}: {body}, " + str(torch.rand(1).item()))
    record_property("figure {name}", {body})
    answer = submission.answer({body})
    if answer == 2:
        raise PartialCredit(1 / 3, "a part of it")
    assert answer in (0, HELPER), "another was expected"
"""


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One hidden test."""

    name: str
    text: int
    points: float
    visibility: str
    body: int
    requires: frozenset[str]


ITEM: dict[str, st.SearchStrategy[Any]] = {
    "text": st.integers(0, 1),
    "points": st.sampled_from([0.1, 1, 3]),
    "visibility": st.sampled_from(["visible", "visible", "hidden"]),
    "body": st.integers(0, 3),
    "requires": st.frozensets(st.sampled_from("abcde"), max_size=1),
}
ITEMS = st.builds(Item, name=st.sampled_from("abcde"), **ITEM)
FILES = st.lists(ITEMS, min_size=1, max_size=5, unique_by=lambda one: one.name)


@st.composite
def edited(draw: st.DrawFn, items: list[Item]) -> list[Item]:
    """The same tests after some edits, of which there is one at least that leaves a test."""
    items = list(items)
    for _ in range(draw(st.integers(1, 2))):
        place = draw(st.integers(0, len(items) - 1))
        match draw(st.sampled_from(["change", "change", "remove", "move", "add"])):
            case "change":
                field = draw(st.sampled_from(sorted(ITEM)))
                items[place] = msgspec.structs.replace(items[place], **{field: draw(ITEM[field])})
            case "remove" if len(items) > 1:
                del items[place]
            case "move":
                items.append(items.pop(place))
            case "add":
                new = draw(ITEMS)
                items = [*(one for one in items if one.name != new.name), new]
    return items


def consistent(items: list[Item]) -> list[Item]:
    """Each requires only what stands before it and is seen by whoever sees it."""
    seen: dict[str, Item] = {}
    for item in items:
        allowed = {
            name
            for name in item.requires
            if name in seen and (item.visibility == "hidden" or seen[name].visibility == "visible")
        }
        seen[item.name] = msgspec.structs.replace(item, requires=frozenset(allowed))
    return list(seen.values())


def text_of(items: list[Item], helper: int) -> str:
    """The file of these tests."""
    parts = [HEAD.format(helper=helper)]
    for item in items:
        names = ", ".join(f"'test_{name}'" for name in item.requires)
        requires = f"@pytest.mark.requires({names})\n" if names else ""
        parts.append(CHECK.format(**{**msgspec.structs.asdict(item), "requires": requires}))
    return "".join(parts)


def timeless(result: JobResult) -> JobResult:
    """The result without what a second grading may not know."""
    checks = tuple(msgspec.structs.replace(one, duration_s=0.0) for one in result.checks)
    return msgspec.structs.replace(result, checks=checks, duration_s=0.0, kept=0)


def observed(one: CheckResult) -> bool:
    """Whether it was run."""
    return one.outcome is not Outcome.NOT_RUN


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data(), FILES, st.integers(0, 1), st.integers(0, 1))
def test_what_is_kept_changes_no_result(
    make_sandbox: Callable[..., Any], data: st.DataObject, items: list[Item], before: int, after: int
) -> None:
    """After any edit the result is what grading from nothing gives; what is the same is not asked again."""
    first, second = consistent(items), consistent(data.draw(edited(items)))
    with tempfile.TemporaryDirectory() as folder:

        def grade(items: list[Item], helper: int, *earlier: JobResult) -> JobResult:
            (Path(folder) / "hidden_tests.py").write_text(text_of(items, helper), encoding="utf-8")
            exercise = Exercise(slug="it", title="It", folder=folder, digest=exercise_digest(Path(folder)))
            submission = Submission(student="ada", slug="it", filename="it.py", source=PROGRAM)
            job = Job(submission=submission, exercise=exercise, terms=Terms())
            keeping = Keeping([job], lambda _: earlier)
            return keeping.stamped(judge(keeping.with_kept(job), make_sandbox()))

        old = grade(first, before)
        nothing, new = grade(second, after), grade(second, after, old)
    # What is printed while the file is imported stands with the check that needed it first.
    for said in ("feedback", "withheld"):
        assert getattr(new, said).replace("imported ", "") == getattr(nothing, said).replace("imported ", "")
        assert getattr(new, said).count("imported ") <= 1
    assert without_imports(timeless(new)) == without_imports(timeless(nothing))
    assert new.kept == len(kept_of(first, second, old, nothing)) * (before == after)


def without_imports(result: JobResult) -> JobResult:
    """The result without what was printed while the file was imported, and without the texts made of it."""
    checks = tuple(
        msgspec.structs.replace(one, recorded=msgspec.structs.replace(one.recorded, imported=""))
        for one in result.checks
    )
    return msgspec.structs.replace(result, checks=checks, feedback="", withheld="")


def kept_of(first: list[Item], second: list[Item], old: JobResult, new: JobResult) -> list[str]:
    """The tests that need not be run again, by their text alone."""
    was = {one.name: one for one in first}
    ran = {one.check.name.removeprefix("test_") for one in old.checks if observed(one)}
    runs = {one.check.name.removeprefix("test_") for one in new.checks if observed(one)}
    return [
        one.name
        for one in second
        if one.name in ran & runs
        and msgspec.structs.replace(one, text=0, points=1)
        == msgspec.structs.replace(was[one.name], text=0, points=1)
        and (one.body != 2 or one.points == was[one.name].points)
    ]
