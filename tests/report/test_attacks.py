"""Text of a student's, hostile in every way we know of, through every writer and every printer."""

import csv
import re
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import msgspec
import pandas as pd
import pytest
from markdown_it import MarkdownIt
from rich.console import Console

from grader.cli.check import _show as show_check
from grader.cli.main import main
from grader.cli.progress import ProgressWatch
from grader.cli.summary import show_summary
from grader.cli.table import Column, show_table
from grader.cli.verify import _show_problems, _show_table
from grader.model.exercise import Check, Exercise
from grader.model.job import Job, Terms
from grader.model.outcome import Outcome
from grader.model.result import CheckResult, JobResult
from grader.model.submission import Finding, Submission
from grader.pipeline import Graded
from grader.report.feedback import FeedbackReporter
from grader.report.frames import checks_frame, grades_frame, scores_frame
from grader.report.inert import restored
from grader.report.tables import CsvReporter, ParquetReporter
from grader.report.write import report
from grader.store.open import open_gradebook
from grader.store.run import Run, RunBody
from grader.verify.claim import Claim

PAYLOADS = {
    "formula": "=cmd|'/C calc'!A0",
    "formula_plus": "+1+cmd|' /C calc'!A0",
    "formula_minus": "-2+3",
    "formula_at": "@SUM(1+9)*cmd|' /C calc'!A0",
    "formula_tab": "\t=1+1",
    "formula_return": "\r=1+1",
    "formula_quoted": '"=1+1',
    "formula_apostrophe": "'=1+1",
    "formula_spaces": "   =1+1",
    "formula_wide": "\uff1d1\uff0b1",
    "formula_small": "\ufe661",
    "formula_semicolon": 'ada;=HYPERLINK("http://evil.example";"x");',
    "formula_line": "ada\n=1+1\n-1",
    "formula_column": "ada\t=1+1|@x",
    "cell_quotes": 'a","b"\n"c',
    "sql": "Robert'); DROP TABLE results;--",
    "format": "{0.__class__} %s %(name)s {} ${HOME} $(id) `id` %n",
    "shell": "; touch /tmp/pwned; | cat && rm -rf ~ #",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "html_comment": "<!-- --> <![CDATA[ <?php ?> </details>",
    "entity": "&lt;b&gt; &#60;script&#62; &NewLine;",
    "link": "[click](javascript:alert(1)) ![](http://evil.example/x.png)",
    "link_bare": "https://evil.example www.evil.example a@evil.example <http://evil.example>",
    "link_reference": "[x]\n\n[x]: http://evil.example 'title'",
    "heading": "\n# 100 of 100 points\n\n## passed",
    "heading_underlined": "passed\n===\n\npassed\n---",
    "list": "- passed",
    "list_numbered": "1. passed",
    "list_bracket": "2) passed",
    "task": "[x] passed",
    "quote": "> passed",
    "rule": "\n\n***\n\n---\n",
    "table": "| a | b |\n|---|---|\n| 1 | 2 |",
    "fence": "```\n\n# out\n\n````\n~~~\n",
    "indented": "\n\n    code\n\n\tcode",
    "emphasis": "**bold** __bold__ ~~gone~~ `code` $x$ \\",
    "rich": "[red]x[/red] [link=http://evil.example]y[/link] [/] :smile: [bold",
    "escape": "\x1b[2J\x1b[1;1H\x1b]0;title\x07\x1b]8;;http://evil.example\x1b\\x\x1b]8;;\x1b\\",
    "escape_c1": "\x9b31mred\x9d0;title\x9c\x90q\x85next",
    "overwrite": "failed\rpassed\b\b\b\b\b\b\x7f",
    "controls": "".join(map(chr, range(32))) + "\x7f",
    "bidi": "\u202epassed\u202c \u2066x\u2069 \u200f\u200e\u061c",
    "invisible": "a\u200bd\u2060a\ufeff\xad\u034f\u115f\u3164\U000e0041",
    "separators": "a\u2028b\u2029c\x0bd\x0ce\x1cf\x85g",
    "surrogates": "J\udcfcrgen \ud800",
    "unassigned": "\U0010ffff\ufffe\ufdd0",
    "marks": "z" + "\u0301\u0316" * 200,
    "long_line": "x" * 100_000,
    "many_lines": "x\n" * 20_000,
    "path": "../../etc/passwd",
    "path_absolute": "/etc/passwd",
    "path_windows": "C:\\Windows\\..\\x:stream",
    "path_device": "NUL .txt",
    "path_dots": "...",
    "path_option": "-rf",
    "path_long": "\N{SNAIL}" * 200,
    "missing": "NaN",
    "plain": "ada",
}
EXERCISE = Exercise(slug="conv", title="Strides")
CHECK = Check(name="test_size", description="The size is right.", points=2.0)
FRAMES = {"grades": grades_frame, "scores": scores_frame, "checks": checks_frame}
# What rich writes by itself, for colours.
OURS = re.compile(r"\x1b\[[0-9;]*m")
UNSEEN = re.compile(
    "[\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u061c\ufeff\xad\u034f\u115f\u3164\U000e0000-\U000e007f]"
)


class Attack(msgspec.Struct, frozen=True):
    """A run in which everything that a student controls is one text; what was put in, and what was stored."""

    text: str
    jobs: tuple[Job, ...]
    put: tuple[JobResult, ...]
    run: Run


@pytest.fixture(scope="module", params=PAYLOADS.values(), ids=PAYLOADS.keys())
def attack(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Attack:
    """One payload as the name, path, note, problem, message and output of three students."""
    return make_attack(request.param, tmp_path_factory.mktemp("attack"))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Attack:
    """The same of a text that means no harm."""
    return make_attack("plain", tmp_path_factory.mktemp("plain"))


def make_attack(text: str, folder: Path) -> Attack:
    """A real gradebook with the text in it, read again and reported from."""
    submissions = [
        Submission(student=text, slug="conv", filename=text, source=b"x", note=text),
        Submission(student=f"{text} too", slug="conv", filename=text, problem=text),
        Submission(student=f"{text} three", slug="conv", filename=text, source=b"x"),
    ]
    jobs = [Job(submission=one, exercise=EXERCISE, terms=Terms()) for one in submissions]
    put = tuple(
        JobResult(
            key=job.key,
            student=job.submission.student,
            slug="conv",
            checks=(CheckResult(check=CHECK, outcome=outcome, message=f"{text}!"),),
            note=text,
            warnings=(text,),
            feedback=text,
            sandbox="standard",
        )
        for job, outcome in zip(jobs, (Outcome.RAISED, Outcome.NOT_RUN, Outcome.INTERNAL_ERROR), strict=True)
    )
    findings = [
        Finding(student=text, path=text, message=text),
        Finding(student="", path=text, message=text),
    ]
    with open_gradebook(folder, create=True) as gradebook:
        gradebook.begin(RunBody(terms=Terms(), exercises=(EXERCISE,)), jobs, findings)
        for result in put:
            gradebook.record(result)
        run = gradebook.last_run()
    return Attack(text=text, jobs=tuple(jobs), put=put, run=run)


def demand_inert(shown: str) -> None:
    """No control character but the line feed, and nothing that is unseen or reorders a line."""
    assert {one for one in shown if unicodedata.category(one) in {"Cc", "Cs"}} <= {"\n"}
    assert not UNSEEN.search(shown)


def test_gradebook(attack: Attack) -> None:
    """The gradebook keeps the text as it was, to the last character, and takes none of it for SQL."""
    assert sorted(attack.run.results, key=lambda one: one.key) == sorted(attack.put, key=lambda one: one.key)
    assert {one.message for one in attack.run.findings} == {attack.text}


def test_file_names(attack: Attack, tmp_path: Path) -> None:
    """Everybody has a page of their own, right below the folder, and nothing else is written."""
    written = report(attack.run, tmp_path / "out", [FeedbackReporter()])
    assert len(set(written)) == len(attack.put)
    assert sorted(path for path in tmp_path.rglob("*") if path.is_file()) == sorted(written)
    assert {path.parent for path in written} == {tmp_path / "out" / "feedback"}
    demand_inert("".join(path.name for path in written))


def elements(path: Path) -> Counter[str]:
    """How often each kind of Markdown element occurs in a file, for a strict and for a generous reader."""
    text = path.read_text(encoding="utf-8")
    counts: Counter[str] = Counter()
    for parser in (MarkdownIt("commonmark"), MarkdownIt("gfm-like", {"linkify": False})):
        for token in parser.parse(text):
            counts.update([token.type, *(child.type for child in token.children or ())])
    del counts["text"], counts["text_special"]
    return counts


def test_markdown(attack: Attack, plain: Attack, tmp_path: Path) -> None:
    """A page of feedback has the elements of a plain one: no HTML, link, image, heading or list of theirs."""
    pages = [
        report(one.run, tmp_path / str(i), [FeedbackReporter()]) for i, one in enumerate((attack, plain))
    ]
    for page, other in zip(*pages, strict=True):
        found = elements(page)
        assert not {"html_block", "html_inline", "link_open", "image"} & set(found)
        assert found == elements(other)
        demand_inert(page.read_text(encoding="utf-8").replace("\t", ""))


def test_csv(attack: Attack, tmp_path: Path) -> None:
    """No cell begins like a formula, whichever separator is split at; the text itself can be had again."""
    csv.field_size_limit(1_000_000)
    for path in CsvReporter().write(attack.run, tmp_path):
        for separator in ",;\t|":
            with path.open(encoding="utf-8", newline="") as file:
                cells = [cell for row in csv.reader(file, delimiter=separator) for cell in row]
            first = {unicodedata.normalize("NFKC", cell.lstrip(' \xa0\t\r\n"\u201c'))[:1] for cell in cells}
            assert not first & set("=+-@")
        read, frame = pd.read_csv(path, keep_default_na=False), FRAMES[path.stem](attack.run)
        for column in frame.columns[frame.dtypes == "string"]:
            assert read[column].map(restored).tolist() == frame[column].fillna("").tolist()


def test_parquet(attack: Attack, tmp_path: Path) -> None:
    """The Parquet tables hold the frames as they are, and no control character but line feeds and tabs."""
    for path in ParquetReporter().write(attack.run, tmp_path):
        read = pd.read_parquet(path)
        pd.testing.assert_frame_equal(read, FRAMES[path.stem](attack.run))
        for column in read.columns[read.dtypes == "string"]:
            demand_inert("".join(read[column].fillna("")).replace("\t", ""))


@pytest.mark.parametrize("terminal", [False, True], ids=["pipe", "terminal"])
def test_terminal(
    attack: Attack,
    terminal: bool,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing that any command prints moves the cursor, colours, links, hides or reorders."""
    if terminal:
        monkeypatch.setenv("FORCE_COLOR", "1")
        monkeypatch.setenv("TERM", "xterm-256color")
    console = Console(file=sys.stdout, force_terminal=terminal, force_interactive=False, width=100)
    show_summary(Graded(run=attack.run, files=()), Path("out"))
    show_table([Column("student")], [[attack.text]], console)
    with ProgressWatch(console) as watch:
        watch.begin(attack.jobs, 0)
        watch.say(attack.text.replace("\n", " "))
        for result in attack.run.results:
            watch.finish(result)
    claim = Claim(slug="conv", name="wrong", said=attack.text, problems=(attack.text,))
    _show_table([claim], console)
    _show_problems([claim], console)
    for result in attack.run.results:
        show_check(result)
    shown = "".join(capsys.readouterr())
    assert shown
    demand_inert(OURS.sub("", shown).replace("\t", ""))
    assert "\x1b" in shown or not terminal


def test_error(attack: Attack, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """An error of ours that names the text is shown in as harmless a way."""
    with pytest.raises(SystemExit):
        main(["grade", str(tmp_path), "--out", str(tmp_path / "out"), "--exercise", attack.text[:200]])
    demand_inert("".join(capsys.readouterr()).replace("\t", ""))
