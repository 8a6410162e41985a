"""Every input that fuzzing has found worth keeping, through the same harness again."""

import runpy
from pathlib import Path

import pytest

_HARNESSES = runpy.run_path(str(Path(__file__).with_name("harness.py")))["HARNESSES"]
_CORPUS = Path(__file__).with_name("corpus")
_BYTES_LIMIT = 300 * 1024


@pytest.mark.parametrize("name", _HARNESSES)
def test_the_corpus_breaks_no_claim(name: str) -> None:
    """Each kept input gives a value or the one error that its harness allows."""
    inputs = sorted((_CORPUS / name).iterdir())
    assert inputs
    for path in inputs:
        try:
            _HARNESSES[name](path.read_bytes())
        except Exception as error:
            error.add_note(f"the input: {path}")
            raise


def test_the_corpus_is_small() -> None:
    """The corpus has a folder for every harness, and stays below 300 KiB in all."""
    assert {path.name for path in _CORPUS.iterdir()} == set(_HARNESSES)
    assert sum(path.stat().st_size for path in _CORPUS.rglob("*") if path.is_file()) < _BYTES_LIMIT
