"""Timelines as written: a list of stories, each with a procedure and dated lines."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

_KEYS = frozenset({"name", "procedure", "case", "regime", "office", "windows", "steps", "rules", "channel"})
_LINE_KEYS = frozenset({"at", "by", "do", "with", "expect", "sweep", "refused"})
EXPECTATIONS = frozenset(
    {
        "due_at",
        "appointment",
        "new_appointment",
        "standing",
        "standing_by_date",
        "status",
        "current_step",
        "owed",
        "met",
        "letters",
        "supplements",
        "outcome",
        "working_minutes_late",
        "alerts",
    }
)


class TimelineError(Exception):
    """The file is not a timeline: where, what, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    number: int
    """In the file, from 1."""
    at: str
    by: str = ""
    do: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    refused: str = ""
    expect: Mapping[str, Any] | None = None
    sweep: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    file: str
    number: int
    name: str
    procedure: str
    case: str | None
    regime: str | None
    office: str
    windows: tuple[tuple[date, date], ...]
    lines: tuple[Line, ...]
    rules: tuple[str, ...] = ()
    """Rule numbers of the law digest that the story shows (IN-1, CL-4 …)."""


def read(path: Path) -> list[Timeline]:
    """Every timeline of a file. Raises TimelineError for anything that is not one; nothing is skipped silently."""
    try:
        node = yaml.compose(path.read_text("utf-8"), yaml.SafeLoader)
    except (OSError, yaml.YAMLError) as error:
        raise TimelineError(f"{path}: cannot be read: {error}") from error
    if node is None:
        return []
    if not isinstance(node, yaml.SequenceNode):
        raise TimelineError(f"{path}:1: a timeline file is a list; begin each story with `- name:`")
    return [_timeline(one, str(path)) for one in node.value]


def _timeline(node: yaml.Node, file: str) -> Timeline:
    where = f"{file}:{node.start_mark.line + 1}"
    keys = _mapping(node, where)
    _check_keys(keys, _KEYS, where)
    for needed in ("name", "procedure", "steps"):
        if needed not in keys:
            raise TimelineError(f"{where}: `{needed}` is missing")
    data = {key: _plain(value) for key, value in keys.items() if key != "steps"}
    procedure = data["procedure"]
    if not isinstance(procedure, str):
        raise TimelineError(f'{where}: quote the procedure\'s code ("2.002854"): YAML reads a number')
    steps = keys["steps"]
    if not isinstance(steps, yaml.SequenceNode):
        raise TimelineError(f"{where}: `steps` is a list of lines")
    return Timeline(
        file=file,
        number=node.start_mark.line + 1,
        name=str(data["name"]),
        procedure=procedure,
        case=data.get("case"),
        regime=data.get("regime"),
        office=str(data.get("office", "vn-a")),
        windows=tuple((one["from"], one["until"]) for one in data.get("windows") or ()),
        lines=tuple(_line(one, file) for one in steps.value),
        rules=tuple(data.get("rules") or ()),
    )


def _line(node: yaml.Node, file: str) -> Line:
    number = node.start_mark.line + 1
    where = f"{file}:{number}"
    keys = _mapping(node, where)
    _check_keys(keys, _LINE_KEYS, where)
    data = {key: _plain(value) for key, value in keys.items()}
    if "at" not in data:
        raise TimelineError(f'{where}: every line says when: `at: "2026-06-01 09:00"`')
    if sum(key in data for key in ("do", "expect", "sweep")) != 1:
        raise TimelineError(f"{where}: a line does one thing: `do`, `expect` or `sweep`")
    if "do" in data and "by" not in data:
        raise TimelineError(f"{where}: who does it? add `by:` (a role, or owner)")
    expect = data.get("expect")
    if expect is not None:
        _check_keys(expect, EXPECTATIONS, where)
    return Line(
        number=number,
        at=str(data["at"]),
        by=str(data.get("by", "")),
        do=str(data.get("do", "")),
        arguments=data.get("with") or {},
        refused=str(data.get("refused", "")),
        expect=expect,
        sweep=bool(data.get("sweep", False)),
    )


def _mapping(node: yaml.Node, where: str) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        raise TimelineError(f"{where}: expected `key: value`")
    keys: dict[str, yaml.Node] = {}
    for key, value in node.value:
        if key.value in keys:
            raise TimelineError(f"{file_line(where, key)}: repeated key {key.value!r}")
        keys[key.value] = value
    return keys


def file_line(where: str, node: yaml.Node) -> str:
    return f"{where.rsplit(':', 1)[0]}:{node.start_mark.line + 1}"


def _check_keys(keys: Mapping[str, Any], known: frozenset[str], where: str) -> None:
    if unknown := sorted(set(keys) - known):
        raise TimelineError(f"{where}: unknown {', '.join(unknown)}; there are: {', '.join(sorted(known))}")


def _plain(node: yaml.Node) -> Any:
    return _Loader("").construct_object(node, deep=True)


class _Loader(yaml.SafeLoader):
    """Instants stay text: the office's wall clock is read where the office is known."""


_Loader.yaml_implicit_resolvers = dict(yaml.SafeLoader.yaml_implicit_resolvers)
