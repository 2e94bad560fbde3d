"""What a change of the law or of the house asks of a dossier in flight: another version, another unit."""

from dataclasses import dataclass

from tthc_engine.domain.commands.asked import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveVersion(Command):
    """Handle the dossier by another version of its procedure; by itself each stays on the version of its receipt."""

    word = "move_version"
    to: str
    """First day in force of the version ("2026-05-10"); of what replaced the procedure, "2.002854@2026-05-10"."""
    reason: str
    legal_basis: str
    """The transitional clause or act that lets a dossier in flight move."""
    step: str = ""
    """Where it goes on, when the new version has no step of the current one's key."""
    case: str = ""
    """Its case by the new version; empty: as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(Command):
    """Hand the dossier to the unit that takes over from one that is reorganised, by the act that says so."""

    word = "transfer"
    unit: str
    """The unit that ends."""
    to: str
    """Its successor."""
    act: str
