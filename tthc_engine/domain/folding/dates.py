"""What a new due date makes void."""

from datetime import datetime

from tthc_engine.domain.changing import replace
from tthc_engine.domain.dossier import Dossier
from tthc_engine.domain.obligations import ObligationKind, no_longer_owed

K = ObligationKind
TIED_TO_THE_DATE = (K.LATENESS_QUESTION, K.APOLOGY, K.ONESTOP_NOTICE)


def new_date(dossier: Dossier, at: datetime) -> Dossier:
    """The due date is another one: nobody owes anything for the old one, and nobody was told of the new one yet."""
    return replace(
        dossier,
        epoch=dossier.epoch + 1,
        obligations=no_longer_owed(dossier.obligations, at, *TIED_TO_THE_DATE),
        delay_declared=None,
        new_appointment=None,
    )
