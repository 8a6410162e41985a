"""Coverage-guided fuzzing of what reads untrusted bytes: `python tests/fuzz/fuzz_wire.py --seconds 60`.

Needs atheris (`pip install -e '.[fuzz]'`). Every harness runs for its share of the time in a process of its
own, from the corpus kept beside this file; with `--keep`, inputs that reach new lines are added to it. An
input that breaks a claim is written to `--crashes`, and the exit code is 1.
"""

import argparse
import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path
from types import FrameType
from typing import Any

_CORPUS = Path(__file__).with_name("corpus")
_LENGTH_LIMIT = 4096


def main() -> int:
    """Fuzz each harness, or the one that is named, and say how it went."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--crashes", type=Path, default=Path("fuzz-crashes"))
    parser.add_argument("--only", choices=_names())
    parser.add_argument("--in-process", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.in_process:
        _fuzz(options.only, options.in_process, options.seconds, options.crashes)
    names = [options.only] if options.only else _names()
    options.crashes.mkdir(parents=True, exist_ok=True)
    failed = []
    for name in names:
        with tempfile.TemporaryDirectory() as found:
            seconds = max(1, options.seconds // len(names))
            command = [sys.executable, __file__, "--only", name, "--in-process", found]
            command += ["--seconds", str(seconds), "--crashes", str(options.crashes)]
            print(f"== {name}: {seconds} s", flush=True)  # noqa: T201  (a script says what it does)
            if subprocess.run(command, check=False).returncode:
                failed.append(name)
            if options.keep:
                print(f"kept {_keep(name, Path(found))} new inputs", flush=True)  # noqa: T201
    print(f"failed: {', '.join(failed)}" if failed else "no claim was broken")  # noqa: T201
    return 1 if failed else 0


def _names() -> list[str]:
    return sorted(path.name for path in _CORPUS.iterdir())


def _fuzz(name: str, found: str, seconds: int, crashes: Path) -> None:
    import atheris  # noqa: PLC0415  (only the fuzzing itself needs it)

    with atheris.instrument_imports(include=["grader", "zipfile", "json", "nbformat"]):
        from harness import HARNESSES  # noqa: PLC0415  (it is instrumented as it is imported)

    corpus = _CORPUS / name
    flags = [f"-max_total_time={seconds}", f"-max_len={_LENGTH_LIMIT}", "-timeout=20", "-rss_limit_mb=4096"]
    flags += [f"-artifact_prefix={crashes}/{name}-", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *flags, found, str(corpus)], HARNESSES[name])
    atheris.Fuzz()


def _keep(name: str, found: Path) -> int:
    """Add what reaches an arc of lines that nothing kept so far reaches, the smallest inputs first."""
    from harness import HARNESSES  # noqa: PLC0415  (the process that fuzzes imports it in another way)

    corpus = _CORPUS / name
    known: set[Any] = set()
    for path in corpus.iterdir():
        known |= _arcs(HARNESSES[name], path.read_bytes())
    kept = 0
    for path in sorted(found.iterdir(), key=lambda one: (one.stat().st_size, one.name)):
        data = path.read_bytes()
        arcs = _arcs(HARNESSES[name], data)
        if not arcs <= known:
            known |= arcs
            kept += 1
            (corpus / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
    return kept


def _arcs(harness: Any, data: bytes) -> set[Any]:
    """The pairs of lines of ours that follow one another while this input is read."""
    seen: set[Any] = set()
    before: dict[int, int] = {}

    def trace(frame: FrameType, event: str, _: object) -> Any:
        if "grader" not in frame.f_code.co_filename:
            return None
        last = before.get(id(frame), 0) if event == "line" else 0
        seen.add((frame.f_code.co_filename, last, frame.f_lineno))
        before[id(frame)] = frame.f_lineno
        return trace

    sys.settrace(trace)
    try:
        harness(data)
    finally:
        sys.settrace(None)
    return seen


if __name__ == "__main__":
    sys.exit(main())
