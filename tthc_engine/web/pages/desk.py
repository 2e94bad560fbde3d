"""What the desk's screen shows: the papers to check, the choices, and what stands in the way of acceptance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tthc_engine.domain.commands import PaperState, Payway
from tthc_engine.domain.decide.registering import fee_vnd
from tthc_engine.domain.procedure import Channel, Component, Procedure
from tthc_engine.web import wording
from tthc_engine.web.forms import attached, intake
from tthc_engine.web.forms.attached import Waiting
from tthc_engine.web.forms.typed import Typed
from tthc_engine.web.messages import Messages
from tthc_engine.web.pages.earlier import EarlierPaper
from tthc_engine.web.pages.scans import label

Options = list[tuple[str, str, str, str]]
_DRESS = {
    PaperState.PRESENT: ("ok", "check"),
    PaperState.MISSING: ("late", "minus"),
    PaperState.WRONG: ("soon", "warn"),
}

_BY_HAND = (
    *("owner_name", "owner_born_on", "owner_identifier", "content", "submitter_name", "submitter_identifier"),
    *("address", "phone", "email", "received_at", "refuse_reason"),
)
_CHOICES = (
    "case",
    "channel",
    "competent_unit",
    "refuse_reason",
    "reserved",
    "paid",
    "money_receipt",
    "checked",
    "authority",
)
_PAPERS = ("paper.", "form.", "remark.", "copies.", "reused.", "scan.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRow:
    component: Component
    field: str
    asked: bool
    """The chosen case asks for it; other rows are hidden, and shown when the case changes."""
    forms: tuple[tuple[str, str], ...]
    form: str
    copies: int
    state: str
    options: Options
    remark: str
    error: str
    earlier: EarlierPaper | None = None
    """Where the owner handed in the same paper before; None where there is none, or it is taken over already."""
    reused: str = ""
    scans: tuple[Waiting, ...] = ()
    held: str = ""
    """The hashes of `scans`, as the form carries them."""


def form_facts(
    typed: Typed,
    procedure: Procedure | None,
    *,
    units: Sequence[tuple[str, str]],
    had: Mapping[str, EarlierPaper],
    waiting: Sequence[Waiting],
) -> dict[str, Any]:
    """Everything that the form itself needs; the promise beside it is another matter."""
    _ = typed.says
    facts: dict[str, Any] = {
        "typed": typed,
        "procedure": procedure,
        "relations": [(one, _(f"relation.{one}")) for one in intake.RELATIONS],
        "results": [(one.value, _(f"channel.{one.value}")) for one in Channel],
        "units": units,
        "checks": [("", _("identity.none")), *((one, _(f"identity.{one}")) for one in ("seen", "database"))],
        "payways": [("", _("payway.none")), *((one.value, _(f"payway.{one.value}")) for one in Payway)],
        "by_card": {who: intake.checked_by_card(typed, who) for who in intake.WHO},
        "scan_label": lambda scan: label(scan, _),
        "lacking": lacking(typed, procedure) if procedure else "",
        "kept": kept(typed) if procedure is None else {},
    }
    if procedure is None:
        return facts
    case, channel = intake.case_of(typed, procedure), intake.channel_of(typed, procedure)
    return facts | {
        "basis": ", ".join(basis.number or basis.title for basis in procedure.legal_basis),
        "fee": fee_vnd(procedure, case, channel),
        "chosen_case": case,
        "cases": [(one.key, case_label(_, procedure, one.key, channel), "", "") for one in procedure.cases],
        "chosen_channel": channel.value,
        "channels": [
            (one.value, _(f"channel.{one.value}"), "", "") for one in intake.offered_channels(typed, procedure)
        ],
        "papers": [
            _row(typed, procedure, component, had=had.get(component.key), waiting=waiting)
            for component in procedure.components
        ],
    }


def kept(typed: Typed) -> dict[str, str]:
    """What a form without a procedure still carries unseen, while its people stay in sight; empty for a mere search."""
    if not any(typed.text(name) for name in _BY_HAND):
        return {}
    return {name: typed.text(name) for name in typed.values if name in _CHOICES or name.startswith(_PAPERS)}


def case_label(_: Messages, procedure: Procedure, case: str, channel: Channel) -> str:
    """`Trong tỉnh · 05 ngày làm việc`."""
    name = next((one.name for one in procedure.cases if one.key == case), case)
    return f"{name} · {wording.limit(_, procedure.limit(case, channel).phases)}"


def lacking(typed: Typed, procedure: Procedure) -> str:
    """What stops acceptance, in one sentence; empty when every paper is there."""
    bad = [intake.state_of(typed, one) for one in intake.incomplete(typed, procedure)]
    if not bad:
        return ""
    missing = sum(state is PaperState.MISSING for state in bad)
    return typed.says("desk.incomplete", missing=missing, wrong=len(bad) - missing)


def _row(
    typed: Typed,
    procedure: Procedure,
    component: Component,
    *,
    had: EarlierPaper | None,
    waiting: Sequence[Waiting],
) -> PaperRow:
    _ = typed.says
    state = intake.state_of(typed, component)
    offered = [PaperState.PRESENT, PaperState.MISSING, PaperState.WRONG]
    if component.from_database:
        offered = [PaperState.PRESENT]
    if not component.required or component.from_database:
        offered.append(PaperState.NOT_APPLICABLE)
    form = typed.text(f"form.{component.key}")
    mine = tuple(one for one in waiting if one.component.key == component.key)
    reused = typed.text(f"reused.{component.key}")
    return PaperRow(
        component=component,
        field=intake.state_field(component),
        asked=component in intake.asked_of(procedure, intake.case_of(typed, procedure)),
        forms=tuple((one.value, _(f"paper_form.{one.value}")) for one in component.forms),
        form=form if form in [one.value for one in component.forms] else component.forms[0].value,
        copies=intake.copies_of(typed, component),
        state=state.value if state else "",
        options=[(one.value, _(f"paper_state.{one.value}"), *_DRESS.get(one, ("", "none"))) for one in offered],
        remark=typed.text(f"remark.{component.key}"),
        error=typed.errors.get(intake.state_field(component), "") or typed.errors.get(f"file.{component.key}", ""),
        earlier=had if not reused else None,
        reused=reused,
        scans=mine,
        held=attached.joined(one.scan.sha256 for one in mine),
    )
