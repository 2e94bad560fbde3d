"""What a paper printed on demand is composed with: nothing is issued, numbered or written to the log."""

from datetime import datetime

from tthc_engine.domain import events as e
from tthc_engine.domain.composing import Desk, Signer
from tthc_engine.domain.composing.writing import Writing
from tthc_engine.domain.dossier import Dossier
from tthc_engine.domain.procedure import Role
from tthc_engine.domain.regime import LetterKind
from tthc_engine.engine.letters import Printed
from tthc_engine.engine.rulebook import Surroundings
from tthc_engine.store import letter_templates, people
from tthc_engine.store.sql import Session

_OF_THE_DECIDING = (LetterKind.RESULT_LIST,)
"""Papers of the competent body; the others are the receiving unit's."""


def writing(
    session: Session, dossier: Dossier, around: Surroundings, printed: Printed, *, kind: LetterKind, at: datetime
) -> Writing:
    """The dossier, its law, offices and people as a paper of that kind needs them at that moment."""
    unit = dossier.competent_unit if kind in _OF_THE_DECIDING else dossier.receiving_unit
    own, facts = around.office(unit)
    keys = {dossier.assignee or "", *(one.person for one in dossier.steps)}
    known = people.names(session, keys - {""})
    desk = Desk(
        issuing=facts,
        receiving=around.office(dossier.receiving_unit)[1],
        deciding=around.office(dossier.competent_unit)[1],
        people={key: Signer(name=one.name, title=one.title) for key, one in known.items()},
        lookup_url=printed.lookup_url,
        demo=printed.demo,
        word_template=letter_templates.in_use(session, own, kind),
    )
    asked = e.LetterIssued(at=at, by="", role=Role.CLERK, letter="", letter_kind=kind)
    return Writing(asked, (), dossier, around.rules, desk)
