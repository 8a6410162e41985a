"""The executors that ship: `local` and `inline`."""

from pathlib import Path

from grader.execution.briefing import brief
from grader.execution.local import LocalExecutor
from grader.hookspecs import hookimpl
from grader.registry import Registry
from grader.sandbox import plugin as sandboxes
from grader.seams import Executor, ExecutorSettings


@hookimpl(trylast=True)
def grader_executor(name: str, settings: ExecutorSettings) -> Executor | None:
    """`local` for several jobs at once, `inline` for one after another in this process."""
    briefing = brief(settings)
    if name == "local":
        return LocalExecutor(briefing)
    if name == "inline":
        # It judges in this process, and only then does this process import torch.
        from grader.execution.inline import InlineExecutor  # noqa: PLC0415

        secrets = [Path(secret) for secret in briefing.secrets]
        return InlineExecutor(briefing, Registry([sandboxes]).sandbox(briefing.terms.sandbox, secrets))
    return None
