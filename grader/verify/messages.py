"""What students read of a result has no line of the hidden tests in it."""

import ast
from collections.abc import Iterable

from grader.model.exercise import Exercise
from grader.verify.bench import Graded
from grader.verify.claim import Claim

SHORTEST = 30


def messages_quote_nothing(exercise: Exercise, graded: Iterable[Graded]) -> Claim:
    """No message, note or feedback quotes the code of the hidden tests."""
    hidden = code_lines(exercise.tests_path.read_text(encoding="utf-8"))
    if exercise.public_tests.is_file():
        hidden -= code_lines(exercise.public_tests.read_text(encoding="utf-8"))
    problems: dict[str, None] = {}
    read = 0
    for one in graded:
        texts = [*(check.message for check in one.result.checks), one.result.note, one.result.feedback]
        read += sum(bool(text) for text in texts)
        said = "\n".join(texts)
        # A traceback shows the student's own lines, and some of those anybody would write alike.
        own = one.case.source.decode("utf-8", "replace")
        for line in sorted(hidden):
            if line in said and line not in own:
                problems[f"{one.case.label} is shown a line of {exercise.tests}: {line}"] = None
    return Claim(slug=exercise.slug, name="messages", said=f"{read} read", problems=tuple(problems))


def code_lines(source: str) -> set[str]:
    """The lines that would give code away: stripped, too long for an accident, neither text nor comment.

    Args:
        source: valid Python.
    """
    text: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.stmt | ast.expr):
            continue
        # Docstrings, whatever their length, and texts that go over several lines; both are for students.
        alone = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        long = (
            isinstance(node, ast.Constant) and isinstance(node.value, str) and node.end_lineno != node.lineno
        )
        if alone or long:
            text.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    lines = ((number, line.strip()) for number, line in enumerate(source.splitlines(), 1))
    return {line for number, line in lines if len(line) >= SHORTEST and line[0] != "#" and number not in text}
