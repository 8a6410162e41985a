# outcome: passed
# It has libraries write their caches: torch, torchvision, matplotlib, numba's kind of folders.
import os
import pathlib

import torch

from attempts import refused


def attack():
    return [
        refused("torch", lambda: os.makedirs(torch.hub.get_dir())),
        refused("home", lambda: pathlib.Path.home().joinpath(".cache").mkdir(parents=True)),
        refused("torch.save", lambda: torch.save(torch.ones(1), "/tmp/x.pt"), RuntimeError),
        refused("sqlite", lambda: __import__("sqlite3").connect("/tmp/x.sqlite").execute("create table a (b)"), __import__("sqlite3").OperationalError),
    ]
