"""One line of an export, understood as far as that is certain; what is not is told beside its number."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from tthc_engine.domain.commands import Party
from tthc_engine.domain.procedure import Channel
from tthc_engine.exchange.dossiers import cells as c
from tthc_engine.exchange.dossiers.cells import Moment, State
from tthc_engine.exchange.dossiers.columns import Columns

DATES = ("submitted_at", "received_at", "appointment", "ended_at", "returned_at")


class Kind(StrEnum):
    """What is said of a line. The first group keeps it out, the second is only told."""

    NO_CODE = "no_code"
    CODE_UNUSABLE = "code_unusable"
    DOUBLED = "doubled"
    UNKNOWN_STATE = "unknown_state"
    UNREADABLE_DATE = "unreadable_date"
    NOT_RECEIVED = "not_received"
    NO_END = "no_end"
    OUT_OF_ORDER = "out_of_order"
    IN_FUTURE = "in_future"
    UNKNOWN_PROCEDURE = "unknown_procedure"
    UNKNOWN_UNIT = "unknown_unit"
    NO_REGIME = "no_regime"
    NO_CALENDAR = "no_calendar"
    OUR_OWN = "our_own"
    REFUSED = "refused"

    APPOINTMENT_DIFFERS = "appointment_differs"
    APPOINTMENT_OFF = "appointment_off"
    VERSION_NOT_IN_FORCE = "version_not_in_force"
    CASE_GUESSED = "case_guessed"
    END_FROM_RETURN = "end_from_return"
    END_IGNORED = "end_ignored"
    UNKNOWN_CHANNEL = "unknown_channel"


_CODE = re.compile(r"[0-9A-Za-zĐđ][0-9A-Za-zĐđ._-]{0,79}")
"""What stands on a receipt and in an address of this system alike."""
KEEPS_OUT = frozenset(tuple(Kind)[: tuple(Kind).index(Kind.APPOINTMENT_DIFFERS)])


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    kind: Kind
    field: str = ""
    """Which column is meant, where it is one."""
    theirs: str = ""
    ours: str = ""


@dataclass(slots=True, kw_only=True)
class Told:
    """What one line says."""

    line: int
    reference: str
    code: str
    """As the column of codes has it."""
    procedure_name: str
    state: State | None
    words: str
    dates: dict[str, Moment] = field(default_factory=dict)
    channel: Channel = Channel.DIRECT
    unit: str = ""
    receiving_unit: str = ""
    owner: Party | None = None
    submitter: Party | None = None
    content: str = ""
    differences: list[Difference] = field(default_factory=list)

    def differs(self, kind: Kind, **facts: str) -> None:
        self.differences.append(Difference(kind=kind, **facts))

    @property
    def kept_out(self) -> bool:
        return any(one.kind in KEEPS_OUT for one in self.differences)


def understood(number: int, cells: Sequence[object], columns: Columns) -> Told | None:
    """The line as it is meant; None for one that says nothing."""
    said = {name: cells[at] if at < len(cells) else None for name, at in columns.where.items()}
    text = {name: c.text_of(cell) for name, cell in said.items() if name not in DATES}
    if not any(text.values()) and all(said.get(name) in (None, "") for name in DATES):
        return None
    told = Told(
        line=number,
        reference=text.get("reference", ""),
        code=text.get("code", ""),
        procedure_name=text.get("procedure_name", ""),
        state=c.state(said.get("status")),
        words=text.get("status", ""),
        unit=text.get("unit", ""),
        receiving_unit=text.get("receiving_unit", ""),
        content=text.get("content", ""),
    )
    if not told.reference:
        told.differs(Kind.NO_CODE)
    elif not _CODE.fullmatch(told.reference):
        told.differs(Kind.CODE_UNUSABLE, field="reference", theirs=told.reference[:80])
    if told.state is None:
        told.differs(Kind.UNKNOWN_STATE, field="status", theirs=told.words)
    _take_dates(told, said)
    _take_channel(told, text)
    _take_people(told, text)
    return told


def _take_dates(told: Told, said: dict[str, object]) -> None:
    for name in DATES:
        cell = said.get(name)
        try:
            moment = c.moment(cell)
        except ValueError:
            told.differs(Kind.UNREADABLE_DATE, field=name, theirs=c.text_of(cell))
            continue
        if moment is not None:
            told.dates[name] = moment


def _take_channel(told: Told, text: dict[str, str]) -> None:
    named = text.get("channel", "")
    if not named:
        return
    found = c.channel(named)
    if found is None:
        told.differs(Kind.UNKNOWN_CHANNEL, field="channel", theirs=named)
    else:
        told.channel = found


def _take_people(told: Told, text: dict[str, str]) -> None:
    """Telephone and address are the one's who hands in, where the export names both."""
    name, hands_in = text.get("owner", ""), text.get("submitter", "")
    phone, address = text.get("phone", ""), text.get("address", "")
    identifier = text.get("owner_identifier", "")
    if hands_in and hands_in != name:
        told.submitter = Party(name=hands_in, phone=phone, address=address)
        phone = address = ""
    if name or hands_in:
        told.owner = Party(name=name or hands_in, identifier=identifier, phone=phone, address=address)
