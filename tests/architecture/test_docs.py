"""What the documentation shows, done."""

import ast
import re
import types
from pathlib import Path

import pytest

from grader import hookspecs
from grader.catalog.course import open_course
from grader.catalog.stubs import build_stubs
from grader.judging.judge import judge
from grader.model.exercise import Exercise
from grader.model.job import Job, Terms
from grader.model.outcome import Outcome
from grader.model.result import JobResult
from grader.model.submission import Submission
from grader.registry import Registry
from grader.sandbox.standard import StandardSandbox

_ROOT = Path(__file__).parents[2]
_SPECS = {
    node.name: node
    for node in ast.parse(Path(hookspecs.__file__).read_bytes()).body
    if isinstance(node, ast.FunctionDef)
}


def _sections(name: str) -> dict[str, list[str]]:
    """The Python blocks of a page, by the heading (of level two) they stand under."""
    _, *parts = re.split(r"^## ", (_ROOT / "docs" / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {
        part.partition("\n")[0].strip("`"): re.findall(
            r"^```python\n(.*?)^```", part, re.MULTILINE | re.DOTALL
        )
        for part in parts
    }


def test_the_hooks_page_has_every_hook() -> None:
    """There is a section for each hook and for nothing else."""
    assert list(_sections("hooks.md")) == list(_SPECS)


@pytest.mark.parametrize("hook", list(_SPECS))
def test_a_hook_is_shown_as_it_is(hook: str) -> None:
    """The signature in a hook's section is that of its spec, to the letter."""
    signature, *_ = _sections("hooks.md")[hook]
    (shown,) = ast.parse(f"{signature.strip()}: ...").body
    assert isinstance(shown, ast.FunctionDef)
    assert ast.unparse(shown.args) == ast.unparse(_SPECS[hook].args)
    assert shown.returns is not None
    assert ast.unparse(shown.returns) == ast.unparse(_SPECS[hook].returns or ast.Constant(None))


@pytest.mark.parametrize("hook", list(_SPECS))
def test_the_example_of_a_hook_is_a_plugin(hook: str) -> None:
    """The example in a hook's section runs, and the registry takes it for an implementation of that hook."""
    page = (_ROOT / "docs" / "hooks.md").read_text(encoding="utf-8")
    (imports,) = re.findall(
        r"All examples begin with\n\n```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL
    )
    plugin = types.ModuleType(f"example_of_{hook}")
    exec(imports + "\n".join(_sections("hooks.md")[hook][1:]), vars(plugin))  # noqa: S102  (our own page)
    assert hasattr(vars(plugin)[hook], "grader_impl")
    Registry([plugin], installed=False)


def _write_course(root: Path) -> Path:
    """The course that docs/writing-exercises.md builds; returns its known-wrong file."""
    sections = _sections("writing-exercises.md")
    home = root / "exercises" / "same_padding"
    wrong = home / "wrong" / "rounded_up.py"
    texts = {
        home / "exercise.py": sections["exercise.py"],
        root / "solutions" / "same_padding.py": sections["The solution, and the stub made of it"],
        home / "hidden_tests.py": sections["Hidden tests"],
        wrong: sections["Known-wrong submissions"],
        home / "public_tests.py": sections["Public tests, and the assignment"],
    }
    for path, (text, *_) in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return wrong


@pytest.mark.slow
def test_the_course_written_from_nothing(tmp_path: Path, standard_sandbox: StandardSandbox) -> None:
    """The solution earns everything, publicly too; the known-wrong file fails the checks that it names."""
    wrong = _write_course(tmp_path)
    course = open_course(tmp_path, Registry(installed=False))
    (exercise,) = course.exercises
    assert build_stubs(course) == [tmp_path / "exercises" / "same_padding" / "stub.py"]

    def judged(path: Path, given: Exercise = exercise) -> JobResult:
        submission = Submission(
            student="ada", slug=given.slug, filename="same_padding.py", source=path.read_bytes()
        )
        return judge(Job(submission=submission, exercise=given, terms=Terms()), standard_sandbox)

    solution = course.solution(exercise)
    assert judged(solution).score.earned == 5
    assert judged(solution, exercise.in_public()).outcome is Outcome.PASSED
    result = judged(wrong)
    missed = [one.check.name for one in result.checks if one.outcome is not Outcome.PASSED]
    assert f"# fails: {', '.join(missed)}" == wrong.read_text(encoding="utf-8").splitlines()[0]
    assert result.score.earned == 1
