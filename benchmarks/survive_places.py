"""What `survive.py` starts and kills: graders, a dask cluster, a PostgreSQL server, what is below them."""

import contextlib
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import psutil

ENDING_S = 60.0
_LOOK_S = 0.05


class Grading:
    """One `grader grade`, from its start to its end."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self._results = 0
        self._ended = False
        self._more = threading.Condition()
        # Into a file: an error must not wait for somebody who reads.
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  (closed by `end`)
        self._process = subprocess.Popen(  # noqa: S603  (the grader's own command)
            [sys.executable, "-m", "grader", "grade", *arguments],
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )
        self.pid = self._process.pid
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def wait_for(self, count: int) -> bool:
        """Wait until so many more results are recorded; false where it ends before."""
        with self._more:
            wanted = self._results + count
            self._more.wait_for(lambda: self._results >= wanted or self._ended)
            return self._results >= wanted

    def kill(self) -> None:
        """`kill -9`."""
        self._process.kill()
        self.end()

    def end(self) -> tuple[int, str]:
        """Wait until it ends; its exit code, and what it wrote to standard error."""
        code = self._process.wait()
        self._reader.join()
        self._errors.seek(0)
        with self._errors:
            return code, self._errors.read().decode(errors="replace").strip()

    def _read(self) -> None:
        with self._process.stdout or io.StringIO() as lines:
            for line in lines:
                with self._more:
                    self._results += line.startswith("[")
                    self._more.notify_all()
        with self._more:
            self._ended = True
            self._more.notify_all()


class Cluster:
    """A dask scheduler and workers of one thread on this machine; `close` ends them."""

    def __init__(self, folder: Path, count: int = 2) -> None:
        self._folder, self._count = folder, count
        self._started: list[subprocess.Popen[bytes]] = []
        self.scheduler, self.address = self._start_scheduler("0")
        self.workers = [self.start_worker() for _ in range(count)]

    def start_scheduler(self) -> None:
        """Another one where the last one was, and workers."""
        self.scheduler, self.address = self._start_scheduler(self.address.rpartition(":")[2])
        self.workers = [self.start_worker() for _ in range(self._count)]

    def start_worker(self) -> psutil.Process:
        """One that has joined."""
        line = ["worker", self.address, "--no-nanny", "--no-dashboard", "--host", "127.0.0.1"]
        line += ["--nthreads", "1", "--local-directory", str(self._folder)]
        return self._start(line, r"Start worker at: +(\S+)[\s\S]*Registered to")[0]

    def close(self) -> None:
        """End everything."""
        for process in reversed(self._started):
            process.kill()
            process.wait()

    def _start_scheduler(self, port: str) -> tuple[psutil.Process, str]:
        line = ["scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard", "--no-show"]
        return self._start(line, r"Scheduler at: +(\S+)")

    def _start(self, line: Sequence[str], ready: str) -> tuple[psutil.Process, str]:
        log = self._folder / f"dask {len(self._started)}.log"
        with log.open("wb") as file:
            process = subprocess.Popen(  # noqa: S603  (dask's own commands)
                [sys.executable, "-m", "dask", *line], cwd=self._folder, stderr=file
            )
        self._started.append(process)
        while process.poll() is None:
            if found := re.search(ready, log.read_text(encoding="utf-8", errors="replace")):
                return psutil.Process(process.pid), found[1]
            time.sleep(_LOOK_S)
        raise SystemExit(log.read_text(encoding="utf-8", errors="replace"))


@contextlib.contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """The URL of an empty database of a server of its own; `folder` has a short path."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if not programs:
        raise SystemExit("PostgreSQL's server is not installed: apt install postgresql")
    as_user: list[str] = []
    if os.geteuid() == 0:
        # The server refuses to be root's.
        shutil.chown(folder, "nobody", "nogroup")
        as_user = ["setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups"]
    initdb, postgres = os.fspath(programs[-1].with_name("initdb")), os.fspath(programs[-1])
    made = [*as_user, initdb, "-D", f"{folder}/data", "-U", "grader", "-A", "trust", "-E", "UTF8"]
    made += ["--locale", "C", "--no-sync", "--no-instructions"]
    subprocess.run(made, cwd=folder, check=True, stdout=subprocess.DEVNULL)  # noqa: S603  (PostgreSQL's own)
    process = subprocess.Popen(  # noqa: S603  (the same)
        [*as_user, postgres, "-D", f"{folder}/data", "-k", f"{folder}", "-c", "listen_addresses="],
        cwd=folder,
        stderr=subprocess.PIPE,
        text=True,
        env={"LC_ALL": "C"},
    )
    try:
        if not any("ready to accept connections" in line for line in process.stderr or ()):
            raise SystemExit("PostgreSQL's server does not start")
        yield f"postgresql://grader@/postgres?host={folder}"
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait()
        if process.stderr:
            process.stderr.close()


def below(pid: int) -> list[psutil.Process]:
    """Every process below this one."""
    try:
        return list(psutil.Process(pid).children(recursive=True))
    except psutil.NoSuchProcess:
        return []


def judges(pid: int) -> list[psutil.Process]:
    """The servers below it that judges are forked from."""
    # Their forks have the same command line.
    return [one for one in below(pid) if _judges(one) and not _judges(_parent(one))]


def judge(pid: int) -> list[psutil.Process]:
    """The judges that are at a job."""
    return [one for server in judges(pid) for one in _children(server) if _judges(one)]


def workers(pid: int) -> list[psutil.Process]:
    """The servers that walled workers are forked from; they stand below the judges', in bubblewrap or not."""
    found, around = [], [one for server in judges(pid) for one in _children(server) if not _judges(one)]
    while around:
        process = around.pop()
        if _named(process, "bwrap"):
            around += _children(process)
        else:
            found.append(process)
    return found


def worker(pid: int) -> list[psutil.Process]:
    """The walled workers."""
    return [one for server in workers(pid) for one in _children(server)]


VICTIMS: dict[str, Callable[[int], list[psutil.Process]]] = {
    "a walled worker": worker,
    "a judge": judge,
    "the workers' server": workers,
    "the judges' server": judges,
}


def kill_one(name: str, pid: int) -> bool:
    """Kill the first such process below this one, as soon as there is one; whether there was one in time."""
    deadline = time.monotonic() + ENDING_S
    while time.monotonic() < deadline and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        for victim in VICTIMS[name](pid):
            with contextlib.suppress(psutil.NoSuchProcess):
                victim.kill()
                return True
        time.sleep(_LOOK_S / 10)
    return False


def memory_bytes(pid: int) -> int:
    """What it and the servers below it hold, less what they map from files."""
    held = [one.memory_info() for one in (psutil.Process(pid), *judges(pid), *workers(pid))]
    return sum(int(one.rss - one.shared) for one in held)


def left_of(processes: Sequence[psutil.Process]) -> int:
    """How many of these processes do not end within a time."""
    return len(psutil.wait_procs(processes, timeout=ENDING_S)[1])


def _judges(process: psutil.Process | None) -> bool:
    try:
        return process is not None and "grader.execution.judges" in process.cmdline()
    except psutil.Error:
        return False


def _named(process: psutil.Process, name: str) -> bool:
    try:
        return bool(process.name() == name)
    except psutil.Error:
        return False


def _parent(process: psutil.Process) -> psutil.Process | None:
    try:
        return process.parent()
    except psutil.Error:
        return None


def _children(process: psutil.Process) -> list[psutil.Process]:
    try:
        return list(process.children())
    except psutil.Error:
        return []
