# outcome: passed
# It saves a checkpoint and loads it again, as an honest program might that has a folder to write in.
# limits: scratch_bytes=2097152
import os
import tempfile

import torch


def attack():
    torch.save({"weight": torch.ones(1000)}, "model.pt")
    with tempfile.TemporaryDirectory() as folder:
        os.replace("model.pt", f"{folder}/model.pt")
        return float(torch.load(f"{folder}/model.pt")["weight"].sum())
