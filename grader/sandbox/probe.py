"""Ask what walls this machine gives: the trials run in a process of their own, and answer in JSON."""

import subprocess
import sys
from collections.abc import Sequence

import msgspec

from grader.model.errors import SandboxError
from grader.model.limits import Limits
from grader.sandbox.environment import clean_environment
from grader.sandbox.full import FullSandbox
from grader.sandbox.standard import StandardSandbox

_PROBE_S = 60.0
# Started as the workers' server is: nothing is imported from the working directory or the user's own folder.
_COMMAND = (sys.executable, "-P", "-s", "-X", "utf8", "-m", "grader.untrusted.probe")


class Probed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that was tried.

    Attributes:
        name: a word or two, such as `Landlock`.
        ok: whether it does here what it is for.
        required: whether something else fails without it.
        detail: what was seen, in half a sentence.
        cost: what it costs to be without; empty where nothing is missing.
        remedy: the command or setting that gives it; empty where there is nothing to mend.
        part: of a layer, the sandbox that it belongs to: `standard`, `full`, or `further` for none.
    """

    name: str
    ok: bool
    required: bool
    detail: str
    cost: str = ""
    remedy: str = ""
    part: str = ""


class Findings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was tried, the most fundamental first."""

    probed: tuple[Probed, ...]

    @property
    def missing(self) -> tuple[Probed, ...]:
        """What every wall needs and this machine does not give; empty where one can be built."""
        return tuple(one for one in self.probed if one.required and not one.ok)

    @property
    def missing_for_full(self) -> tuple[Probed, ...]:
        """What `full` needs and this machine does not give."""
        return tuple(one for one in self.probed if one.part in {"standard", "full"} and not one.ok)


def probe_machine(command: Sequence[str] = _COMMAND, timeout_s: float = _PROBE_S) -> Findings:
    """Try every layer of the wall, each for real, in processes that end with it.

    Raises:
        SandboxError: the probe did not start, ended early, took too long or did not answer in its own terms.
    """
    try:
        done = subprocess.run(  # noqa: S603  (our own module, by its name)
            command,
            env=clean_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=timeout_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise SandboxError(
            f"the probe of this machine did not end within {timeout_s:g} s; try again"
        ) from None
    except OSError as error:
        raise SandboxError(f"the probe of this machine cannot be started: {error}") from error
    if done.returncode != 0:
        said = done.stderr.decode(errors="replace").strip().rpartition("\n")[2] or "it said nothing"
        raise SandboxError(f"the probe of this machine ended with status {done.returncode}: {said}")
    try:
        return msgspec.json.decode(done.stdout, type=Findings)
    except msgspec.DecodeError as error:
        raise SandboxError(
            f"the probe of this machine answered {done.stdout[:60]!r}, not with findings ({error}); "
            "install the grader afresh"
        ) from error


def start_once(name: str) -> tuple[str, ...]:
    """Start one worker in the walled sandbox of that name, `full` or `standard`, and end it; takes seconds.

    Returns the layers it stood behind.

    Raises:
        SandboxUnavailable: the wall cannot be built here.
        SandboxError: the worker did not come up for another reason.
    """
    sandbox = {"full": FullSandbox, "standard": StandardSandbox}[name](())
    try:
        with sandbox.start(Limits(), files={}) as worker:
            return worker.layers
    finally:
        sandbox.close()
