"""The commands of a dossier as forms: which fields each has, and how what was typed becomes the command.

One table serves the pages, the checks and the tests; the law stays in the engine.
"""

from collections.abc import Mapping

from tthc_engine.domain import commands as c
from tthc_engine.domain.people import Actor
from tthc_engine.web.forms.order import Entry, Order, instant, plain, reason_entry
from tthc_engine.web.forms.orders_beside import BESIDE
from tthc_engine.web.forms.typed import Typed


def _items(typed: Typed) -> tuple[c.Item, ...]:
    listed = tuple(c.Item(component=key) for key in typed.all_of("items"))
    other = typed.text("other")
    return (*listed, c.Item(text=other)) if other else listed


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
        started_at=instant(typed, "started_at", "order.started_at"),
        document=typed.text("document"),
    )


def _extend(typed: Typed, dossier: str, by: Actor) -> c.Command:
    return c.Extend(
        dossier=dossier,
        by=by,
        until=instant(typed, "until", "order.until"),
        reason=typed.text("reason"),
        legal_basis=typed.text("legal_basis"),
    )


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
            reason_entry("order.supplement_hint"),
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
    "refuse": Order(plain(c.Refuse, reason="reason"), (reason_entry("order.refuse_hint"),), asks="order.final"),
    "withdraw": Order(plain(c.Withdraw, reason="reason"), (reason_entry(),), asks="order.final"),
    "stop": Order(plain(c.StopDossier, reason="reason"), (reason_entry(),), asks="order.final"),
    "close_unanswered": Order(lambda _, dossier, by: c.CloseUnanswered(dossier=dossier, by=by), asks="order.final"),
    "assign": Order(plain(c.Assign, to="to"), (Entry("to", "order.to", "choice", needed=True),)),
    "reassign": Order(
        plain(c.Reassign, to="to", reason="reason"), (Entry("to", "order.to", "choice", needed=True), reason_entry())
    ),
    "complete": Order(
        lambda typed, dossier, by: c.Complete(
            dossier=dossier, by=by, step=typed.text("step") or None, note=typed.text("note")
        ),
        (Entry("note", "order.note", "area"),),
        direct=True,
    ),
    "approve": Order(plain(c.Approve, note="note"), (Entry("note", "order.note", "area"),), direct=True),
    "send_back": Order(
        plain(c.SendBack, to_step="to_step", reason="reason"),
        (Entry("to_step", "order.to_step", "choice", needed=True), reason_entry()),
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
            reason_entry(),
            Entry("new_date", "order.new_date", hint="order.instant_hint"),
        ),
        asks="order.delay",
    ),
    "notify_onestop": Order(
        plain(c.NotifyOnestop, reason="reason"), (Entry("reason", "order.reason", "area"),), asks="order.notice"
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
    "return_explanation": Order(plain(c.ReturnExplanation, reason="reason"), (reason_entry(),)),
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
            reason_entry(),
            Entry("legal_basis", "order.legal_basis", needed=True),
        ),
    ),
    "take_back_extension": Order(
        plain(c.TakeBackExtension, reason="reason"), (reason_entry(),), asks="order.take_back_extension"
    ),
    "move_version": Order(
        plain(c.MoveVersion, to="to", step="step", case="case", reason="reason", legal_basis="legal_basis"),
        (
            Entry("to", "order.version", "choice", needed=True),
            Entry("step", "order.version_step", "choice", "order.version_step_hint"),
            Entry("case", "order.version_case", "choice", "order.version_case_hint"),
            reason_entry(),
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
    "override": Order(plain(c.Override, reason="reason"), (reason_entry(),), asks="order.override"),
    "number_letter": Order(
        plain(c.NumberLetter, letter="letter", number="number"),
        (
            Entry("letter", "order.letter", "choice", needed=True),
            Entry("number", "order.number", hint="order.number_hint"),
        ),
    ),
    "dispatch": Order(
        plain(c.Dispatch, letter="letter", how="how"),
        (Entry("letter", "order.letter", "choice", needed=True), Entry("how", "order.how", "choice")),
    ),
    "void_number": Order(
        plain(c.VoidNumber, letter="letter", reason="reason"),
        (Entry("letter", "order.letter", "choice", needed=True), reason_entry()),
        asks="order.void",
    ),
    **BESIDE,
}
"""Every command that a person gives on a dossier's page; intake has a screen of its own."""
