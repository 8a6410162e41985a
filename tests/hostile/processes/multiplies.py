# outcome: passed
# It starts workers of its own through multiprocessing, torch and a pool.
import concurrent.futures
import multiprocessing

import torch

from attempts import refused


def work():
    return 1


def start(method):
    process = multiprocessing.get_context(method).Process(target=work)
    process.start()
    return process


def attack():
    data = torch.utils.data.TensorDataset(torch.zeros(4, 1))
    found = [refused(method, lambda method=method: start(method)) for method in ("fork", "spawn", "forkserver")]
    found.append(refused("DataLoader", lambda: next(iter(torch.utils.data.DataLoader(data, num_workers=1)))))
    found.append(refused("pool", lambda: concurrent.futures.ProcessPoolExecutor(1).submit(work).result()))
    return found
