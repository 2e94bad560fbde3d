"""Which procedures a unit offers on a day: what indicators count."""

from tthc_engine.domain.procedure import Procedure, Scope
from tthc_engine.engine import Engine
from tthc_engine.reports.crossing import Look
from tthc_engine.store.sql import Session


def offered(engine: Engine, session: Session, look: Look) -> list[Procedure]:
    """The public procedures received on the period's last day, as it was known at `look.then`.

    The office's own versions instead of the packaged ones, and none that an act had ended.
    """
    law = engine.rulebook.declarations.law_on(session, look.period.last_on, known=look.then)
    return [one for one in law if one.scope is Scope.PUBLIC]
