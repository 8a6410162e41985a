"""A file that was handed in, read: the Python in it, and where exercises begin in it."""

import bisect
import codecs
from collections.abc import Callable, Collection, Sequence

import msgspec

from grader.intake.mark import Mark, find_marks
from grader.intake.notebook import NOTEBOOK_LIMIT_BYTES, looks_like_notebook, read_cells
from grader.intake.program import Note, assemble
from grader.intake.read import CODE_LIMIT_BYTES, find_excess
from grader.intake.show import show
from grader.intake.text import find_fault
from grader.model.submission import Submission

_NOTED = 3
_CODING = (b"coding:", b"coding=")


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """What a file holds, as Python, or the one line that says why there is nothing.

    Attributes:
        name: what the student calls the file, as text that can be shown; within a zip, its path.
        source: the program; a notebook's cells stand in it one below the other.
        cells: the lines of `source`, from 1, at which a notebook's code cells begin.
        marks: where exercises' parts begin; empty unless one of them names an exercise.
        notes: what was left out, by the line where it would stand.
        problem: why there is no program.
        read_bytes: the file's size, as far as it was read.
        code_bytes: that of the code in it, with what was left out.
    """

    name: str
    source: bytes = b""
    cells: tuple[int, ...] = ()
    marks: tuple[Mark, ...] = ()
    notes: tuple[Note, ...] = ()
    problem: str = ""
    read_bytes: int = 0
    code_bytes: int = 0

    def keeping(self, keeps: Callable[[int], bool]) -> "Work":
        """The work with every other line blank, so that those it keeps bear the numbers they had."""
        lines = self.source.splitlines(keepends=True)
        kept = [
            line if keeps(number) or _settles_encoding(number, line) else line[len(line.rstrip(b"\r\n")) :]
            for number, line in enumerate(lines, 1)
        ]
        while kept and not kept[-1].rstrip(b"\r\n"):
            kept.pop()
        return msgspec.structs.replace(
            self,
            source=b"".join(kept),
            cells=self.cells[: bisect.bisect_right(self.cells, len(kept))],
            notes=tuple(note for note in self.notes if keeps(note.line)),
        )

    def place(self, line: int) -> str:
        """Where a line of the program is, in the student's words: `line 3`, or `cell 2, line 3`."""
        cell = bisect.bisect_right(self.cells, line)
        return f"cell {cell}, line {line - self.cells[cell - 1] + 1}" if cell else f"line {line}"

    def submission(self, student: str, slug: str) -> Submission:
        """All of it, as a student's submission to an exercise."""
        said = [note.text for note in self.notes[:_NOTED]]
        if len(self.notes) > _NOTED:
            said.append(f"and so are {len(self.notes) - _NOTED} more")
        return Submission(
            student=student,
            slug=slug,
            filename=self.name,
            source=b"" if self.problem else self.source,
            cells=() if self.problem else self.cells,
            note=f"{self.name}: {'; '.join(said)}" if said else "",
            problem=self.problem,
        )


def read_work(name: str, read: Callable[[int], tuple[bytes, str]], slugs: Collection[str]) -> Work:
    """Read a file of Python or a notebook.

    Args:
        name: what the student calls it.
        read: its bytes, or none and one line that says why; told how many bytes are read at most.
        slugs: the exercises that its marks may name.
    """
    content, problem = read(NOTEBOOK_LIMIT_BYTES)
    return Work(name=show(name), problem=show(problem)) if problem else open_work(name, content, slugs)


def open_work(name: str, content: bytes, slugs: Collection[str]) -> Work:
    """The same, of bytes that were read already. A notebook is one whatever its file is called."""
    return msgspec.structs.replace(_open(show(name), content, slugs), read_bytes=len(content))


def _open(name: str, content: bytes, slugs: Collection[str]) -> Work:
    if name.lower().endswith(".ipynb") or looks_like_notebook(content):
        return _open_notebook(name, content, tuple(slugs))
    problem = find_excess(len(content), CODE_LIMIT_BYTES, name) or find_fault(content, name)
    if problem:
        return Work(name=name, problem=problem)
    # Every encoding that programs are written in spells a mark as ASCII does.
    lines = [line.decode("utf-8", "replace") for line in content.removeprefix(codecs.BOM_UTF8).splitlines()]
    marks = _telling(find_marks(lines, tuple(slugs)))
    return Work(name=name, source=content, marks=marks, code_bytes=len(content))


def _open_notebook(name: str, content: bytes, slugs: Sequence[str]) -> Work:
    cells, problem = read_cells(content, name)
    code = [cell for cell in cells if cell.kind == "code" and cell.text.strip()]
    size_bytes = sum(len(cell.text.encode()) for cell in code)
    if not problem and not code:
        problem = f"{name} has no code in it; hand in the notebook with your code cells"
    problem = problem or find_excess(size_bytes, CODE_LIMIT_BYTES, f"the code in {name}")
    if problem:
        return Work(name=name, problem=problem)
    program = assemble(cells, slugs)
    return Work(
        name=name,
        source=program.text.encode(),
        cells=program.cells,
        marks=_telling(program.marks),
        notes=program.notes,
        code_bytes=size_bytes,
    )


def _telling(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    return tuple(marks) if any(mark.slug for mark in marks) else ()


def _settles_encoding(number: int, line: bytes) -> bool:
    return number <= 2 and line.lstrip().startswith(b"#") and any(word in line for word in _CODING)  # noqa: PLR2004
