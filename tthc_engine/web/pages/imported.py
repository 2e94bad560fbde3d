"""What became of an export's lines, in the officials' words."""

from collections.abc import Iterator

from tthc_engine.exchange.dossiers.lines import Difference, Kind
from tthc_engine.exchange.dossiers.unreadable import UnreadableTable
from tthc_engine.web.messages import Messages
from tthc_engine.work.importing import Done, Outcome

COLUMNS = ("column_line", "field_reference", "column_outcome", "column_what", "column_theirs", "column_ours")


def head(_: Messages) -> list[str]:
    return [_(f"imported.{key}") for key in COLUMNS]


def rows(one: Done, _: Messages) -> Iterator[list[str | int]]:
    """A row for each thing to say of the line; none for one that was imported or unchanged and agrees."""
    begin: list[str | int] = [one.line, one.reference, _(f"imported.outcome_{one.outcome.value}")]
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
