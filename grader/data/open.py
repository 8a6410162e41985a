"""Open a data set by its name."""

from collections.abc import Callable
from pathlib import Path

from grader.data.dataset import Dataset
from grader.data.digits import open_digits
from grader.data.mnist import open_mnist
from grader.model.errors import UsageError
from grader.settings import Settings


def open_dataset(
    name: str, settings: Settings, *, data_root: Path | None = None, notify: Callable[[str], None]
) -> Dataset:
    """The data set called `name` (`mnist` or `digits`), computed into the cache where it is not there yet.

    Args:
        name: which data set; it is never replaced by another one.
        settings: where the cache is, and where MNIST may be found or downloaded from.
        data_root: a torchvision root for MNIST; comes before `settings.data_root`.
        notify: told in one line before anything that takes seconds.

    Raises:
        UsageError: there is no data set of that name.
        DataError: it is not there, is damaged, or cannot be downloaded or stored.
    """
    if name == "mnist":
        root = data_root or (Path(settings.data_root) if settings.data_root else None)
        return open_mnist(settings.cache_dir, root, settings.mirrors, notify)
    if name == "digits":
        return open_digits(settings.cache_dir, notify)
    raise UsageError(f"there is no data set called {name!r}; --data takes mnist or digits")
