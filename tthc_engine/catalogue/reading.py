"""Strict YAML: every key once, every mistake with its file and line.

Scalars stay what the author wrote: `2.002854` is never a float, `15:00` never 900 and `on:` never True. Only `true`,
`false`, `null` and plain whole numbers become something else than text; pydantic does the rest.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from tthc_engine.domain.errors import DeclarationError, Problem

Model = TypeVar("Model", bound=BaseModel)
Path_ = tuple[str | int, ...]
"""Where a value stands inside its file: `("limits", 0, "phases", 0, "start")`."""

# libyaml is ten times quicker; the pure loader reads the same.
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_WHOLE = re.compile(r"-?(0|[1-9]\d*)")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}

_ADVICE = {
    "missing": "add it",
    "enum": "use one of those",
    "string_type": 'put it in quotes: "…"',
    "string_pattern_mismatch": "write it as the pattern says",
    "int_parsing": "write a whole number",
    "decimal_parsing": "write a number such as 5 or 7.5",
    "bool_parsing": "write true or false",
    "bool_type": "write true or false",
    "date_from_datetime_parsing": "write YYYY-MM-DD",
    "date_parsing": "write YYYY-MM-DD",
    "date_type": "write YYYY-MM-DD",
    "time_parsing": 'write "HH:MM"',
    "tuple_type": "write a list: [ … ]",
    "model_type": "write a mapping: {key: value}",
    "model_attributes_type": "write a mapping: {key: value}",
    "too_short": "name at least one",
    "greater_than": "write a larger number",
    "greater_than_equal": "write a larger number",
    "url_parsing": "write a full address, https://…",
}


@dataclass(frozen=True, slots=True)
class Source:
    """One file as written: its data and the line of every value in it."""

    file: str
    data: Any
    lines: Mapping[Path_, int]

    def line(self, *path: str | int) -> int:
        """The line of `path`, or of the nearest thing around it that is written in the file."""
        found: Path_ = ()
        for part in path:
            # Pydantic may name a level that the shorthand leaves out (`phases.0.terms.0.amount`): step over it.
            if (*found, part) in self.lines:
                found = (*found, part)
        return self.lines.get(found, 1)

    def problem(self, *path: str | int, what: str, advice: str) -> Problem:
        return Problem(file=self.file, line=self.line(*path), what=what, advice=advice)

    def last_line_of(self, value: str, *, under: Path_) -> int | None:
        """The last line below `under` whose value is `value`; a repeated or unknown key is usually written last."""
        found = [line for path, line in self.lines.items() if path[: len(under)] == under and self._at(path) == value]
        return max(found, default=None)

    def _at(self, path: Path_) -> Any:
        value = self.data
        for part in path:
            value = value[part]
        return value


def shipped(*place: str) -> Path:
    """Where a declaration that came with this software lies: `shipped("waits", "house.yaml")`."""
    return Path(str(files("procedures"))).joinpath(*place)


def wrong_with(path: Path, model: type[BaseModel]) -> list[Problem]:
    """What is wrong with one file; nothing where there is none."""
    try:
        if path.exists():
            parse(read(path), model)
    except DeclarationError as error:
        return list(error.problems)
    return []


def read(path: Path) -> Source:
    """Parse one file. Raises DeclarationError naming every repeated key, alias or syntax error."""
    label = _label(path)
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise _unreadable(label, error) from error
    return read_text(text, label)


def read_text(text: str, label: str) -> Source:
    """As `read`, for a text that lies in no file; `label` stands where its problems name the file."""
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DeclarationError(
            [
                Problem(
                    file=label, line=line, what=f"not YAML: {error.problem}", advice="check indents, colons and quotes"
                )
            ]
        ) from error
    except yaml.YAMLError as error:
        raise _unreadable(label, error) from error
    reader = _Reader(label)
    data = reader.value(node, ()) if node is not None else None
    if reader.problems:
        raise DeclarationError(reader.problems)
    return Source(label, data, reader.lines)


def _unreadable(label: str, error: Exception) -> DeclarationError:
    return DeclarationError(
        [Problem(file=label, line=1, what=f"not readable: {error}", advice="save it as UTF-8 text")]
    )


def parse(source: Source, model: type[Model]) -> Model:
    """`source` as `model`. Raises DeclarationError with one problem for each thing pydantic refuses."""
    try:
        return model.model_validate(source.data)
    except ValidationError as error:
        known = _field_names(model)
        problems = [_as_problem(source, detail, known) for detail in error.errors(include_url=False)]
        raise DeclarationError(sorted(problems, key=lambda problem: problem.line)) from error


class _Reader:
    """Turns nodes into plain values and remembers lines."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Path_, int] = {}
        self.problems: list[Problem] = []
        self._seen: set[int] = set()

    def value(self, node: yaml.Node, path: Path_, line: int | None = None) -> Any:
        """`line`: where the key stands, for values that begin on a later line."""
        self.lines[path] = line or node.start_mark.line + 1
        if id(node) in self._seen:
            self._refuse(self.lines[path], "an alias (*name)", "write the value out; declarations use no anchors")
            return None
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        return _scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: Path_) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key, line = key_node.value, key_node.start_mark.line + 1
            if not isinstance(key, str):
                self._refuse(line, "a key that is not a word", "write `key: value`")
            elif key in found:
                self._refuse(line, f"repeated key '{key}'", f"keep one; the first is on line {self.lines[*path, key]}")
            else:
                found[key] = self.value(value_node, (*path, key), line)
        return found

    def _refuse(self, line: int, what: str, advice: str) -> None:
        self.problems.append(Problem(file=self.file, line=line, what=what, advice=advice))


def _scalar(node: yaml.Node) -> str | int | bool | None:
    written = str(node.value)
    if getattr(node, "style", None):
        return written
    if written in _WORDS:
        return _WORDS[written]
    return int(written) if _WHOLE.fullmatch(written) else written


def _label(path: Path) -> str:
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return path.as_posix()


def _as_problem(source: Source, detail: Any, known: frozenset[str]) -> Problem:
    kind, where = str(detail["type"]), tuple(detail["loc"])
    written = detail["input"]
    name = where[-1] if where else ""
    if kind == "extra_forbidden":
        near = get_close_matches(str(name), known, n=1)
        advice = f"did you mean '{near[0]}'?" if near else "remove it, or look the key up in docs/law-data.md"
        if written is None and " " in str(name):
            advice = 'a comma ends a value inside {…}: put the whole text in quotes "…"'
        return source.problem(*where, what=f"unknown key '{name}'", advice=advice)
    if kind == "missing":
        advice = _MISSING_STEP if name == "result" else _ADVICE["missing"]
        return source.problem(*where, what=f"key '{name}' is missing", advice=advice)
    message = str(detail["msg"]).removeprefix("Value error, ")
    if kind == "value_error":
        what, _, advice = message.partition("; ")
        for token in reversed(re.findall(r"'([^']+)'", what)):
            if line := source.last_line_of(token, under=_written(source, where)):
                return Problem(file=source.file, line=line, what=what, advice=advice or "correct it")
        return source.problem(*where, what=what, advice=advice or "correct it")
    what = f"{'.'.join(map(str, where))}: {message[0].lower()}{message[1:]}, not {written!r}"
    return source.problem(*where, what=what, advice=_ADVICE.get(kind, "correct it"))


_MISSING_STEP = "add `result: {key: return_result, name: Trả kết quả, owner: desk}`"


def _written(source: Source, where: Path_) -> Path_:
    found: Path_ = ()
    for part in where:
        if (*found, part) in source.lines:
            found = (*found, part)
    return found


def _field_names(model: type[BaseModel]) -> frozenset[str]:
    """The keys of `model` and of every model inside it."""
    names: set[str] = set()
    definitions = model.model_json_schema()
    for one in (definitions, *definitions.get("$defs", {}).values()):
        names.update(one.get("properties", {}))
    return frozenset(names)
