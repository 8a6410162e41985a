"""A class of which most attack: nobody else's score, file or process is any different for it."""

import csv
import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest
from markdown_it import MarkdownIt

from grader.data.digits import build_digits
from grader.sandbox.full import why_not_full

ACTIVE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)


def _hostile_class() -> ModuleType:
    # Tests are no package, so a module beside them is loaded by its place.
    place = Path(__file__).with_name("hostile_class.py")
    spec = importlib.util.spec_from_file_location("hostile_class", place)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


hostile_class = _hostile_class()
Graded = hostile_class.Graded


@pytest.fixture(scope="module")
def peaceful(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    """The honest students alone."""
    return hostile_class.grade(tmp_path_factory.mktemp("peaceful"), "standard", attacked=False)


@pytest.fixture(scope="module", params=["full", "standard"])
def graded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Graded:
    """The class with all attackers in the strongest sandbox there is, with a third of them in the other."""
    missing = why_not_full()
    if request.param == "full" and missing:
        pytest.skip(f"the sandbox `full` cannot be built on this machine: {missing}")
    share = 1 if missing or request.param == "full" else 3
    return hostile_class.grade(tmp_path_factory.mktemp(str(request.param)), str(request.param), share=share)


@pytest.mark.slow
def test_honest_scores_are_those_of_a_peaceful_class(graded: Graded, peaceful: Graded) -> None:
    """Right and partly right work has the checks, points and figures that it has without attackers."""
    for table in ("scores", "checks"):
        mine, theirs = (
            one.read(table)
            .query("student.str.startswith('h ')")
            .drop(columns=["duration_s", "sandbox"], errors="ignore")
            for one in (graded, peaceful)
        )
        assert len(mine) > 5 * len(hostile_class.SLUGS)
        pd.testing.assert_frame_equal(
            mine.reset_index(drop=True), theirs.reset_index(drop=True), check_exact=True
        )


@pytest.mark.slow
def test_attackers_fail_what_they_must(graded: Graded) -> None:
    """Each attacker fails the checks that its file names: it earns what its answers earn."""
    checks = graded.read("checks")
    wrong = {}
    for student, attack in graded.attacks.items():
        mine = checks[(checks.student == student) & (checks.exercise == attack.slug)]
        seen = set(mine[mine.outcome != "passed"].check)
        named = {"every check": set(mine.check), "no check": set()}
        must = named.get(attack.fails, {name.strip() for name in attack.fails.split(",")})
        if seen != must or len(mine) < 10:
            wrong[student] = (sorted(must - seen), sorted(seen - must))
    assert not wrong
    scores = graded.read("scores")
    for student, attack in graded.attacks.items():
        others = scores[(scores.student == student) & (scores.exercise != attack.slug)]
        assert (others.earned == 0).all(), student
    assert "internal_error" not in set(checks.outcome)


@pytest.mark.slow
def test_hostile_names_cost_nobody_anything(graded: Graded) -> None:
    """Right work in a folder with a hostile name has all its points, and everybody is in the report once."""
    scores = graded.read("scores")
    grades = graded.read("grades")
    assert (
        len(grades)
        == grades.student.nunique()
        == len(graded.attacks) + len(hostile_class.NAMES) + hostile_class.HONEST_STUDENTS
    )
    known = grades.student.str.match("[haz] ")
    full = scores[~scores.student.str.match("[haz] ") & (scores.exercise == hostile_class.EASY)]
    assert len(full) == (~known).sum() == len(hostile_class.NAMES)
    assert (full.earned == full.possible).all()
    assert len(list((graded.folder / "out" / "feedback").iterdir())) == len(grades)


@pytest.mark.slow
def test_no_canary_is_anywhere(graded: Graded) -> None:
    """Nothing of a hidden test, the environment, a sibling's work or the labels is in what was written."""
    labels = build_digits()["test_labels"][:25].tolist()
    secrets = {
        **hostile_class.CANARIES,
        "the labels": "".join(map(str, labels)),
        "a list of labels": str(labels)[1:-1],
    }
    written = {path.name: path.read_bytes() for path in (graded.folder / "out").rglob("*") if path.is_file()}
    assert {"gradebook.sqlite", "checks.csv", "scores.csv", "grades.csv"} <= set(written)
    # The gradebook keeps no submission, and Parquet is compressed: their texts are those of the CSV.
    for what, secret in secrets.items():
        found = [name for name, text in graded.texts() if secret in text]
        found += [name for name, content in written.items() if secret.encode() in content]
        assert not found, what


@pytest.mark.slow
def test_the_report_is_inert(graded: Graded) -> None:
    """No text has a control character, no cell is a formula, and no page has markup or links but its own."""
    assert sum(name.endswith(".md") for name, _ in graded.texts()) > 50
    for name, text in graded.texts():
        assert not (found := ACTIVE.search(text)), (name, text[found.start() - 60 : found.end() + 20])
        if name.endswith(".csv"):
            cells = [cell for row in csv.reader(text.splitlines(keepends=True)) for cell in row]
            assert not [
                cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d"))
            ]
        if name.endswith(".md"):
            page = MarkdownIt("commonmark").parse(text)
            tokens = page + [child for token in page for child in token.children or ()]
            kinds = {token.type for token in tokens}
            assert not kinds & {"html_block", "html_inline", "link_open", "image", "table_open"}, name
            assert sum(token.type == "heading_open" for token in page) == 1 + len(hostile_class.SLUGS), name


@pytest.mark.slow
def test_pages_promise_no_points_that_were_not_earned(graded: Graded) -> None:
    """The only bold points on a page are its own: an attacker's text cannot stand where the score stands."""
    scores = graded.read("scores")
    titles = {f"Feedback for {student}": student for student in graded.attacks}
    pages = 0
    for name, text in graded.texts():
        student = titles.get(text.split("\n")[0].removeprefix("# ").replace("\\", ""))
        if not name.endswith(".md") or student is None:
            continue
        pages += 1
        own = [token.content for token in MarkdownIt("commonmark").parse(text) if token.type == "inline"]
        promised = [float(one[1]) for line in own if (one := re.match(r"\*\*([\d.]+) of [\d.]+ point", line))]
        earned = scores[scores.student == student].earned.tolist()
        assert [one for one in promised if one] == [pytest.approx(one) for one in earned if one], name
    assert pages == len(graded.attacks)
    assert set(scores[scores.student.str.endswith("note_of_its_own") & (scores.earned == 0)].note) <= {
        "",
        "not handed in",
    }


@pytest.mark.slow
def test_nothing_is_left_behind(graded: Graded) -> None:
    """No submission or exercise has changed, no temporary file is left, and no process lives on."""
    folder = graded.folder
    assert hostile_class.contents(folder / "course", folder / "submissions", folder / "home") == graded.before
    assert list((folder / "tmp").iterdir()) == []
    assert {path.name for path in folder.iterdir()} == {
        "course",
        "submissions",
        "home",
        "tmp",
        "out",
        "cache",
    }
    lines = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            lines[process.name] = (process / "cmdline").read_bytes()
        except OSError:
            continue
    assert not [pid for pid, line in lines.items() if str(folder).encode() in line]
