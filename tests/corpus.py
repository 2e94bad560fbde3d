"""What a reader of an old log must find again."""

from pathlib import Path
from typing import Any

from tthc_engine.domain.dossier import Dossier

FOLDER = Path(__file__).parent / "data" / "log"


def summary(dossier: Dossier) -> dict[str, Any]:
    """The facts of a dossier that no later software may read differently."""
    return {
        "status": dossier.status,
        "stage": dossier.stage.value,
        "outcome": dossier.outcome.value if dossier.outcome else None,
        "version": dossier.version,
        "reference": dossier.reference,
        "appointment": dossier.appointment.isoformat() if dossier.appointment else None,
        "new_appointment": dossier.new_appointment.isoformat() if dossier.new_appointment else None,
        "breached": dossier.breached.isoformat() if dossier.breached else None,
        "step": dossier.current_step,
        "minutes": sum(record.minutes for record in dossier.steps),
        "supplements": len(dossier.supplements),
        "obligations": sorted(f"{one.kind.value}/{one.epoch}/{one.settled}" for one in dossier.obligations),
        "letters": [f"{one.kind.value}/{one.number}" for one in dossier.letters],
        "owner": dossier.personal.owner.name if dossier.personal else None,
    }
