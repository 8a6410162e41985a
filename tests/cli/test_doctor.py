"""`grader doctor`: what it tells of machines that have everything, or lack something."""

import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from grader.cli.doctor import as_object, doctor, draw, plain_lines, verdict
from grader.cli.examine import Examined, examine
from grader.model.errors import SandboxError, SandboxUnavailable
from grader.sandbox.probe import Findings, Probed
from grader.settings import Settings

_WAY_OUT = (
    "install it: apt install libseccomp2 (Debian, Ubuntu), dnf install libseccomp (Fedora, RHEL), and again"
)


def _findings(*, seccomp: bool = True, bubblewrap: bool = True) -> Findings:
    rows = (
        Probed(name="Landlock", ok=True, required=True, detail="version 7", part="standard"),
        Probed(
            name="seccomp",
            ok=seccomp,
            required=True,
            detail="sockets are refused" if seccomp else "libseccomp cannot be loaded",
            cost="" if seccomp else "no wall",
            remedy="" if seccomp else _WAY_OUT,
            part="standard",
        ),
        Probed(
            name="bubblewrap",
            ok=bubblewrap,
            required=False,
            detail="bubblewrap 0.8" if bubblewrap else "not installed",
            cost="" if bubblewrap else "no view of their own",
            remedy="" if bubblewrap else "apt install bubblewrap",
            part="full",
        ),
    )
    return Findings(probed=rows)


def _start(_: str) -> Sequence[str]:
    return ("Landlock", "seccomp")


def _start_standard(name: str) -> Sequence[str]:
    if name == "full":
        raise SandboxUnavailable("bubblewrap is not installed")
    return _start(name)


def _examine(
    tmp_path: Path, *, seccomp: bool = True, bubblewrap: bool = True, data_root: str = ""
) -> Examined:
    return examine(
        Settings(cache=str(tmp_path / "cache"), data_root=data_root),
        probe=lambda: _findings(seccomp=seccomp, bubblewrap=bubblewrap),
        start=_start if bubblewrap else _start_standard,
        choose=lambda: "full" if bubblewrap else "standard",
        devices=lambda: ("NVIDIA A",),
    )


def _row(rows: Sequence[Probed], name: str) -> Probed:
    return next(row for row in rows if row.name == name)


def test_machine_with_everything(tmp_path: Path) -> None:
    """Where a worker stood in both, `auto` is the stronger one."""
    examined = _examine(tmp_path)
    assert (examined.auto, examined.walled) == ("full", True)
    assert "behind Landlock, seccomp" in examined.sandboxes[0].detail
    assert verdict(examined) == "`grader grade` uses the sandbox `full` here (--sandbox auto)."


def test_machine_without_bubblewrap(tmp_path: Path) -> None:
    """Where `full` does not stand, `auto` is `standard`; the cost is told, and what would give `full`."""
    examined = _examine(tmp_path, bubblewrap=False)
    full = _row(examined.sandboxes, "full")
    assert examined.auto == "standard"
    assert (full.ok, full.detail, full.remedy) == (
        False,
        "bubblewrap is not installed",
        "apt install bubblewrap",
    )
    assert "`auto` takes `standard`" in full.cost


def test_worker_stands_against_a_trial(tmp_path: Path) -> None:
    """Where a worker stands in `full`, that counts, whatever the trials of its parts say."""
    examined = examine(
        Settings(cache=str(tmp_path)),
        probe=lambda: _findings(bubblewrap=False),
        start=_start,
        choose=lambda: "full",
        devices=tuple,
    )
    assert examined.auto == "full"
    assert _row(examined.sandboxes, "full").remedy == ""


def test_machine_without_a_layer(tmp_path: Path) -> None:
    """Where a layer is missing, the verdict names it, the way to get it and the way around it."""
    examined = _examine(tmp_path, seccomp=False)
    assert (examined.auto, examined.walled) == (None, False)
    for part in ("seccomp: libseccomp cannot be loaded", "apt install libseccomp2", "--sandbox none"):
        assert part in verdict(examined)


def test_no_worker_where_a_layer_is_missing(tmp_path: Path) -> None:
    """No worker is started where a trial that both sandboxes need has already failed."""
    started: list[str] = []

    def start(name: str) -> Sequence[str]:
        started.append(name)
        return ()

    examine(Settings(cache=str(tmp_path)), probe=lambda: _findings(seccomp=False), start=start, devices=tuple)
    assert started == []


def test_worker_that_does_not_start(tmp_path: Path) -> None:
    """Where the trials pass and a worker still does not start, nothing is `auto`, and the reason is told."""

    def start(_: str) -> Sequence[str]:
        raise SandboxUnavailable(
            "the wall cannot be built here: no torch. `grader doctor` says what is missing"
        )

    examined = examine(
        Settings(cache=str(tmp_path)), probe=_findings, start=start, choose=lambda: "full", devices=tuple
    )
    assert examined.auto is None
    assert _row(examined.sandboxes, "standard").detail == "no torch"


def test_chosen_sandbox_that_does_not_stand(tmp_path: Path) -> None:
    """Where `auto` would choose `full` and no worker stands in it, the verdict names `standard` instead."""
    examined = examine(
        Settings(cache=str(tmp_path)),
        probe=_findings,
        start=_start_standard,
        choose=lambda: "full",
        devices=tuple,
    )
    assert examined.auto is None
    assert "`--sandbox standard` grades" in verdict(examined)


def test_probe_that_dies(tmp_path: Path) -> None:
    """A probe that dies is told as a missing wall, not raised."""

    def probe() -> Findings:
        raise SandboxError("the probe ended with status 3")

    examined = examine(Settings(cache=str(tmp_path)), probe=probe, start=_start, devices=tuple)
    assert not examined.walled
    assert "the probe ended with status 3" in verdict(examined)


def test_driver_that_cannot_be_asked(tmp_path: Path) -> None:
    """A broken driver is told in the row for CUDA and does not touch the wall."""

    def devices() -> tuple[str, ...]:
        raise SandboxError("torch cannot say: driver too old")

    examined = examine(
        Settings(cache=str(tmp_path)), probe=_findings, start=_start, choose=lambda: "full", devices=devices
    )
    assert examined.walled
    assert examined.cuda == ()
    assert "driver too old" in _row(examined.hardware, "CUDA").detail


def test_cache_is_left_alone(tmp_path: Path) -> None:
    """Asking whether the cache can be written neither makes it nor leaves anything where it would be."""
    examined = _examine(tmp_path)
    assert _row(examined.data, "cache").ok
    assert list(tmp_path.iterdir()) == []


def test_cache_in_a_file(tmp_path: Path) -> None:
    """A cache that cannot be made is told with its path and the setting that names another."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    settings = Settings(cache=str(tmp_path / "file" / "cache"))
    examined = examine(settings, probe=_findings, start=_start, choose=lambda: "full", devices=tuple)
    row = _row(examined.data, "cache")
    assert not row.ok
    assert str(tmp_path / "file" / "cache") in row.detail
    assert "GRADER_CACHE" in row.remedy


def test_no_mnist_yet(tmp_path: Path) -> None:
    """Where MNIST is nowhere, it says so, and every way to get it or do without."""
    row = _row(_examine(tmp_path).data, "MNIST")
    assert not row.ok
    for part in ("--data-root", "GRADER_DATA_ROOT", "GRADER_MNIST_MIRRORS", "--data digits"):
        assert part in row.remedy


def test_named_root_without_mnist(tmp_path: Path) -> None:
    """A named root without MNIST is told with the file that was looked for, and nothing else is searched."""
    row = _row(_examine(tmp_path, data_root=str(tmp_path / "empty")).data, "MNIST")
    assert not row.ok
    assert f"{tmp_path / 'empty'} holds no MNIST" in row.detail
    assert "--data digits" in row.remedy


@pytest.mark.mnist
def test_named_root_with_mnist(tmp_path: Path, mnist_root: Path) -> None:
    """The real MNIST in a named root is found, and its checksums are right."""
    row = _row(_examine(tmp_path, data_root=str(mnist_root)).data, "MNIST")
    assert (row.ok, row.detail) == (True, f"in {mnist_root}, checksums right")


def test_json_object(tmp_path: Path) -> None:
    """The JSON object holds the verdict, the numbers and each row's name, state, cost and remedy."""
    told = json.loads(as_object(_examine(tmp_path, seccomp=False)))
    assert (told["auto"], told["walled"]) == (None, False)
    assert [row["name"] for row in told["sandboxes"]] == ["full", "standard", "none"]
    assert told["cuda"] == ["NVIDIA A"]
    assert told["cores"] >= 1
    assert told["isolation"][1] == {
        "name": "seccomp",
        "ok": False,
        "required": True,
        "detail": "libseccomp cannot be loaded",
        "cost": "no wall",
        "remedy": _WAY_OUT,
        "part": "standard",
    }
    assert {"torch", "torchvision", "pytest"} <= {row["name"] for row in told["software"]}


def test_table_in_80_columns(tmp_path: Path) -> None:
    """In a terminal of 80 columns no line is wider, and a long remedy is whole, word by word."""
    screen = io.StringIO()
    draw(
        _examine(tmp_path, seccomp=False),
        Console(file=screen, width=80, force_terminal=True, color_system=None),
    )
    lines = screen.getvalue().splitlines()
    assert max(map(len, lines)) <= 80
    assert _WAY_OUT in " ".join(" ".join(lines).split())


def test_markup_is_not_read(tmp_path: Path) -> None:
    """Square brackets in a path or a message are shown, not taken for the terminal's markup."""
    screen = io.StringIO()
    examined = _examine(tmp_path / "[red]", seccomp=True)
    draw(examined, Console(file=screen, width=400, force_terminal=True, color_system=None))
    assert str(tmp_path / "[red]") in screen.getvalue()


def test_plain_lines_are_one_per_finding(tmp_path: Path) -> None:
    """In a pipe a finding is one line however long; its cost and its way out are the lines below."""
    lines = plain_lines(_examine(tmp_path, seccomp=False, bubblewrap=False))
    at = next(index for index, line in enumerate(lines) if line.split()[:2] == ["NO", "seccomp"])
    assert [line.strip() for line in lines[at + 1 : at + 3]] == ["costs: no wall", f"-> {_WAY_OUT}"]
    assert any(line.split()[:2] == ["-", "bubblewrap"] for line in lines)


@pytest.mark.slow
def test_command_on_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`auto` names a sandbox in which a worker stood, and the exit code is 0 exactly where it names one."""
    monkeypatch.setenv("GRADER_CACHE", str(tmp_path))
    outcome = CliRunner().invoke(doctor, ["--json"])
    told = json.loads(outcome.stdout)
    stood = {row["name"]: row["ok"] for row in told["sandboxes"]}
    assert outcome.exit_code == (0 if told["auto"] else 2)
    assert told["auto"] is None or stood[told["auto"]]
