"""Timelines as written: a list of stories, each with a procedure and dated lines."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

_KEYS = frozenset({"name", "procedure", "case", "regime", "office", "windows", "overlay", "steps", "rules"})
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
        "cut_due_at",
        "cut_standing",
        "version",
        "step_due",
        "acted_by",
        "acted_for",
        "bodies_at_work",
        "late_bodies",
    }
)
_LISTS = frozenset({"owed", "met", "letters", "alerts", "bodies_at_work", "late_bodies"})


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
    overlay: str | None
    """Path of a local decision that shortens the limit, beside the file."""
    lines: tuple[Line, ...]
    rules: tuple[str, ...] = ()
    """Rule numbers of the law digest that the story shows (IN-1, CL-4 …)."""


def read(path: Path) -> list[Timeline]:
    """Every timeline of a file. Raises TimelineError for anything that is not one; nothing is skipped silently."""
    try:
        node = yaml.compose(path.read_text("utf-8"), yaml.SafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise TimelineError(f"{path}: cannot be read: {error}") from error
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        raise TimelineError(f"{path}:1: a timeline file is a list; begin each story with `- name:`")
    return [_timeline(one, str(path)) for one in node.value]


def _timeline(node: yaml.Node, file: str) -> Timeline:
    where = f"{file}:{node.start_mark.line + 1}"
    keys = _mapping(node, where)
    _check_keys(keys, _KEYS, where)
    for needed in ("name", "procedure", "steps"):
        if needed not in keys:
            raise TimelineError(f"{where}: `{needed}` is missing")
    data = {key: _plain(value, where) for key, value in keys.items() if key != "steps"}
    procedure = data["procedure"]
    if not isinstance(procedure, str):
        raise TimelineError(f'{where}: quote the procedure\'s code ("2.002854"): YAML reads a number')
    steps = keys["steps"]
    if not isinstance(steps, yaml.SequenceNode) or not steps.value:
        raise TimelineError(f"{where}: `steps` is a list of lines")
    return Timeline(
        file=file,
        number=node.start_mark.line + 1,
        name=str(data["name"]),
        procedure=procedure,
        case=_text(data, "case", where),
        regime=_text(data, "regime", where),
        office=_text(data, "office", where) or "vn-a",
        windows=_windows(data.get("windows"), where),
        overlay=_text(data, "overlay", where),
        lines=tuple(_line(one, file) for one in steps.value),
        rules=_rules(data.get("rules"), where),
    )


def _text(data: Mapping[str, Any], key: str, where: str) -> str | None:
    value = data.get(key)
    if value is not None and not isinstance(value, str):
        raise TimelineError(f"{where}: `{key}` is a name, not {value!r}")
    return value


def _rules(given: Any, where: str) -> tuple[str, ...]:
    if not isinstance(given or [], list):
        raise TimelineError(f"{where}: `rules` is a list: `rules: [CL-4]`")
    return tuple(str(one) for one in given or ())


def _windows(given: Any, where: str) -> tuple[tuple[date, date], ...]:
    """Intake windows; the days may be quoted or not."""
    try:
        return tuple((_day(one["from"]), _day(one["until"])) for one in given or ())
    except (KeyError, TypeError, ValueError) as error:
        raise TimelineError(f"{where}: write `windows: [{{from: 2026-09-07, until: 2026-09-22}}]`") from error


def _day(given: Any) -> date:
    return given if isinstance(given, date) else date.fromisoformat(given)


def _line(node: yaml.Node, file: str) -> Line:
    number = node.start_mark.line + 1
    where = f"{file}:{number}"
    keys = _mapping(node, where)
    _check_keys(keys, _LINE_KEYS, where)
    data = {key: _plain(value, where) for key, value in keys.items()}
    if "at" not in data:
        raise TimelineError(f'{where}: every line says when: `at: "2026-06-01 09:00"`')
    if sum(key in data for key in ("do", "expect", "sweep")) != 1:
        raise TimelineError(f"{where}: a line does one thing: `do`, `expect` or `sweep`")
    if "do" not in data and (idle := sorted({"with", "refused"} & set(data))):
        raise TimelineError(f"{where}: {', '.join(idle)} goes with `do`")
    if data.get("sweep", True) is not True:
        raise TimelineError(f"{where}: write `sweep: true`, or leave the line out")
    if "do" in data and "by" not in data:
        raise TimelineError(f"{where}: who does it? add `by:` (a role, or owner)")
    return Line(
        number=number,
        at=str(data["at"]),
        by=str(data.get("by", "")),
        do=str(data.get("do", "")),
        arguments=_arguments(data.get("with"), where),
        refused=str(data.get("refused", "")),
        expect=_expectations(data["expect"], where) if "expect" in data else None,
        sweep="sweep" in data,
    )


def _arguments(given: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(given or {}, Mapping):
        raise TimelineError(f"{where}: `with` is a mapping of arguments: `with: {{reason: …}}`")
    return {name: _as_text(value) for name, value in (given or {}).items()}


def _as_text(value: Any) -> Any:
    """No argument is a number: an unquoted `12` is a decision's number or a reason, as its author wrote it."""
    if isinstance(value, list):
        return [_as_text(one) for one in value]
    if isinstance(value, dict):
        return {name: _as_text(one) for name, one in value.items()}
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _expectations(given: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(given, Mapping) or not given:
        raise TimelineError(f"{where}: `expect` is a mapping: `expect: {{status: 2}}`")
    _check_keys(given, EXPECTATIONS, where)
    for name in sorted(_LISTS & set(given)):
        if not isinstance(given[name] or [], list):
            raise TimelineError(f"{where}: `{name}` is a list: `{name}: [{given[name]}]`")
    return given


def _mapping(node: yaml.Node, where: str) -> dict[str, yaml.Node]:
    if not isinstance(node, yaml.MappingNode):
        raise TimelineError(f"{where}: expected `key: value`")
    keys: dict[str, yaml.Node] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise TimelineError(f"{file_line(where, key)}: a key is a word")
        if key.value in keys:
            raise TimelineError(f"{file_line(where, key)}: repeated key {key.value!r}")
        keys[key.value] = value
    return keys


def file_line(where: str, node: yaml.Node) -> str:
    return f"{where.rsplit(':', 1)[0]}:{node.start_mark.line + 1}"


def _check_keys(keys: Mapping[str, Any], known: frozenset[str], where: str) -> None:
    if unknown := sorted(str(key) for key in set(keys) - known):
        raise TimelineError(f"{where}: unknown {', '.join(unknown)}; there are: {', '.join(sorted(known))}")


def _plain(node: yaml.Node, where: str) -> Any:
    try:
        return _Loader("").construct_object(node, deep=True)
    except (yaml.YAMLError, ValueError, TypeError) as error:
        raise TimelineError(f"{file_line(where, node)}: {error}") from error


class _Loader(yaml.SafeLoader):
    """Instants stay text: the office's wall clock is read where the office is known."""


_Loader.yaml_implicit_resolvers = dict(yaml.SafeLoader.yaml_implicit_resolvers)
