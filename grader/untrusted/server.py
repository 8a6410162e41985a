"""The fork server: `python -m grader.untrusted.server [--secret PATH]… [--outside NAMESPACE]…` forks workers.

It holds no secret: it starts with a clean environment, and knows of the secrets only where they lie.
"""

import argparse
import os
import socket
import sys
from pathlib import Path

from grader.untrusted.arguments import forget_arguments
from grader.untrusted.start import start_worker
from grader.untrusted.wall import Wall
from grader.warm.kernels import make_kernels
from grader.warm.server import serve
from grader.wire.message import Setup


def main() -> None:
    """Import, prepare the wall, serve."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--secret", action="append", default=[], type=Path)
    parser.add_argument("--outside", action="append", default=[])
    options = parser.parse_args()
    forget_arguments()
    try:
        wall = Wall(options.secret, outside=options.outside)
    except OSError as error:
        sys.stdout.write(f"{error}\n")
        return
    preload()
    server = os.getpid()

    def be_worker(descriptors: list[int]) -> None:
        channel, output, *given = descriptors
        _redirect(output)

        def enclose(setup: Setup) -> list[str]:
            wall.enclose(setup, server)
            return list(wall.layers)

        with socket.socket(fileno=channel) as wire:
            start_worker(wire, enclose, given)

    serve(be_worker, kept=[wall.descriptor])


def preload() -> None:
    """Import everything that submissions use; nothing here may compute in parallel, or start a thread."""
    import torch  # noqa: PLC0415  (after the wall is known to be possible, because this takes seconds)
    import torchsummary  # noqa: F401, PLC0415
    import torchvision  # noqa: F401, PLC0415

    import grader.untrusted.laboratory  # noqa: F401, PLC0415

    # The first optimizer imports torch's compiler, which takes as long as torch itself.
    torch.optim.Adam(torch.nn.Linear(2, 1).parameters())
    make_kernels()


def _redirect(output: int) -> None:
    # What the student prints belongs to the student's feedback.
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(output)
    # New streams, because the old ones remember what kind of file they were opened on.
    sys.stdout = open(1, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)  # noqa: SIM115


if __name__ == "__main__":
    main()
