"""What is wrong with the machine, in words to whoever keeps it running."""

from datetime import date, datetime

from tthc_engine.bootstrap import App
from tthc_engine.web import wording
from tthc_engine.web.messages import Messages
from tthc_engine.work.alarms import Alarm, alarms


def alarm_sentences(app: App, at: datetime, _: Messages) -> list[str]:
    """One sentence an alarm, the gravest first: what is wrong and what to do. Empty when all is well."""
    return [_sentence(one, _) for one in alarms(app, at)]


def _sentence(one: Alarm, _: Messages) -> str:
    facts = {name: _fact(value, _) for name, value in one.facts.items()}
    never = "_never" if "last" in one.facts and one.facts["last"] is None else ""
    return _(f"alarm.{one.name}{never}", **facts)


def _fact(value: object, _: Messages) -> str:
    if isinstance(value, datetime):
        return wording.at_on(_, value)
    return wording.day(value) if isinstance(value, date) else str(value)
