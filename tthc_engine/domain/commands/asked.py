"""What every command carries, and what the desk or the portal enters once."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Channel, PaperForm


class PaperState(StrEnum):
    PRESENT = "present"
    MISSING = "missing"
    WRONG = "wrong"
    NOT_APPLICABLE = "not_applicable"


class IdentityCheck(StrEnum):
    """How the desk made sure that somebody is who they say; an indicator counts it, no person stands in it."""

    CARD = "card"
    """Read from the code on the citizen card."""
    SEEN = "seen"
    """A paper with a photograph was compared by the officer."""
    DATABASE = "database"
    """VNeID or the population database answered."""


class Payway(StrEnum):
    """How a fee was paid at intake."""

    CASH = "cash"
    TRANSFER = "transfer"
    """By bank or QR code at the desk: counted as paid online."""
    PORTAL = "portal"
    """On the national portal: counted as paid online."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A person or organisation on the dossier. Personal data: kept apart from the rest of the log."""

    name: str
    identifier: str = ""
    """Số định danh cá nhân, hộ chiếu or mã số thuế, as given."""
    born_on: date | None = None
    phone: str = ""
    email: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One component as it was handed in."""

    component: str
    form: PaperForm = PaperForm.ORIGINAL
    copies: int = 1
    state: PaperState = PaperState.PRESENT
    remark: str = ""
    reused_from: str = ""
    """Where the office has it already: a dossier's code, or the database that was read. No paper is asked for twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What a supplement asks for: a component's key, or free text when the published list has no such paper."""

    component: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """What the desk or the portal enters once."""

    procedure: str
    """National code or slug."""
    case: str | None = None
    """None: the procedure's first case."""
    channel: Channel = Channel.DIRECT
    owner: Party
    submitter: Party | None = None
    """None: the owner hands in for themselves."""
    relation: str = ""
    """What the submitter is to the owner: `parent`, `guardian`, `delegate` ... A parent needs no power of attorney."""
    papers: tuple[Paper, ...] = ()
    content: str = ""
    """Nội dung yêu cầu giải quyết; empty: the procedure's name."""
    receive_result: Channel = Channel.DIRECT
    sets: int = 1
    """Số lượng hồ sơ (bộ)."""
    competent_unit: str | None = None
    """None: the receiving unit decides itself."""
    list_key: str = ""
    """The class list or group it came in with (hồ sơ theo danh sách); empty: by itself."""
    list_name: str = ""
    owner_checked: IdentityCheck | None = None
    submitter_checked: IdentityCheck | None = None
    authority: str = ""
    """The paper that lets a delegate act (giấy ủy quyền số …)."""
    paid: Payway | None = None
    """None: nothing was paid at intake."""
    money_receipt: str = ""
    """Number of the receipt for the fee."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    word: ClassVar[str] = ""

    dossier: str
    by: Actor
