"""Asking that a dossier end."""

from dataclasses import dataclass
from enum import StrEnum

from tthc_engine.domain.commands.asked import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse(Command):
    word = "refuse"
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw(Command):
    word = "withdraw"
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopDossier(Command):
    word = "stop"
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseResult(Command):
    word = "release_result"
    result_number: str = ""
    note: str = ""
    electronic: bool = False
    """The result is (also) an electronic paper (kết quả điện tử)."""


class Receiver(StrEnum):
    OWNER = "owner"
    SUBMITTER = "submitter"
    AUTHORISED = "authorised"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnResult(Command):
    word = "return_result"
    received_by: str = ""
    without_receipt: bool = False
    receiver: Receiver | None = None
    """In which right they receive it; None: nobody noted it."""
    shown: str = ""
    """What was shown instead of the receipt, or by who is authorised: the kind of paper, never its number."""
    electronic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RemindCollection(Command):
    """Tell the applicant once more that the result lies at the one-stop."""

    word = "remind_collection"
