"""What became of an export's lines, in the officials' words."""

from collections.abc import Iterator

from tthc_engine.exchange.dossiers.lines import Difference, Kind
from tthc_engine.exchange.dossiers.unreadable import UnreadableTable
from tthc_engine.web.messages import Messages
from tthc_engine.work.importing import Done, Outcome

COLUMNS = ("column_line", "field_reference", "column_outcome", "column_what", "column_theirs", "column_ours")


def head(_: Messages) -> list[str]:
    return [_(f"imported.{key}") for key in COLUMNS]


def outcome(which: Outcome, _: Messages, *, dry_run: bool) -> str:
    """What became of a line, or what would become of it."""
    would = f"imported.would_{which.value}"
    return _(would if dry_run and _.has(would) else f"imported.outcome_{which.value}")


def rows(one: Done, _: Messages, *, dry_run: bool = False) -> Iterator[list[str | int]]:
    """A row for each thing to say of the line; none for one that was imported or unchanged and agrees."""
    begin: list[str | int] = [one.line, one.reference, outcome(one.outcome, _, dry_run=dry_run)]
    for each in one.differences:
        yield [*begin, sentence(each, _), each.theirs, each.ours]
    if not one.differences and one.outcome is Outcome.UPDATED:
        yield [*begin, "", "", ""]


def sentence(each: Difference, _: Messages) -> str:
    field = _(f"imported.field_{each.field}") if each.field else ""
    return _(f"imported.kind_{each.kind.value}", theirs=each.theirs, ours=each.ours, field=field)


def kind(which: Kind, _: Messages) -> str:
    """The kind in general, without any line's own words."""
    return _(f"imported.kind_{which.value}", theirs="…", ours="…", field="…")


def unreadable(no: UnreadableTable, _: Messages) -> str:
    facts = {name: _listed(name, value, _) for name, value in no.facts.items()}
    return _(f"imported.unreadable_{no.key}", **facts)


def _listed(name: str, value: object, _: Messages) -> str:
    if not isinstance(value, list):
        return str(value)
    return ", ".join(_(f"imported.field_{one}") if name == "missing" else str(one) for one in value)
