"""What happens beside the way from step to step: papers, opinions, other bodies, stops, fees, and what is put right."""

from collections.abc import Mapping

from tthc_engine.domain import commands as c
from tthc_engine.domain.people import Actor
from tthc_engine.web.forms.order import Entry, Order, amount, instant, plain, reason_entry
from tthc_engine.web.forms.typed import Typed


def _consult(typed: Typed, dossier: str, by: Actor) -> c.Command:
    return c.Consult(
        dossier=dossier,
        by=by,
        body=typed.text("body"),
        question=typed.text("question"),
        until=instant(typed, "until", "order.answer_until"),
    )


def _suspend(typed: Typed, dossier: str, by: Actor) -> c.Command:
    return c.Suspend(
        dossier=dossier,
        by=by,
        since=instant(typed, "since", "order.suspend_from"),
        until=instant(typed, "until", "order.suspend_until"),
        act=typed.text("act"),
        reason=typed.text("reason"),
    )


BESIDE: Mapping[str, Order] = {
    "answer_online": Order(
        plain(c.AnswerOnline, answer="answer"), (Entry("answer", "order.answer", "area", needed=True),)
    ),
    "hand_over": Order(plain(c.HandOver, received_by="received_by"), (Entry("received_by", "order.taken_by"),)),
    "consult": Order(
        _consult,
        (
            Entry("body", "order.body", needed=True),
            Entry("question", "order.question", "area", needed=True),
            Entry("until", "order.answer_until", hint="order.instant_hint", needed=True),
        ),
        asks="order.consult",
    ),
    "chase": Order(
        lambda typed, dossier, by: c.Chase(
            dossier=dossier, by=by, body=typed.text("body"), answer_by=typed.instant("answer_by")
        ),
        (
            Entry("body", "order.late_body", "choice", needed=True),
            Entry("answer_by", "order.chase_answer_by", hint="order.instant_hint"),
        ),
    ),
    "answer_consultation": Order(
        plain(c.AnswerConsultation, body="body", answer="answer"),
        (Entry("body", "order.body", "choice", needed=True), Entry("answer", "order.answer", "area", needed=True)),
    ),
    "return_part": Order(
        plain(c.ReturnPart, body="body", answer="answer"),
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
            new_date=instant(typed, "new_date", "order.part_new_date"),
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
        plain(c.SendPart, body="body", reason="reason"),
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
            dossier=dossier, by=by, reason=typed.text("reason"), amount=amount(typed, "amount")
        ),
        (Entry("amount", "order.amount", hint="order.amount_hint"), reason_entry()),
    ),
    "confirm_payment": Order(
        lambda typed, dossier, by: c.ConfirmPayment(
            dossier=dossier, by=by, receipt=typed.text("receipt"), online=typed.chosen("online")
        ),
        (Entry("receipt", "order.money_receipt"), Entry("online", "order.paid_online", "tick")),
    ),
    "correct_result": Order(plain(c.CorrectResult, reason="reason"), (reason_entry(),), asks="order.correction"),
    "reopen": Order(plain(c.Reopen, reason="reason"), (reason_entry(),), asks="order.reopen"),
    "take_over": Order(
        plain(c.TakeOver, step="step", settled_there="settled_there", reason="reason"),
        (
            Entry("step", "order.take_over_step", "choice", needed=True),
            Entry("settled_there", "order.settled_there", hint="order.settled_there_hint"),
            reason_entry(),
        ),
        asks="order.take_over",
    ),
    "report_loss": Order(
        lambda typed, dossier, by: c.ReportLoss(
            dossier=dossier, by=by, reason=typed.text("reason"), cost=amount(typed, "cost") or 0
        ),
        (reason_entry(), Entry("cost", "order.cost")),
        asks="order.loss",
    ),
}
