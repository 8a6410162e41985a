"""Making a module of a student's file."""

import inspect
import sys
from collections.abc import Iterator

import pytest

from grader.untrusted.faults import File
from grader.untrusted.submission import load_submission


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    yield
    sys.modules.pop("student_work", None)


def _load(source: str | bytes, *, definitions_only: bool = False) -> tuple[object, str]:
    data = source.encode() if isinstance(source, str) else source
    return load_submission(File("student_work.py"), data, definitions_only=definitions_only)


def test_executes_the_file() -> None:
    """The module has what the file's top level made, under the file's name, which is not `__main__`."""
    module, note = _load("x = 40 + 2\nmain = __name__ == '__main__'\n")
    assert (module.x, module.main, note) == (42, False, "")  # type: ignore[attr-defined]
    assert sys.modules["student_work"] is module


def test_knows_its_source() -> None:
    """A function's source can be asked for, though the file lies nowhere."""
    module, _ = _load("x = 1\x0c\ndef f():\n    return 'é'\n".encode())
    assert inspect.getsource(module.f) == "def f():\n    return 'é'\n"  # type: ignore[attr-defined]


def test_heeds_the_declared_encoding() -> None:
    """A file in Latin-1 that says so is read as such, in its lines too."""
    module, _ = _load("# coding: latin-1\ndef f():\n    return 'é'\n".encode("latin-1"))
    assert module.f() == "é"  # type: ignore[attr-defined]
    assert "é" in inspect.getsource(module.f)  # type: ignore[attr-defined]


@pytest.mark.parametrize("source", [b"x = (", b"return 1", b"x = '\xff'", b"\x00", b"def f(:\n  pass"])
def test_refuses_what_is_no_program(source: bytes) -> None:
    """What does not compile is refused whole, even where only definitions are wanted."""
    with pytest.raises((SyntaxError, ValueError)):
        _load(source, definitions_only=True)


def test_loads_definitions_only() -> None:
    """With definitions only, the rest of the top level does not happen."""
    module, note = _load("def f():\n    return 1\nraise SystemExit\n", definitions_only=True)
    assert (module.f(), note) == (1, "")  # type: ignore[attr-defined]


@pytest.mark.parametrize("filename", ["random.py", "torch.ipynb", "zip/code.py", "hw 1 (2).ipynb", ".py"])
def test_takes_no_other_modules_place(filename: str) -> None:
    """A file that is called like a library, or like no module at all, is the module `submission`."""
    before = sys.modules.get("random")
    module, _ = load_submission(File(filename), b"name = __name__\n", definitions_only=False)
    assert module.name == "submission"
    assert sys.modules.pop("submission") is module
    assert sys.modules.get("random") is before


def test_a_notebook_has_its_shell() -> None:
    """`get_ipython()` and, in a notebook, `display` are there, and do nothing that could fail."""
    source = b"get_ipython().run_line_magic('matplotlib', 'inline')\nfiles = get_ipython().getoutput('ls')\n"
    module, _ = load_submission(File("student_work.py"), source, definitions_only=False)
    assert module.files == []
    file = File("student_work.ipynb", [1])
    module, note = load_submission(
        file, b"display(1)\nx = 'colab' in str(get_ipython())\n", definitions_only=False
    )
    assert (module.x, note) == (False, "")
