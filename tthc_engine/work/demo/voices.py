"""What citizens said in the demo's year: reflections with every act on them, and the sheets of those who were asked."""

from datetime import datetime
from functools import cache
from typing import Literal

from pydantic import Field

from tthc_engine.bootstrap import App
from tthc_engine.catalogue.feedback import survey
from tthc_engine.domain.feedback import About, Act, Done, Rating
from tthc_engine.store import surveys
from tthc_engine.store.people import HANOI
from tthc_engine.store.surveys import Sheet
from tthc_engine.work import feedback
from tthc_engine.work.demo.office import OfficeInstant, Told, demo_office, read
from tthc_engine.work.feedback import Sent


class ToldAct(Told):
    at: OfficeInstant
    by: str
    kind: Act
    text: str = ""
    to: str = ""
    about: About | None = None
    upheld: bool | None = None


class ToldReflection(Told):
    unit: str
    at: OfficeInstant
    channel: str
    sender: str
    address: str
    phone: str
    content: str
    acts: tuple[ToldAct, ...]


class ToldVoices(Told):
    reflections: tuple[ToldReflection, ...]
    sheets: dict[Literal["satisfied", "neutral", "dissatisfied"], int] = Field(min_length=1)


@cache
def voices() -> ToldVoices:
    return ToldVoices.model_validate(read("voices.yaml"))


def speak(app: App) -> None:
    """Through the doors that citizens and officers use; the same rows every time."""
    for number, one in enumerate(voices().reflections, start=1):
        _reflect(app, one, key=f"demo-{number}")
    _answer(app)


def _reflect(app: App, one: ToldReflection, *, key: str) -> None:
    sent = Sent(
        unit=one.unit,
        sender=one.sender,
        address=one.address,
        phone=one.phone,
        email="",
        content=one.content,
        channel=one.channel,
    )
    given = feedback.receive(app, sent, key=key, by=one.acts[0].by, at=one.at)
    with app.read() as session:
        (found,) = session.rows("SELECT id FROM feedback WHERE code = ?", (given.code,))
    for act in one.acts:
        told = act.model_dump(exclude={"at", "by", "kind"})
        done = Done(kind=act.kind, at=act.at, by=act.by, **told)
        feedback.act(app, found[0], done, by=demo_office().actor(act.by))


def _answer(app: App) -> None:
    """The last results that were handed over were asked about, spread over the year's."""
    ratings = [Rating(one) for one, times in voices().sheets.items() for _ in range(times)]
    with app.transaction() as session:
        rows = session.rows(
            "SELECT d.id, d.receiving_unit, d.returned_at, e.by_person FROM dossier d JOIN event e"
            " ON e.dossier_id = d.id AND e.kind = 'result_returned' WHERE d.returned_at IS NOT NULL"
            " ORDER BY d.returned_at, d.id"
        )
        every = max(1, len(rows) // len(ratings))
        for number, (dossier, unit, returned, by) in enumerate(rows[::every][: len(ratings)]):
            on = datetime.fromisoformat(returned).astimezone(HANOI).date()
            answers = {one.key: ratings[number] for one in survey().questions}
            sheet = Sheet(unit=unit, officer=by, way="link", on=on, answers=answers)
            surveys.answer_once(session, f"demo:{dossier}", sheet)
