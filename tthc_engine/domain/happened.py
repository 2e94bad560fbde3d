"""What every event carries, and what an intake settles; the events themselves are in `events.py`."""

from datetime import date
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from tthc_engine.domain.commands import IdentityCheck, Paper, Party, Payway
from tthc_engine.domain.procedure import Channel, Role

Stage = Literal["intake", "appraisal"]


class Fact(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Personal(Fact):
    """Who the dossier is about. None of it is needed to replay."""

    owner: Party
    submitter: Party
    relation: str = ""
    content: str = ""
    secret: str = ""
    authority: str = ""
    received_by: str = ""
    """Who took the result."""


class Happened(Fact):
    at: AwareDatetime
    """When it was recorded; never before the dossier's last event."""
    by: str
    """A person's key, or `clock`."""
    role: Role
    stands_for: str | None = None
    unit: str = ""


class Registered(Fact):
    """What an intake settles for the rest of the dossier's life."""

    procedure: str
    """Slug."""
    code: str
    """National code."""
    in_force_from: date
    digest: str
    """Hash of the declaration: a version that a dossier used never changes."""
    regime: str
    calendar: str
    """Version of the office's calendar."""
    case: str = ""
    channel: Channel
    receiving_unit: str
    competent_unit: str
    receive_result: Channel = Channel.DIRECT
    sets: int = 1
    papers: tuple[Paper, ...] = ()
    list_key: str = ""
    """The class list or group it came in with; empty: by itself."""
    list_name: str = ""
    owner_checked: IdentityCheck | None = None
    submitter_checked: IdentityCheck | None = None
    paid: Payway | None = None
    money_receipt: str = ""
