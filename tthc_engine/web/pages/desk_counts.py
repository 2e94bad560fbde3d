"""What waits in the desk's other rooms, shown beside their names: it is seen while another form is open."""

from collections.abc import Mapping

from tthc_engine.domain.obligations import ObligationKind
from tthc_engine.domain.procedure import Channel
from tthc_engine.store.people import Scope
from tthc_engine.store.shelf import RELEASED
from tthc_engine.store.sql import Session


def desk_counts(session: Session, scope: Scope) -> Mapping[str, int]:
    """By address: online submissions still to be answered, and results that nobody collected."""
    where, values = scope.clause()
    online = session.value(
        # From the few that are owed to their dossiers; a planner without statistics would begin with all dossiers.
        "SELECT COUNT(*) FROM obligation o CROSS JOIN dossier"
        " WHERE dossier.id = o.dossier_id"
        f" AND o.kind = ? AND o.settled IS NULL AND dossier.channel = ? AND {where}",
        (ObligationKind.ONLINE_ANSWER.value, Channel.ONLINE.value, *values),
    )
    results = session.value(
        # The number stands in the text: only so may a partial index be used.
        f"SELECT COUNT(*) FROM dossier WHERE NOT is_open AND status = {RELEASED} AND {where}",
        values,
    )
    return {"/tiep-nhan/truc-tuyen": int(online or 0), "/tra-ket-qua": int(results or 0)}
