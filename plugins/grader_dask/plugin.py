"""`--executor dask://HOST:PORT`, and the same over TLS: `dask+tls://HOST:PORT`."""

from collections.abc import Callable

from grader.execution.briefing import brief
from grader.hookspecs import hookimpl
from grader.model.errors import UsageError
from grader.seams import Executor, ExecutorSettings

_SCHEMES = {"dask://": "tcp://", "dask+tls://": "tls://"}


@hookimpl
def grader_executor(name: str, settings: ExecutorSettings, notify: Callable[[str], None]) -> Executor | None:
    """The cluster of the scheduler at that address."""
    scheme = next((one for one in _SCHEMES if name.startswith(one)), None)
    if scheme is None:
        return None
    place = name.removeprefix(scheme)
    host, colon, port = place.rpartition(":")
    if not (host and colon and port.isdecimal()):
        raise UsageError(f"--executor {name}: no scheduler's address; write it as {scheme}HOST:8786")
    try:
        from grader_dask.executor import DaskExecutor  # noqa: PLC0415  (takes a second, and may not be there)
    except ModuleNotFoundError as error:
        raise UsageError(
            f"--executor {name} needs {error.name}, which is not installed; pip install 'grader[dask]'"
        ) from error
    briefing = brief(settings)
    return DaskExecutor(_SCHEMES[scheme] + place, briefing, notify)
