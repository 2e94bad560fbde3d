"""Another version of the procedure, another unit."""

from tthc_engine.domain import events as e
from tthc_engine.domain.changing import replace
from tthc_engine.domain.dossier import Dossier
from tthc_engine.domain.folding.dates import moved
from tthc_engine.domain.obligations import ObligationKind, no_longer_owed


def version_moved(dossier: Dossier, event: e.VersionMoved) -> Dossier:
    elsewhere = event.step is not None and event.step != dossier.current_step
    after = replace(
        dossier,
        procedure=event.procedure,
        code=event.code,
        in_force_from=event.in_force_from,
        digest=event.digest,
        case=event.case,
        window_closes=event.window_closes,
        cut_passed=None,
        current_step=event.step if event.step is not None else dossier.current_step,
        entered_at=event.at if elsewhere else dossier.entered_at,
        step_late_for=None,
    )
    return moved(after, event)


def transferred(dossier: Dossier, event: e.DossierTransferred) -> Dossier:
    receiving, competent = (
        event.to_unit if unit == event.from_unit else unit for unit in (dossier.receiving_unit, dossier.competent_unit)
    )
    kept = tuple(one for one in dossier.assignees if not (event.unassigned and one[0] == dossier.current_step))
    owed = dossier.obligations
    if receiving == competent:
        # What was to be carried to another unit lies where it is decided now.
        owed = no_longer_owed(owed, event.at, ObligationKind.HANDOVER)
    after = replace(
        dossier,
        receiving_unit=receiving,
        competent_unit=competent,
        calendar=event.calendar,
        cut_passed=event.cut_passed or dossier.cut_passed,
        assignees=kept,
        obligations=owed,
    )
    return moved(after, event)
