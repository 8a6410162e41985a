"""submission_metadata.yml: whose each submission of an export is, and when it was handed in."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from grader.model.errors import UsageError
from grader.model.submission import Finding

if TYPE_CHECKING:
    import yaml

METADATA = "submission_metadata.yml"
_LIMIT_BYTES = 256 * 1024**2
_BEFORE_ZONE = re.compile(r" (?=(?:Z|[+-]\d\d:?\d\d)$)")
_AGAIN = "download the export again"


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who handed it in; what is not known is empty."""

    name: str = ""
    email: str = ""
    sid: str = ""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A submission; `line` is where the file speaks of it, `submitted_at` as `Submission` has it."""

    folder: str
    line: int = 0
    members: tuple[Member, ...] = ()
    submitted_at: str = ""


def read_roll(path: Path) -> tuple[Mapping[str, Entry], list[Finding]]:
    """The entries by folder, and a finding for whatever in them cannot be used.

    The file is parsed and not loaded: of what it holds besides, tags of Ruby's included, nothing is made.

    Raises:
        UsageError: it cannot be read or is no such file; the message has the line. Or PyYAML is missing.
    """
    root = _compose(path)
    findings: list[Finding] = []
    entries: dict[str, Entry] = {}
    for folder, node in _pairs(root):
        entry, faults = _entry(folder, node)
        if folder in entries:
            faults.append(f"{folder} is there twice; both are taken together")
            entry = msgspec.structs.replace(entry, members=(*entries[folder].members, *entry.members))
        entries[folder] = entry
        for fault in faults:
            place = f"{METADATA}:{_line(node)}"
            findings.append(Finding(student="", path=place, message=f"{place}: {fault}"))
    if not entries:
        raise UsageError(f"{path}:1: names no submission; {_AGAIN}")
    return entries, findings


def _compose(path: Path) -> "yaml.Node | None":
    try:
        import yaml  # noqa: PLC0415  (an extra, and only exports need it)
    except ImportError as error:
        raise UsageError(
            f"{path} is YAML, and PyYAML is not installed; pip install 'grader[gradescope]'"
        ) from error
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        if path.stat().st_size > _LIMIT_BYTES:
            raise UsageError(f"{path} has more than {_LIMIT_BYTES // 1024**2} MiB, which no class's has")
        composed: yaml.Node | None = yaml.compose(path.read_bytes(), Loader=loader)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UsageError(f"{path}:{line}: no YAML ({error.problem}); {_AGAIN}") from error
    except (yaml.YAMLError, RecursionError) as error:
        reason = " ".join(str(error).split())
        raise UsageError(f"{path}: no YAML ({reason[:200]}); {_AGAIN}") from error
    if not isinstance(composed, yaml.MappingNode):
        raise UsageError(f"{path}:1: is no list of submissions; {_AGAIN}")
    return composed


def _entry(folder: str, node: "yaml.Node") -> tuple[Entry, list[str]]:
    faults: list[str] = []
    fields = dict(_pairs(node))
    listed = fields.get("submitters")
    members = [_member(one) for one in _items(listed)]
    members = [one for one in members if one != Member()]
    if not members:
        faults.append(f"{folder} names nobody; graded under the folder's name")
    at = ""
    if "created_at" in fields:
        text = _text(fields["created_at"])
        at = _time(text)
        if not at:
            faults.append(f"{folder}: created_at {text[:50]!r} is no time with a zone; its time is not known")
    return Entry(folder=folder, line=_line(node), members=tuple(members), submitted_at=at), faults


def _member(node: "yaml.Node") -> Member:
    fields = {key: _text(value).strip() for key, value in _pairs(node)}
    return Member(name=fields.get("name", ""), email=fields.get("email", ""), sid=fields.get("sid", ""))


def _pairs(node: "yaml.Node | None") -> Iterator[tuple[str, "yaml.Node"]]:
    """A mapping's keys, without the colon that Ruby's symbols begin with, and its values; none of another."""
    if node is not None and _kind(node) == "mapping":
        for key, value in node.value:
            if _kind(key) == "scalar":
                yield key.value.removeprefix(":"), value


def _items(node: "yaml.Node | None") -> Iterator["yaml.Node"]:
    if node is not None and _kind(node) == "sequence":
        yield from node.value


def _kind(node: "yaml.Node") -> str:
    # Only its subclasses have one.
    return str(getattr(node, "id", ""))


def _text(node: "yaml.Node") -> str:
    # A null has a tag of its own, and is written in several ways.
    return str(node.value) if _kind(node) == "scalar" and not node.tag.endswith(":null") else ""


def _time(text: str) -> str:
    try:
        time = datetime.fromisoformat(_BEFORE_ZONE.sub("", text.strip()))
    except ValueError:
        return ""
    return time.isoformat() if time.tzinfo else ""


def _line(node: "yaml.Node") -> int:
    return int(node.start_mark.line) + 1 if node.start_mark else 0
