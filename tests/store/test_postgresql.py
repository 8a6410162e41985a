"""A gradebook in a PostgreSQL database, to which several graders write; the server is the test's own."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from grader.model.errors import StoreError
from grader.model.job import Job, Terms
from grader.model.outcome import Outcome
from grader.model.result import JobResult
from grader.model.submission import Finding
from grader.store.open import open_gradebook
from grader.store.run import RunBody

pytest.importorskip("psycopg", reason="psycopg is not installed: pip install 'grader[postgresql]'")

MakeJob = Callable[..., Job]
MakeResult = Callable[..., JobResult]
PASSWORD = "p@ss:w/rd"  # noqa: S105  (of the test's own server)
QUOTED = "p%40ss%3Aw%2Frd"
END_OTHERS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'grader'"
BODY = RunBody(terms=Terms(), exercises=())


def _programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    on_path = shutil.which("postgres")
    if not found and on_path is None:
        pytest.skip("PostgreSQL's server is not installed: apt install postgresql")
    return found[-1].parent if found else Path(on_path or "").parent


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server behind a socket in a folder, where a password is asked for; gives the folder."""
    programs, folder = _programs(), Path("/tmp") / f"grader-test-{os.getpid()}"  # noqa: S108  (a socket's path is short)
    folder.mkdir(mode=0o700)
    # It ends with the tests, also where they are killed.
    as_user = ["setpriv", "--pdeathsig", "QUIT"]
    if os.geteuid() == 0:
        # The server refuses to be root's.
        shutil.chown(folder, "nobody", "nogroup")
        as_user += ["--reuid", "nobody", "--regid", "nogroup", "--clear-groups"]
    password = folder / "password"
    password.write_text(PASSWORD)
    password.chmod(0o644)

    def run(name: str, *options: str) -> list[str]:
        return [*as_user, os.fspath(programs / name), *options]

    made = ["-D", f"{folder}/data", "-U", "ada", "-A", "scram-sha-256", "--pwfile", os.fspath(password)]
    begun = [*made, "-E", "UTF8", "--locale", "C", "--no-sync", "--no-instructions"]
    subprocess.run(run("initdb", *begun), cwd=folder, check=True, capture_output=True)
    options = ["-D", f"{folder}/data", "-k", os.fspath(folder), "-c", "listen_addresses=", "-c", "fsync=off"]
    process = subprocess.Popen(
        run("postgres", *options), cwd=folder, stderr=subprocess.PIPE, text=True, env={"LC_ALL": "C"}
    )
    try:
        assert process.stderr
        assert any("ready to accept connections" in line for line in process.stderr)
        yield os.fspath(folder)
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait()
        if process.stderr:
            process.stderr.close()
        shutil.rmtree(folder)


@pytest.fixture
def database(server: str, request: pytest.FixtureRequest) -> str:
    """The URL of an empty database of the test's own."""
    name = re.sub(r"\W+", "_", request.node.name).lower()
    _execute(_url(server, "postgres"), f'CREATE DATABASE "{name}"')
    return _url(server, name)


def _url(server: str, name: str, password: str = QUOTED) -> str:
    return f"postgresql://ada:{password}@/{name}?host={server}"


def _execute(url: str, statement: str) -> list[Any]:
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"), poolclass=sa.NullPool)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        found = connection.execute(sa.text(statement))
        return list(found) if found.returns_rows else []


@pytest.mark.parametrize("student", ["J\udcfcrgen", "nul\0", "🦀, \\u0000 'x'", "line\nbreak"])
def test_text_that_postgresql_cannot_hold_survives(
    database: str, student: str, make_job: MakeJob, make_result: MakeResult
) -> None:
    """NUL, lone surrogates and backslashes in names and messages come back as they were."""
    job = make_job(student, problem=f"{student} is too large")
    result = make_result(job, note=student)
    finding = Finding(student=student, path=f"{student}/x", message=student)
    with open_gradebook(database, create=True) as gradebook:
        number = gradebook.begin(RunBody(terms=job.terms, exercises=(job.exercise,)), [job], [finding])
        gradebook.record(result)
    with open_gradebook(database, create=False) as gradebook:
        run = gradebook.run(number)
        assert gradebook.finished() == {job.key}
    assert [(one.student, one.problem) for one in run.submissions] == [(student, job.submission.problem)]
    assert (run.results, run.findings) == ((result,), (finding,))


def test_one_grader_is_at_a_job(database: str, make_job: MakeJob, make_result: MakeResult) -> None:
    """What one grader has drawn, another neither draws nor forgets: it waits until there is a result."""
    jobs = [make_job(student) for student in ("ada", "bob", "cy")]
    with open_gradebook(database, create=True) as one, open_gradebook(database, create=True) as other:
        for gradebook in (one, other):
            assert gradebook.finished() == set()
        mine, theirs = one.claimed(jobs), other.claimed(jobs)
        assert [next(mine), next(theirs)] == jobs[:2]
        one.record(make_result(jobs[0]))
        assert [next(mine)] == jobs[2:]
        assert list(theirs) == []
        told: list[str] = []

        def finish(text: str) -> None:
            told.append(text)
            one.record(make_result(jobs[2], Outcome.INTERNAL_ERROR))

        other.record(make_result(jobs[1]))
        assert other.left(jobs, finish) == []
        assert told == ["waiting for what another grader is at"]
        assert list(other.claimed(jobs)) == []
        assert one.left(jobs, told.append) == []
    assert _execute(database, "SELECT count(*) FROM results") == [(3,)]


def test_a_grader_that_ends_lets_go_of_its_jobs(
    database: str, make_job: MakeJob, make_result: MakeResult
) -> None:
    """What a grader had drawn and not recorded is done by another one, which need not be told."""
    jobs = [make_job(student) for student in ("ada", "bob")]
    with open_gradebook(database, create=True) as other:
        with open_gradebook(database, create=True) as one:
            assert list(one.claimed(jobs)) == jobs
            assert list(other.claimed(jobs)) == []
            one.record(make_result(jobs[0]))
        assert other.left(jobs, print) == jobs[1:]
        assert list(other.claimed(jobs[1:])) == jobs[1:]


def test_an_internal_error_is_tried_again(database: str, make_job: MakeJob, make_result: MakeResult) -> None:
    """A job whose result from before is an internal error is drawn, although it has one."""
    job = make_job()
    with open_gradebook(database, create=True) as gradebook:
        gradebook.record(make_result(job, Outcome.INTERNAL_ERROR))
    with open_gradebook(database, create=True) as gradebook:
        assert gradebook.finished() == set()
        assert list(gradebook.claimed([job])) == [job]


def test_a_run_is_its_own_graders(database: str, make_job: MakeJob) -> None:
    """Each of two graders reports its own run, whichever began last."""
    with open_gradebook(database, create=True) as one, open_gradebook(database, create=True) as other:
        mine, theirs = one.begin(BODY, [make_job("ada")]), other.begin(BODY, [make_job("bob")])
        assert [job.student for job in one.run(mine).submissions] == ["ada"]
        assert [job.student for job in one.run(theirs).submissions] == ["bob"]
        assert one.last_run() == other.run(theirs)


def test_a_connection_that_is_lost(database: str, make_job: MakeJob, make_result: MakeResult) -> None:
    """A server that ends the connection costs the result at hand; the next grader goes on with the others."""
    jobs = [make_job("ada"), make_job("bob")]
    with open_gradebook(database, create=True) as gradebook:
        gradebook.record(make_result(jobs[0]))
        _execute(database, END_OTHERS)
        with pytest.raises(StoreError, match=r"see that the server runs .* what is recorded is kept"):
            gradebook.record(make_result(jobs[1]))
    with open_gradebook(database, create=True) as gradebook:
        assert gradebook.finished() == {jobs[0].key}


def test_an_empty_database_is_no_gradebook_to_read(database: str) -> None:
    """Reading makes no tables; writing does, and not beside another program's."""
    with pytest.raises(StoreError, match="is empty and no gradebook"):
        open_gradebook(database, create=False)
    _execute(database, "CREATE TABLE recipes (name text)")
    with pytest.raises(StoreError, match="holds another program's tables and no gradebook"):
        open_gradebook(database, create=True)


def test_an_encoding_that_cannot_hold_every_name(server: str) -> None:
    """A database of another encoding than UTF-8 is refused before anything is lost in it."""
    create = "CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0"
    _execute(_url(server, "postgres"), create)
    with pytest.raises(StoreError, match="its encoding is LATIN1"):
        open_gradebook(_url(server, "latin"), create=True)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://ada:{}@/grades?host={}/none&password={}", "see that the server runs"),
        ("postgresql://ada:{}x@/grades?host={}&user=ada", "password authentication failed"),
        ("postgresql://ada:{}@[::1/grades", "cannot be read"),
        ("postgresql://ada:p@{}@here/grades", "an @ in a password as %40"),
        ("postgresql+nosuchdriver://ada:{}@here/grades", "pip install"),
    ],
)
def test_no_message_shows_a_password(server: str, url: str, words: str) -> None:
    """Whatever is wrong with a URL or behind it, what is said names the way out and not the password."""
    with pytest.raises(StoreError, match=re.escape(words)) as caught:
        open_gradebook(url.format("s3cr3t", server, "s3cr3t"), create=True)
    assert "s3cr3t" not in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.fixture
def course(tmp_path: Path, write_exercise: Callable[..., Path]) -> Path:
    """A folder with a course of one exercise, and a class of twelve."""
    write_exercise(tmp_path / "course")
    for number in range(12):
        home = tmp_path / "submissions" / f"student {number}"
        home.mkdir(parents=True)
        (home / "double.py").write_text(f"def double(x):\n    return 2 * x + 0 * {number}\n")
    return tmp_path


@pytest.mark.slow
def test_two_graders_share_a_class(database: str, course: Path, standard_sandbox: object) -> None:
    """Two processes that grade one class at once record each job once, and both report all of it."""
    del standard_sandbox
    line = [sys.executable, "-m", "grader", "grade", course / "submissions", "--course", course / "course"]
    line += ["--sandbox", "standard", "--jobs", "1", "--gradebook", database, "--out"]
    graders = [
        subprocess.Popen([*line, course / out], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for out in ("one", "other")
    ]
    ended = [(*grader.communicate(), grader.returncode) for grader in graders]
    for out, err, code in ended:
        assert (err, code) == ("", 0), out
        assert "outcomes: 12 passed" in out
        assert QUOTED not in out
    counts = _execute(database, "SELECT count(*), count(DISTINCT key) FROM results")
    assert counts == [(12, 12)]
    tables = [(course / out / "scores.csv").read_text() for out in ("one", "other")]
    assert tables[0] == tables[1]
    line = ["report", course / "third", "--gradebook", database]
    done = subprocess.run(
        [sys.executable, "-m", "grader", *line], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (course / "third" / "scores.csv").read_text() == tables[0]
    assert not list(course.rglob("gradebook.sqlite"))
