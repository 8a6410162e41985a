"""Kernels that torch makes the first time they are needed, made before a fork so that no child makes them."""


def make_kernels() -> None:
    """Compute each kind of layer once, in this thread and without gradients.

    oneDNN writes the machine code of its matrix products when the first convolution of more than a few
    numbers asks for one, which takes longer than the rest of a small job. What is computed later does not
    depend on it. It must be called where no other thread may be started, and starts none: a backward pass
    would, where there is a GPU.
    """
    import torch  # noqa: PLC0415  (whoever forks decides when to spend these seconds)
    from torch import nn  # noqa: PLC0415

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    image = torch.zeros(2, 2, 29, 29)
    with torch.no_grad(), torch.random.fork_rng(devices=[]):
        for layer in (
            nn.Conv2d(2, 6, 4, padding=5),
            nn.Conv2d(2, 6, 3),
            nn.ConvTranspose2d(2, 5, 3, stride=2),
            nn.MaxPool2d(2),
            nn.AvgPool2d(2),
            nn.BatchNorm2d(2),
            nn.Sequential(nn.Flatten(), nn.Linear(1682, 10), nn.ReLU(), nn.Dropout()),
        ):
            layer(image)
        nn.functional.cross_entropy(torch.zeros(4, 3), torch.zeros(4, dtype=torch.int64))
    torch.set_num_threads(threads)
