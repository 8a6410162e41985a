"""The probe from the trusted side: typed findings, or a clear error."""

import sys

import pytest

from grader.model.errors import SandboxError
from grader.model.limits import Limits
from grader.sandbox.probe import Findings, Probed, probe_machine
from grader.sandbox.strongest import strongest


def _says(text: str) -> list[str]:
    return [sys.executable, "-c", f"import sys; sys.stdout.write({text!r})"]


def test_this_machine_is_probed() -> None:
    """The real probe answers with findings in its own terms, the system first, on every system."""
    findings = probe_machine()
    assert findings.probed[0].name == "system"
    assert all(one.remedy for one in findings.missing)


def test_missing_is_what_the_wall_needs() -> None:
    """What is absent and not required does not keep the wall from being built."""
    probed = [
        Probed(name=name, ok=ok, required=required, detail="", remedy="")
        for name, ok, required in (("a", True, True), ("b", False, True), ("c", False, False))
    ]
    assert [one.name for one in Findings(probed=tuple(probed)).missing] == ["b"]


def test_full_needs_all_of_standard_and_more() -> None:
    """What `full` is missing is what any of the layers below it and its own are missing."""
    probed = [
        Probed(name=part, ok=False, required=part == "standard", detail="", part=part)
        for part in ("standard", "full", "further")
    ]
    assert [one.name for one in Findings(probed=tuple(probed)).missing_for_full] == ["standard", "full"]


def test_probe_that_dies() -> None:
    """A probe that ends with an error raises SandboxError with its status and its last words."""
    command = [sys.executable, "-c", "import sys; sys.stderr.write('first\\nlast words\\n'); sys.exit(3)"]
    with pytest.raises(SandboxError, match="ended with status 3: last words"):
        probe_machine(command)


def test_probe_that_hangs() -> None:
    """A probe that does not end is killed after its time."""
    command = [sys.executable, "-c", "import threading; threading.Event().wait()"]
    with pytest.raises(SandboxError, match=r"did not end within 0\.2 s"):
        probe_machine(command, timeout_s=0.2)


def test_probe_that_cannot_start() -> None:
    """A probe that is not there raises SandboxError with the reason."""
    with pytest.raises(SandboxError, match=r"cannot be started: .*nothing-here"):
        probe_machine(["/nothing-here"])


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "fine",
        "[]",
        '{"probed": [{"name": "wall"}]}',
        '{"probed": [{"name": "wall", "ok": "yes", "required": true, "detail": ""}]}',
        '{"probed": [], "more": 1}',
    ],
)
def test_probe_that_answers_otherwise(answer: str) -> None:
    """An answer that is not the findings' JSON, to the type of every field, raises SandboxError."""
    with pytest.raises(SandboxError, match="not with findings"):
        probe_machine(_says(answer))


def test_probe_sees_none_of_the_instructors_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The trials run in the environment that workers start with, not in the caller's."""
    monkeypatch.setenv("GRADER_TEST_SECRET", "x")
    program = (
        "import json, os, sys; name = str('GRADER_TEST_SECRET' in os.environ); "
        "json.dump({'probed': [{'name': name, 'ok': True, 'required': True, 'detail': ''}]}, sys.stdout)"
    )
    assert probe_machine([sys.executable, "-c", program]).probed[0].name == "False"


def test_auto_is_the_strongest_that_was_found(request: pytest.FixtureRequest) -> None:
    """Where the trials find everything that a sandbox needs, `auto` takes it, and a worker starts in it."""
    findings = probe_machine()
    if findings.missing:
        pytest.skip(f"no wall here, for want of {findings.missing[0].name}: {findings.missing[0].detail}")
    found = "standard" if findings.missing_for_full else "full"
    assert strongest() == found
    with request.getfixturevalue(f"{found}_sandbox").start(Limits(), files={}) as worker:
        assert {"rlimits", "privileges", "Landlock", "seccomp"} <= set(worker.layers)
