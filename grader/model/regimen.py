"""How an exercise's network is trained."""

import msgspec


class Regimen(msgspec.Struct, frozen=True, kw_only=True):
    """One training from beginning to end.

    Attributes:
        epochs: how many there are at most.
        batch_size: of the training's loader.
        optimizer: the name of a class in `torch.optim`.
        lr: its learning rate.
        asks: the accuracy in [0, 1] that earns full credit at most, however much more could be reached: where
            one epoch usually reaches it, nobody need wait for two.
    """

    epochs: int
    batch_size: int = 100
    optimizer: str = "Adam"
    lr: float = 0.001
    asks: float = 1.0
