"""Asking that a dossier end."""

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnResult(Command):
    word = "return_result"
    received_by: str = ""
    without_receipt: bool = False
