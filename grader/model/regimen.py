"""How an exercise's network is trained."""

import msgspec


class Regimen(msgspec.Struct, frozen=True, kw_only=True):
    """One training from beginning to end; `optimizer` is the name of a class in `torch.optim`."""

    epochs: int
    batch_size: int = 100
    optimizer: str = "Adam"
    lr: float = 0.001
