"""What a long run says when a promise does not hold, and the two looks that every run ends with."""

from tthc_engine.bootstrap import App
from tthc_engine.engine import rebuilding
from tthc_engine.store import proof


class Doubt(AssertionError):
    """Something that we promise does not hold."""


def sound(app: App) -> str:
    """Prove the log and compare the lists with it. Raises Doubt."""
    with app.read() as session:
        proved = proof.verify(session)
        compared = rebuilding.check(session, app.engine.rulebook)
    if proved.problems or compared.differences:
        raise Doubt("\n".join([*proved.problems, *compared.differences]))
    return f"{proved.events} events of {proved.dossiers} dossiers proved, {compared.rows} rows equal"
