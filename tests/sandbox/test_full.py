"""What stands around the workers of `full` before other layers do: namespaces, and a view of their own."""

import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest

import grader
from grader.model.errors import SandboxUnavailable
from grader.sandbox.environment import clean_environment
from grader.sandbox.full import FullSandbox, enclosing_command, why_not_full
from grader.sandbox.strongest import strongest

_SITE = Path(sysconfig.get_path("purelib"))
_END_S = 60.0


def _server(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-P", "-s", "-m", "grader.untrusted.server", *arguments]
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=clean_environment(),
        timeout=_END_S,
        check=False,
    )


@pytest.fixture
def inside() -> Callable[..., str]:
    """Runs a program as the server would be run, without the layers that workers add; what it prints."""
    if reason := why_not_full():
        pytest.skip(f"the sandbox `full` cannot be built on this machine: {reason}")

    def run(program: str, *secrets: Path) -> str:
        done = subprocess.run(
            [*enclosing_command(secrets), sys.executable, "-P", "-s", "-c", program],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            env=clean_environment(),
            timeout=_END_S,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return run


def test_sees_no_process_but_its_own(inside: Callable[..., str]) -> None:
    """Of processes there are bubblewrap's first one and itself."""
    program = "import os; print(sum(name.isdigit() for name in os.listdir('/proc')))"
    assert inside(program) == "2"


def test_sees_no_network(inside: Callable[..., str]) -> None:
    """There is the loopback of a network of its own, and no other interface."""
    assert inside("import socket; print([name for _, name in socket.if_nameindex()])") == "['lo']"


def test_can_write_nowhere(inside: Callable[..., str], tmp_path: Path) -> None:
    """Every folder that is there refuses a new file, root's view included."""
    program = f"""
import os, sys
written = []
for folder in ["/", "/tmp", "/dev", "/dev/shm", "/var/tmp", "/run", sys.prefix, {str(tmp_path)!r}]:
    try:
        open(folder + "/written", "x")
        written.append(folder)
    except OSError:
        pass
print(written)
"""
    assert inside(program) == "[]"


def test_sees_of_this_package_what_workers_run(inside: Callable[..., str]) -> None:
    """Judges, hidden tests' tools and the store are not in the view, and the untrusted side is."""
    package = Path(grader.__file__).parent
    seen = inside(f"import os; print(*sorted(os.listdir({str(package)!r})))").split()
    assert seen == ["__init__.py", "untrusted", "warm", "wire"]


def test_sees_the_course_not_at_all(inside: Callable[..., str]) -> None:
    """Of a folder that holds no library there is nothing, though it is named as no secret."""
    course = Path(__file__).parents[2] / "exercises"
    assert inside(f"import os; print(os.path.exists({str(course)!r}))") == "False"


def test_a_secret_among_the_libraries_is_empty(inside: Callable[..., str]) -> None:
    """Where a secret folder or file lies inside what is shown, nothing is in it."""
    folder, file = _SITE / "pip", _SITE / "six.py"
    file = next(_SITE.glob("*.py")) if not file.exists() else file
    program = f"import os; print(os.listdir({str(folder)!r}), os.path.getsize({str(file)!r}))"
    assert inside(program, folder, file) == "[] 0"


def test_what_python_needs_inside_a_secret_is_shown(inside: Callable[..., str]) -> None:
    """A virtual environment in the course's folder can be used, and the folder's other files are gone."""
    if sys.prefix == sys.base_prefix:
        pytest.skip("these tests do not run in a virtual environment")
    around = Path(sys.prefix).parent
    program = f"import msgspec, os; print(*os.listdir({str(around)!r}))"
    needed = {Path(sys.prefix), Path(grader.__file__).resolve()}
    below = {one.relative_to(around).parts[0] for one in needed if one.is_relative_to(around)}
    assert set(inside(program, around).split()) == below


def test_auto_is_the_strongest_that_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`auto` is `full` exactly where that can be built, `standard` elsewhere; a name stays what it is."""
    assert strongest() == ("standard" if why_not_full() else "full")
    assert strongest("none") == "none"
    monkeypatch.setenv("PATH", str(tmp_path))
    assert strongest() == "standard"


def test_needs_bubblewrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without bubblewrap there is no `full`, and the line says how to get it and what does without."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SandboxUnavailable, match="apt install bubblewrap, or pass --sandbox standard"):
        FullSandbox([])


def test_a_server_that_was_not_enclosed_refuses() -> None:
    """A server that finds itself in a namespace of the trusted side says which, and serves nobody."""
    own = str(Path("/proc/self/ns/net").readlink())
    done = _server("--outside", own)
    assert done.stdout == f"these namespaces are not the workers' own: {own}\n"
