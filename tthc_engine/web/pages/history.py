"""What happened to a dossier, in plain words: who, what, until when; the reason on a line of its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from markupsafe import Markup

from tthc_engine.domain import events as e
from tthc_engine.domain.commands import Item
from tthc_engine.domain.rules import Rules
from tthc_engine.web import wording
from tthc_engine.web.messages import Messages


@dataclass(frozen=True, slots=True)
class Entry:
    at: datetime
    who: str
    what: str
    why: str
    machine: bool


def entries(
    events: Iterable[e.AnyEvent], rules: Rules, people: Mapping[str, str], _: Messages, *, today: date
) -> list[Entry]:
    """The newest first. `people` maps a person's key to the name."""
    told = list(events)
    issued = {event.letter: event for event in told if isinstance(event, e.LetterIssued)}
    teller = _Teller(
        rules, people, _, today, {key: _(f"letter.{one.letter_kind.value}") for key, one in issued.items()}
    )
    return [teller.tell(event) for event in told if not _untold(event, issued)][::-1]


def _untold(event: e.AnyEvent, issued: Mapping[str, e.LetterIssued]) -> bool:
    """What the machine files away, letters beside the act that made them, and numbers that came with the letter."""
    if isinstance(event, e.LetterNumbered):
        letter = issued.get(event.letter)
        return letter is not None and letter.at == event.at
    return isinstance(event, e.LetterFiled | e.LetterIssued | e.WordCopyFiled)


class _Teller:
    def __init__(
        self, rules: Rules, people: Mapping[str, str], _: Messages, today: date, letters: Mapping[str, str]
    ) -> None:
        self._rules = rules
        self._people = people
        self._ = _
        self._today = today
        self._letters = letters

    def tell(self, event: e.AnyEvent) -> Entry:
        machine = event.by == "clock"
        who = self._.marked("history.machine") if machine else self._person(event.by)
        if event.stands_for:
            who = self._.marked("history.stands_for", who=who, whom=self._person(event.stands_for))
        facts = {name: self._fact(name, getattr(event, name)) for name in type(event).model_fields}
        return Entry(
            event.at,
            who,
            self._.marked(f"event.{event.kind}", **(facts | self._more(event))),
            self._why(event),
            machine,
        )

    def _more(self, event: e.AnyEvent) -> dict[str, str]:
        """Facts that are not fields of the event."""
        if isinstance(event, e.DossierAccepted | e.DossierSubmitted):
            case = next((one.name for one in self._rules.procedure.cases if one.key == event.registered.case), "")
            channel = self._(f"channel.{event.registered.channel.value}").lower()
            key = "history.by_channel_and_case" if case else "history.by_channel"
            return {"how": self._(key, channel=channel, case=case)}
        if isinstance(event, e.DossierImported | e.ProgressImported):
            return self._told(event.source, event.told)
        if isinstance(event, e.StepCompleted):
            key = "history.next_step" if event.next_step else "history.last_step"
            return {"then": self._(key, step=self._step(event.next_step))}
        return {}

    def _told(self, source: str, told: e.Elsewhere) -> dict[str, str]:
        """What another system said of its dossier, with the dates it named."""
        named = (("received", told.received_at), ("appointment", told.appointment), ("ended", told.ended_at))
        dates = Markup("").join(
            self._.marked(f"history.imported_{key}", at=self._fact(key, at)) for key, at in named if at
        )
        state = told.words or self._(f"status.{told.status}")
        return {"source": source or self._.marked("history.imported_from"), "state": state, "dates": dates}

    def _differs(self, told: e.Elsewhere) -> str:
        """Where our own count gives another day than was promised there."""
        promised, counted = told.appointment, told.computed_due
        if promised is None or counted is None or wording.day(promised) == wording.day(counted):
            return ""
        return self._.marked("history.imported_differs", due=self._fact("due", counted))

    def _fact(self, name: str, value: Any) -> str:
        if isinstance(value, datetime):
            return wording.at_on(self._, value, today=self._today)
        if isinstance(value, date):
            return wording.day(value)
        if value is None:
            return self._.marked("history.none")
        if name in ("step", "to_step", "next_step"):
            return self._step(str(value))
        if name in ("to", "before"):
            return self._person(str(value))
        if name == "letter":
            return self._letters.get(str(value), str(value))
        if name == "items":
            return self._items(value)
        if name in ("amount_vnd", "cost_vnd"):
            return wording.vnd(self._, int(value))
        if name == "number":
            return str(value) or self._.marked("history.no_number")
        return str(value)

    def _step(self, key: str | None) -> str:
        step = self._rules.procedure.step(key or "")
        return step.name if step else (key or "")

    def _person(self, key: str) -> str:
        if key in self._people:
            return self._people[key]
        return self._(f"role.{key}") if self._.has(f"role.{key}") else key

    def _items(self, items: Iterable[Item]) -> str:
        names = {one.key: one.name for one in self._rules.procedure.components}
        return "; ".join(names.get(item.component or "", item.text or item.component or "") for item in items)

    def _counted(self, event: e.SupplementReceived) -> str:
        """How the period goes on by law, and what the two other ways of counting would have given."""
        rule = self._rules.regime.supplement_mode
        said = self._.marked("history.restarted", citation=rule.citation) if event.restarts else ""
        others = [
            self._(key, when=self._fact("due", due))
            for key, due in (
                ("history.if_continued", event.due_if_continued),
                ("history.if_shifted", event.due_if_shifted),
            )
            if due is not None
        ]
        compared = self._.marked("history.compared", others="; ".join(others)) if others else ""
        return Markup(" ").join(filter(None, (said, compared)))

    def _why(self, event: e.AnyEvent) -> str:
        """The reason, or what follows by law."""
        match event:
            case e.SupplementReceived(new_epoch=True):
                return self._counted(event)
            case e.SupplementRequested(stops_clock=True):
                return self._.marked("history.stopped", reason=event.reason)
            case e.LatenessAsked():
                return self._.marked("history.until", until=self._fact("until", event.until))
            case e.DelayExplained():
                return f"{event.reason_code}: {event.reason}"
            case e.DelayDeclared() if event.new_date is not None:
                return self._.marked(
                    "history.new_date", reason=event.reason, date=self._fact("new_date", event.new_date)
                )
            case e.DossierExtended() | e.VersionMoved():
                return f"{event.reason} ({event.legal_basis})"
            case e.DossierTransferred():
                return event.act
            case e.DossierImported() | e.ProgressImported():
                return self._differs(event.told)
            case e.DossierTakenOver() if event.settled_there:
                return self._.marked("history.settled_there", reason=event.reason, letter=event.settled_there)
            case e.ResultReleased() if event.minutes_late:
                span = wording.span(self._, event.minutes_late, day_minutes=self._rules.calendar.ordinary_day)
                return self._.marked("history.released_late", span=span)
            case _:
                return self._said(event)

    def _returned(self, event: e.ResultReturned) -> str:
        """To whom, and what they showed."""
        right = self._(f"results.to_{event.receiver.value}") if event.receiver is not None else ""
        parts = [f"{right}: {event.taken_by}" if event.taken_by else right]
        parts += [self._("order.without_receipt")] if event.without_receipt else []
        parts += [self._(f"shown.{event.shown}")] if event.shown and self._.has(f"shown.{event.shown}") else []
        return "; ".join(parts)

    def _said(self, event: e.AnyEvent) -> str:
        """What was asked, found or paid; else the reason or the note as it was given."""
        match event:
            case e.PaymentRequested(mode=None):
                return f"{event.reason} {self._('history.clock_runs')}"
            case e.PapersLost() | e.LossApologised() if event.cost_vnd:
                return self._.marked("history.cost", reason=event.reason, amount=wording.vnd(self._, event.cost_vnd))
            case e.VerificationRecorded() if event.participants:
                return self._.marked("history.participants", content=event.content, participants=event.participants)
            case e.ResultReturned() if event.receiver is not None:
                return self._returned(event)
            case e.VerificationRecorded():
                return event.content
            case e.ConsultationRequested():
                return event.question
            case e.ConsultationAnswered() | e.OnlineAnswered():
                return event.answer
            case _:
                return str(getattr(event, "reason", "") or getattr(event, "note", ""))
