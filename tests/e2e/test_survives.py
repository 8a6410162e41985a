"""Two graders, a dask cluster, a gradebook in PostgreSQL, identical work, and `kill -9`, all at once."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

BENCHMARK = Path(__file__).resolve().parents[2] / "benchmarks" / "survive.py"


@pytest.mark.slow
def test_a_killed_grader_costs_nothing() -> None:
    """Every job has one result, that of an undisturbed run; none has two; no process and no lock is left."""
    for library, extra in (("distributed", "dask"), ("psycopg", "postgresql")):
        if importlib.util.find_spec(library) is None:
            pytest.skip(f"{library} is not installed: pip install 'grader[{extra}]'")
    if not list(Path("/usr/lib/postgresql").glob("*/bin/postgres")):
        pytest.skip("PostgreSQL's server is not installed: apt install postgresql")
    line = [sys.executable, BENCHMARK, "50", "postgresql"]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    _, _, said = done.stdout.partition("postgresql: 50 jobs")
    assert "killed                       the grader\n" in said
    assert "recorded                     50, of which 0 internal errors" in said
