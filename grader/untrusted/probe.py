"""What this machine gives a wall, found by trying: `python -m grader.untrusted.probe` prints it as JSON.

A version number says what a kernel could do, not what it does here: every layer is built and run against.
"""

import platform
import sys

import msgspec

from grader.untrusted.trial import Finding, try_in_child


def main() -> None:
    """Try everything that is to be tried on this system, and print `{"probed": [...]}`."""
    sys.stdout.buffer.write(msgspec.json.encode({"probed": probe()}))


def probe() -> list[Finding]:
    """A finding for each trial, the most fundamental first."""
    if sys.platform != "linux":
        return [
            Finding(
                name="system",
                part="standard",
                ok=False,
                required=True,
                detail=f"{platform.system()} {platform.release()}, {platform.machine()}; the wall is made of "
                "Linux's Landlock and seccomp",
                cost="no wall can be built, and other people's code is graded only under --sandbox none",
                remedy="grade on Linux, for example in a virtual machine; `grader check` runs a student's "
                "own code on every system",
            )
        ]
    # Modules that load on Linux alone.
    from grader.untrusted.enclosure import ENCLOSURE  # noqa: PLC0415
    from grader.untrusted.further import FURTHER  # noqa: PLC0415
    from grader.untrusted.layers import LAYERS  # noqa: PLC0415

    return [try_in_child(trial) for trial in (*LAYERS, *ENCLOSURE, *FURTHER)]


if __name__ == "__main__":
    main()
