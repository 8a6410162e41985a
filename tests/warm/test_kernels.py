"""What torch makes the first time, made before."""

import os
import subprocess
import sys

_PROGRAM = """
import hashlib, os, sys
import torch
from torch import nn
from grader.warm.kernels import make_kernels

torch.set_num_threads(1)
before = len(os.listdir("/proc/self/task")) if os.path.isdir("/proc/self/task") else 1
if "kernels" in sys.argv:
    make_kernels()
    after = len(os.listdir("/proc/self/task")) if os.path.isdir("/proc/self/task") else 1
    assert (after, torch.get_num_threads()) == (before, 1), (before, after, torch.get_num_threads())
torch.manual_seed(0)
net = nn.Sequential(nn.Conv2d(1, 8, 5, padding=2), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2),
                    nn.Flatten(), nn.Linear(8 * 14 * 14, 10))
optimizer = torch.optim.Adam(net.parameters())
for _ in range(3):
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(net(torch.rand(50, 1, 28, 28)), torch.arange(50) % 10)
    loss.backward()
    optimizer.step()
whole = torch.cat([one.detach().flatten() for one in net.parameters()])
print(hashlib.sha256(whole.numpy().tobytes()).hexdigest())
"""


def test_nothing_computed_later_depends_on_it() -> None:
    """A training comes to the same numbers, to the bit, and no thread is left that would prevent a fork."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    said = [
        subprocess.run(
            [sys.executable, "-c", _PROGRAM, *arguments],
            check=True,
            capture_output=True,
            text=True,
            env=environment,
        ).stdout
        for arguments in ([], ["kernels"])
    ]
    assert len(said[0].strip()) == 64
    assert said[0] == said[1]
