"""Write every report on the last run of a gradebook."""

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from grader.model.errors import GraderError, PluginError, UsageError
from grader.seams import Gradings, Reporter


def choose_reporters(
    reporters: Sequence[Reporter], asked: Collection[str] = (), *, always: bool = True
) -> list[Reporter]:
    """Those that always write, and those asked for by name, in the order in which they were offered.

    Without `always`, only those asked for.

    Raises:
        UsageError: there is none of that name.
        PluginError: two have the same name.
    """
    names = [reporter.name for reporter in reporters]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise PluginError(f"two plugins offer a report called {twice[0]!r}; uninstall one of them")
    for name in asked:
        if name not in names:
            raise UsageError(f"there is no report called {name!r}; there are {', '.join(sorted(names))}")
    return [one for one in reporters if (always and one.always) or one.name in asked]


def report(gradings: Gradings, folder: Path, reporters: Iterable[Reporter]) -> list[Path]:
    """Ask each reporter in turn to write into `folder`; returns every file written, in that order.

    Raises:
        UsageError: a file cannot be written, or two reporters write one of the same name.
        PluginError: a reporter failed in another way; what the ones before it wrote is there.
    """
    written: dict[Path, str] = {}
    for reporter in reporters:
        try:
            paths = reporter.write(gradings, folder)
        except GraderError:
            raise
        except Exception as error:
            raise PluginError(
                f"the reporter {reporter.name!r} failed: {error!r}; the gradebook is unharmed, "
                "so remove the plugin and run `grader report` again"
            ) from error
        for path in paths:
            # Several platforms call theirs results.json.
            if written.setdefault(path, reporter.name) != reporter.name:
                raise UsageError(
                    f"the reports {written[path]} and {reporter.name} both write {path}, which is now the "
                    "latter's; ask for one of them, or for each with an --out of its own"
                )
    return list(written)
