"""An office killed while one act reaches many dossiers: a mass suspension, its end, a reorganisation.

The same person presses the same button again on the machine that started anew. Nothing may be missing then, nothing
may be there twice, and every date is the one that an undisturbed office has.
"""

import json
from datetime import date
from pathlib import Path
from typing import Any

from tests.integration.an_office import FACTS, SCHOOL, accept, an_office, at
from tests.integration.killed import Copies, Figures, Trail, difference, in_a_child, put_away, watch
from tthc_engine import bootstrap
from tthc_engine.bootstrap import App
from tthc_engine.catalogue import packaged
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Role
from tthc_engine.engine import rebuilding
from tthc_engine.settings import Settings
from tthc_engine.store import hours, offices, proof
from tthc_engine.store.offices import Unit
from tthc_engine.work.changes import suspending, units

COMMUNE = "xa"
SUPERVISOR = Actor(person="quan", roles=frozenset({Role.SUPERVISOR}), unit=SCHOOL)
STORM = suspending.Act(
    number="12/QĐ-UBND",
    since=at("2026-06-03 07:30"),
    until=at("2026-06-05 17:00"),
    reason="Bão số 3",
    units=(SCHOOL,),
)
ROWS = {
    "dossiers": "SELECT reference, competent_unit, receiving_unit, due_at, appointment FROM dossier ORDER BY reference",
    "events": "SELECT d.reference, e.seq, e.kind FROM event e JOIN dossier d ON d.id = e.dossier_id ORDER BY 1, 2",
    "letters": "SELECT d.reference, l.letter, l.kind, l.unit, l.number FROM letter l"
    " JOIN dossier d ON d.id = l.dossier_id ORDER BY 1, 2",
    "outbox": "SELECT d.reference, o.kind, o.state FROM outbox o"
    " JOIN dossier d ON d.id = o.dossier_id ORDER BY 1, 2, 3",
    "obligations": "SELECT d.reference, o.kind, o.epoch, o.unit, o.settled FROM obligation o"
    " JOIN dossier d ON d.id = o.dossier_id ORDER BY 1, 2, 3",
    "counters": "SELECT unit, series, period, value FROM counter ORDER BY unit, series, period",
}


def an_office_with_three(folder: Path, **settings: Any) -> None:
    """The school with three open dossiers, and the commune that will take over; made in a child."""

    def make() -> dict[str, Any]:
        app = an_office(folder, **settings)
        with app.transaction() as session:
            commune = Unit(id=COMMUNE, code="H99.58", name="UBND xã Suối Ngần", valid_from=date(2025, 7, 1))
            offices.put_unit(session, commune, by="init", at=at("2026-06-01 07:00"))
            hours.open_office(session, app.catalogue, COMMUNE, FACTS, by="init", at=at("2026-06-01 07:00"))
        for n in range(3):
            accept(app, f"2026-06-01 09:0{n}", name=f"Học sinh {n}")
        put_away(app)
        return {}

    assert in_a_child(make) is not None


def kill_changes(copies: Copies, *, every: int) -> Figures:
    """Die at every `every`-th statement of the three acts and do them again."""
    packaged()
    whole = _life(copies.settings(0))
    assert whole is not None
    copies.drop(0)
    killed = 0
    for deadly in range(1, len(whole["points"]) + 1, every):
        settings = copies.settings(deadly)
        where = f"killed {whole['points'][deadly - 1]!r}, point {deadly}"
        assert _life(settings, deadly=deadly) is None, f"{where}: it should have died"
        again = _life(settings)
        assert again is not None
        killed += 1
        assert again["rows"] == whole["rows"], f"{where}: {difference(whole['rows'], again['rows'])}"
        assert again["sound"] == [], f"{where}: {again['sound']}"
        copies.drop(deadly)
    return Figures(len(whole["points"]), killed, 0)


def _life(settings: Settings, *, deadly: int = 0) -> dict[str, Any] | None:
    trail = Trail(deadly)

    def live() -> dict[str, Any]:
        app = bootstrap.build(settings)
        watch(app, trail)
        _acts(app)
        return {"points": list(trail.points), **_left(app)}

    return in_a_child(live)


def _acts(app: App) -> None:
    """A storm is declared, it passes earlier than thought, and the school ends."""
    assert not suspending.apply(app, STORM, by=SUPERVISOR, at=at("2026-06-02 16:00")).failed
    lifted = suspending.lift(app, STORM.number, units=[SCHOOL], by=SUPERVISOR, at=at("2026-06-04 10:00"))
    assert not lifted.failed
    with app.transaction() as session:
        act = {"on": date(2026, 6, 4), "act": "5/NQ-HĐND", "by": "long", "at": at("2026-06-04 16:00")}
        units.end(session, SCHOOL, successor=COMMUNE, **act)
    assert not units.hand_over(app, SCHOOL, act="5/NQ-HĐND", by="long", at=at("2026-06-05 08:00")).failed


def _left(app: App) -> dict[str, Any]:
    with app.read() as session:
        rows = {name: session.rows(sql) for name, sql in ROWS.items()}
        sound = [*proof.verify(session).problems, *rebuilding.check(session, app.engine.rulebook).differences]
    assert all(row[1] == COMMUNE for row in rows["dossiers"]), "nothing stayed behind"
    return {"rows": json.loads(json.dumps(rows, default=str)), "sound": sound}
