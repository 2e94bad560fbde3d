"""What citizens said of a random year: reflections with drawn acts, and answered sheets."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from tests.random_year import FIRST
from tthc_engine.catalogue.feedback import survey
from tthc_engine.domain.feedback import About, Act, Done, Rating, State
from tthc_engine.store import feedback, surveys
from tthc_engine.store.feedback import Feedback
from tthc_engine.store.sql import Session
from tthc_engine.store.surveys import Sheet

OFFICERS = ("school.desk", "school.onestop_head", "school.seldom")


def speak(session: Session, unit: str, *, reflections: int = 150, sheets: int = 150, seed: int = 20) -> None:
    """In `unit`, over the year that begins on `FIRST`; one officer is rated so seldom that nobody is shown it."""
    drawn = random.Random(seed)
    for number in range(reflections):
        at = FIRST + timedelta(minutes=drawn.randrange(360 * 24 * 60))
        key, none = f"f{number:04d}", {"sender": "", "address": "", "phone": "", "email": "", "about_reference": ""}
        one = Feedback(
            id=key,
            unit=unit,
            code=f"PA-{number:04d}",
            channel="online",
            content="Phản ánh",
            received_at=at,
            state=State.RECEIVED,
            **none,
        )
        feedback.add(session, one, secret=key, form_key=key, by="")
        for done in acts(drawn, at):
            feedback.act(session, key, done)
    for number in range(sheets):
        who = drawn.choice(OFFICERS[:2]) if number % 50 else OFFICERS[2]
        answers = {one.key: drawn.choice((Rating.SATISFIED,) * 8 + tuple(Rating)) for one in survey().questions}
        on = (FIRST + timedelta(days=drawn.randrange(360))).date()
        surveys.answer_once(session, f"s{number}", Sheet(unit=unit, officer=who, way="link", on=on, answers=answers))


def acts(drawn: random.Random, at: datetime) -> Iterator[Done]:
    """A way through the register that the house may go, broken off now and then."""

    def done(kind: Act, **told: object) -> Done:
        nonlocal at
        at += timedelta(hours=drawn.randrange(1, 24 * 9))
        return Done(kind=kind, at=at, by="school.clerk", text="Nội dung", **told)  # type: ignore[arg-type]

    if drawn.random() < 0.2:
        yield done(Act.ASK)
        if drawn.random() < 0.2:
            return
        yield done(Act.SUPPLY)
    ways = ((Act.REJECT,), (Act.FORWARD,), *((Act.ACCEPT, Act.BEGIN, Act.ANSWER, Act.PUBLISH, Act.RATE),) * 3)
    about = drawn.choice(tuple(About))
    for kind in drawn.choice(ways):
        if drawn.random() < 0.06:
            return
        yield done(
            kind,
            to="Sở" if kind is Act.FORWARD else "",
            about=about if kind in (Act.ACCEPT, Act.FORWARD) else None,
            upheld=drawn.random() < 0.3 if kind is Act.ANSWER else None,
            rating=drawn.choice(tuple(Rating)) if kind is Act.RATE else None,
        )
