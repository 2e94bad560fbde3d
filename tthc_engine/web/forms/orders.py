"""The commands of a dossier as forms: which fields each has, and how what was typed becomes the command.

One table serves the pages, the checks and the tests; the law stays in the engine.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tthc_engine.domain import commands as c
from tthc_engine.domain.people import Actor
from tthc_engine.web.forms.typed import Typed

Options = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One field; `kind` names its macro: text, area, choice, checks, letter."""

    name: str
    label: str
    kind: str = "text"
    hint: str = ""
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    build: Callable[[Typed, str, Actor], c.Command]
    entries: tuple[Entry, ...] = ()
    asks: str = ""
    """Message key of the one sentence said before an act that cannot be taken back."""
    direct: bool = False
    """A button is enough: nothing has to be typed."""


def _reason(hint: str = "") -> Entry:
    return Entry("reason", "order.reason", "area", hint, needed=True)


def _items(typed: Typed) -> tuple[c.Item, ...]:
    listed = tuple(c.Item(component=key) for key in typed.all_of("items"))
    other = typed.text("other")
    return (*listed, c.Item(text=other)) if other else listed


def _plain(kind: Callable[..., c.Command], **texts: str) -> Callable[[Typed, str, Actor], c.Command]:
    """A command whose arguments are texts as typed: `argument="field"`."""

    def build(typed: Typed, dossier: str, by: Actor) -> c.Command:
        return kind(dossier=dossier, by=by, **{name: typed.text(source) for name, source in texts.items()})

    return build


def _explain(typed: Typed, dossier: str, by: Actor) -> c.Command:
    return c.Explain(
        dossier=dossier,
        by=by,
        reason_code=typed.required("reason_code", typed.says("order.reason_code")),
        reason=typed.text("reason"),
        result_number=typed.text("result_number"),
        result_on=typed.day("result_on"),
    )


def apology(typed: Typed, dossier: str, by: Actor) -> c.IssueApology:
    """The letter gives a reason: the officer's own words, else the official wording that was chosen."""
    reason = typed.text("reason") or typed.text("common_reason")
    if not reason:
        typed.required("reason", typed.says("order.apology_reason"))
    return c.IssueApology(
        dossier=dossier,
        by=by,
        new_appointment=typed.instant("new_appointment"),
        reason=reason,
        ground=typed.text("ground"),
    )


def _record_start(typed: Typed, dossier: str, by: Actor) -> c.Command:
    return c.RecordStart(
        dossier=dossier,
        by=by,
        phase=typed.text("phase"),
        started_at=_instant(typed, "started_at", "order.started_at"),
        document=typed.text("document"),
    )


def _extend(typed: Typed, dossier: str, by: Actor) -> c.Command:
    return c.Extend(
        dossier=dossier,
        by=by,
        until=_instant(typed, "until", "order.until"),
        reason=typed.text("reason"),
        legal_basis=typed.text("legal_basis"),
    )


def _consult(typed: Typed, dossier: str, by: Actor) -> c.Command:
    return c.Consult(
        dossier=dossier,
        by=by,
        body=typed.text("body"),
        question=typed.text("question"),
        until=_instant(typed, "until", "order.answer_until"),
    )


def _suspend(typed: Typed, dossier: str, by: Actor) -> c.Command:
    return c.Suspend(
        dossier=dossier,
        by=by,
        since=_instant(typed, "since", "order.suspend_from"),
        until=_instant(typed, "until", "order.suspend_until"),
        act=typed.text("act"),
        reason=typed.text("reason"),
    )


def _instant(typed: Typed, name: str, label: str) -> datetime:
    """An instant that must be there; without one the form is refused before the instant is used."""
    read = typed.instant(name)
    if read is None:
        typed.required(name, typed.says(label))
    return read or _NEVER


def _amount(typed: Typed, name: str) -> int | None:
    """`50.000` or `50000` đồng; None when empty, an error when it is no amount."""
    text = typed.text(name).replace(".", "").replace(" ", "")
    if text and not text.isdecimal():
        typed.wrong(name, typed.says("form.not_an_amount", text=typed.text(name)))
        return None
    return int(text) if text else None


# Stands in for an instant that could not be read: the form is refused before it is used.
_NEVER: Any = None

ORDERS: Mapping[str, Order] = {
    "accept": Order(
        lambda typed, dossier, by: c.Accept(dossier=dossier, by=by, received_at=typed.instant("received_at")),
        (Entry("received_at", "desk.received_at", hint="desk.received_hint"),),
    ),
    "request_supplement": Order(
        lambda typed, dossier, by: c.RequestSupplement(
            dossier=dossier, by=by, items=_items(typed), reason=typed.text("reason")
        ),
        (
            Entry("items", "order.items", "checks"),
            Entry("other", "order.other_item", hint="order.other_hint"),
            _reason("order.supplement_hint"),
        ),
        asks="order.supplement_once",
    ),
    "receive_supplement": Order(
        lambda typed, dossier, by: c.ReceiveSupplement(
            dossier=dossier, by=by, received_at=typed.instant("received_at")
        ),
        (Entry("received_at", "desk.received_at", hint="desk.received_hint"),),
        asks="order.restarts",
    ),
    "refuse": Order(_plain(c.Refuse, reason="reason"), (_reason("order.refuse_hint"),), asks="order.final"),
    "withdraw": Order(_plain(c.Withdraw, reason="reason"), (_reason(),), asks="order.final"),
    "stop": Order(_plain(c.StopDossier, reason="reason"), (_reason(),), asks="order.final"),
    "close_unanswered": Order(lambda _, dossier, by: c.CloseUnanswered(dossier=dossier, by=by), asks="order.final"),
    "assign": Order(_plain(c.Assign, to="to"), (Entry("to", "order.to", "choice", needed=True),)),
    "reassign": Order(
        _plain(c.Reassign, to="to", reason="reason"), (Entry("to", "order.to", "choice", needed=True), _reason())
    ),
    "complete": Order(
        lambda typed, dossier, by: c.Complete(
            dossier=dossier, by=by, step=typed.text("step") or None, note=typed.text("note")
        ),
        (Entry("note", "order.note", "area"),),
        direct=True,
    ),
    "approve": Order(_plain(c.Approve, note="note"), (Entry("note", "order.note", "area"),), direct=True),
    "send_back": Order(
        _plain(c.SendBack, to_step="to_step", reason="reason"),
        (Entry("to_step", "order.to_step", "choice", needed=True), _reason()),
    ),
    "record_start": Order(
        _record_start,
        (
            Entry("phase", "order.phase", "choice", needed=True),
            Entry("started_at", "order.started_at", hint="order.instant_hint", needed=True),
            Entry("document", "order.document", needed=True),
        ),
    ),
    "confirm_on_track": Order(lambda _, dossier, by: c.ConfirmOnTrack(dossier=dossier, by=by), direct=True),
    "declare_delay": Order(
        lambda typed, dossier, by: c.DeclareDelay(
            dossier=dossier,
            by=by,
            reason=typed.text("reason"),
            reason_code=typed.text("reason_code"),
            new_date=typed.instant("new_date"),
        ),
        (
            Entry("reason_code", "order.reason_code", "choice"),
            _reason(),
            Entry("new_date", "order.new_date", hint="order.instant_hint"),
        ),
        asks="order.delay",
    ),
    "notify_onestop": Order(
        _plain(c.NotifyOnestop, reason="reason"), (Entry("reason", "order.reason", "area"),), asks="order.notice"
    ),
    "explain": Order(
        _explain,
        (
            Entry("reason_code", "order.reason_code", "choice", needed=True),
            Entry("reason", "order.explanation", "area", "order.explanation_hint"),
            Entry("result_number", "order.result_number", hint="order.evidence_hint"),
            Entry("result_on", "order.result_on"),
        ),
    ),
    "approve_explanation": Order(lambda _, dossier, by: c.ApproveExplanation(dossier=dossier, by=by), direct=True),
    "return_explanation": Order(_plain(c.ReturnExplanation, reason="reason"), (_reason(),)),
    "issue_apology": Order(
        apology,
        (
            Entry("ground", "order.ground", "choice"),
            Entry("new_appointment", "order.new_appointment", hint="order.instant_hint"),
            Entry("common_reason", "order.reason_code", "choice"),
            Entry("reason", "order.apology_reason", "area", "order.apology_reason_hint"),
        ),
        asks="order.apology_once",
    ),
    "extend": Order(
        _extend,
        (
            Entry("until", "order.until", hint="order.instant_hint", needed=True),
            _reason(),
            Entry("legal_basis", "order.legal_basis", needed=True),
        ),
    ),
    "move_version": Order(
        _plain(c.MoveVersion, to="to", step="step", case="case", reason="reason", legal_basis="legal_basis"),
        (
            Entry("to", "order.version", "choice", needed=True),
            Entry("step", "order.version_step", "choice", "order.version_step_hint"),
            Entry("case", "order.version_case", "choice", "order.version_case_hint"),
            _reason(),
            Entry("legal_basis", "order.legal_basis", hint="order.version_basis_hint", needed=True),
        ),
        asks="order.move_version",
    ),
    "release_result": Order(
        lambda typed, dossier, by: c.ReleaseResult(
            dossier=dossier,
            by=by,
            result_number=typed.text("result_number"),
            note=typed.text("note"),
            electronic=typed.chosen("electronic"),
        ),
        (
            Entry("result_number", "order.result_number"),
            Entry("electronic", "results.electronic", "tick"),
            Entry("note", "order.note", "area"),
        ),
        asks="order.release",
    ),
    "return_result": Order(
        lambda typed, dossier, by: c.ReturnResult(
            dossier=dossier,
            by=by,
            received_by=typed.text("received_by"),
            without_receipt=typed.chosen("without_receipt"),
            receiver=next((one for one in c.Receiver if one.value == typed.text("receiver")), None),
            shown=typed.text("shown"),
        ),
        (
            Entry("receiver", "results.receiver", "choice"),
            Entry("received_by", "order.received_by"),
            Entry("without_receipt", "order.without_receipt", "tick"),
            Entry("shown", "results.shown", "choice", hint="results.shown_hint"),
        ),
    ),
    "override": Order(_plain(c.Override, reason="reason"), (_reason(),), asks="order.override"),
    "number_letter": Order(
        _plain(c.NumberLetter, letter="letter", number="number"),
        (
            Entry("letter", "order.letter", "choice", needed=True),
            Entry("number", "order.number", hint="order.number_hint"),
        ),
    ),
    "dispatch": Order(
        _plain(c.Dispatch, letter="letter", how="how"),
        (Entry("letter", "order.letter", "choice", needed=True), Entry("how", "order.how", "choice")),
    ),
    "void_number": Order(
        _plain(c.VoidNumber, letter="letter", reason="reason"),
        (Entry("letter", "order.letter", "choice", needed=True), _reason()),
        asks="order.void",
    ),
    "answer_online": Order(
        _plain(c.AnswerOnline, answer="answer"), (Entry("answer", "order.answer", "area", needed=True),)
    ),
    "hand_over": Order(_plain(c.HandOver, received_by="received_by"), (Entry("received_by", "order.taken_by"),)),
    "consult": Order(
        _consult,
        (
            Entry("body", "order.body", needed=True),
            Entry("question", "order.question", "area", needed=True),
            Entry("until", "order.answer_until", hint="order.instant_hint", needed=True),
        ),
        asks="order.consult",
    ),
    "answer_consultation": Order(
        _plain(c.AnswerConsultation, body="body", answer="answer"),
        (Entry("body", "order.body", "choice", needed=True), Entry("answer", "order.answer", "area", needed=True)),
    ),
    "return_part": Order(
        _plain(c.ReturnPart, body="body", answer="answer"),
        (
            Entry("body", "order.part_body", "choice", needed=True),
            Entry("answer", "order.part_answer", "area", needed=True),
        ),
    ),
    "explain_part": Order(
        lambda typed, dossier, by: c.ExplainPart(
            dossier=dossier,
            by=by,
            body=typed.text("body"),
            reason=typed.text("reason"),
            new_date=_instant(typed, "new_date", "order.part_new_date"),
            document=typed.text("document"),
        ),
        (
            Entry("body", "order.part_body", "choice", needed=True),
            Entry("reason", "order.part_late_reason", "area", needed=True),
            Entry("new_date", "order.part_new_date", hint="order.instant_hint", needed=True),
            Entry("document", "order.part_document", hint="order.part_document_hint"),
        ),
    ),
    "send_part": Order(
        _plain(c.SendPart, body="body", reason="reason"),
        (
            Entry("body", "order.part_body", "choice", needed=True),
            Entry("reason", "order.part_reason", "area", needed=True),
        ),
    ),
    "record_verification": Order(
        lambda typed, dossier, by: c.RecordVerification(
            dossier=dossier,
            by=by,
            place=typed.text("place"),
            content=typed.text("content"),
            participants=typed.text("participants"),
            verified_at=typed.instant("verified_at"),
        ),
        (
            Entry("verified_at", "order.verified_at", hint="order.verified_hint"),
            Entry("place", "order.place", needed=True),
            Entry("participants", "order.participants"),
            Entry("content", "order.content", "area", needed=True),
        ),
    ),
    "suspend": Order(
        _suspend,
        (
            Entry("since", "order.suspend_from", hint="order.instant_hint", needed=True),
            Entry("until", "order.suspend_until", hint="order.instant_hint", needed=True),
            Entry("act", "order.act", needed=True),
            Entry("reason", "order.reason", "area"),
        ),
        asks="order.suspend",
    ),
    "resume": Order(lambda _, dossier, by: c.Resume(dossier=dossier, by=by)),
    "request_payment": Order(
        lambda typed, dossier, by: c.RequestPayment(
            dossier=dossier, by=by, reason=typed.text("reason"), amount=_amount(typed, "amount")
        ),
        (Entry("amount", "order.amount", hint="order.amount_hint"), _reason()),
    ),
    "confirm_payment": Order(
        lambda typed, dossier, by: c.ConfirmPayment(
            dossier=dossier, by=by, receipt=typed.text("receipt"), online=typed.chosen("online")
        ),
        (Entry("receipt", "order.money_receipt"), Entry("online", "order.paid_online", "tick")),
    ),
    "correct_result": Order(_plain(c.CorrectResult, reason="reason"), (_reason(),), asks="order.correction"),
    "reopen": Order(_plain(c.Reopen, reason="reason"), (_reason(),), asks="order.reopen"),
    "report_loss": Order(
        lambda typed, dossier, by: c.ReportLoss(
            dossier=dossier, by=by, reason=typed.text("reason"), cost=_amount(typed, "cost") or 0
        ),
        (_reason(), Entry("cost", "order.cost")),
        asks="order.loss",
    ),
}
"""Every command that a person gives on a dossier's page; intake has a screen of its own."""


@dataclass(slots=True)
class Prepared:
    """A form about to be shown: options of its choices and what is typed before the officer types."""

    options: dict[str, Options] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
