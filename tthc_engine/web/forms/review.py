"""What is typed about one procedure under review: its new limits, what it costs, and what was decided."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from tthc_engine.catalogue.overlays import longer
from tthc_engine.catalogue.review import CostRules
from tthc_engine.domain.procedure import Limit, Procedure
from tthc_engine.domain.time_limit import Unit
from tthc_engine.reports.review.proposal import COUNTED, Cost, Proposal, State, Work, shortened
from tthc_engine.web.forms.plans import number
from tthc_engine.web.forms.typed import Typed
from tthc_engine.web.messages import Messages

BEFORE, AFTER = "truoc", "sau"
WHOLE = (Unit.CALENDAR_DAYS, Unit.MONTHS)
_MOST_DECIMALS = 6


def values(proposal: Proposal, says: Messages) -> dict[str, str]:
    """The form as it stands before anybody types."""
    found = {
        "so_lan": says.numerals.plain(proposal.times_a_year, most=_MOST_DECIMALS),
        "doi_tuong": str(proposal.subjects),
        "thu_nhap": str(proposal.per_hour_vnd),
        "ly_do": proposal.reason,
        "trang_thai": proposal.state.value,
        "quyet_dinh": proposal.decision,
        "ap_dung": f"{proposal.in_force_from:%d/%m/%Y}" if proposal.in_force_from else "",
    }
    for at, limit in enumerate(proposal.limits):
        for phase, terms in enumerate(limit.phases):
            for term, one in enumerate(terms.terms):
                found[f"muc_{at}_{phase}_{term}"] = says.numerals.plain(one.amount, most=_MOST_DECIMALS)
    for side, cost in ((BEFORE, proposal.before), (AFTER, proposal.after)):
        found[f"{side}_phi"] = str(cost.fees_vnd)
        for key, work in cost.work.items():
            found |= {
                f"{side}_gio_{key}": says.numerals.plain(work.hours, most=_MOST_DECIMALS),
                f"{side}_dv_{key}": str(work.services_vnd),
            }
    return found


def proposal_of(typed: Typed, law: Procedure, before: Proposal, rules: CostRules, *, today: date) -> Proposal | None:
    """The proposal as it was typed; None with what is wrong in `typed`. `before`: as it was until now."""
    limits = tuple(_limit(typed, at, limit) for at, limit in enumerate(law.limits))
    costs = {side: _cost(typed, side, rules) for side in (BEFORE, AFTER)}
    numbers = {name: _at_least_zero(typed, name) for name in ("so_lan", "doi_tuong", "thu_nhap")}
    typed.offered("trang_thai", [one.value for one in State])
    decision, on = typed.text("quyet_dinh"), typed.day("ap_dung")
    if typed.errors:
        return None
    made = before.model_copy(
        update={
            "version": law.in_force_from,
            "limits": limits,
            "before": costs[BEFORE],
            "after": costs[AFTER],
            "times_a_year": numbers["so_lan"],
            "subjects": round(numbers["doi_tuong"]),
            "per_hour_vnd": round(numbers["thu_nhap"]),
            "reason": typed.text("ly_do"),
            "state": State(typed.text("trang_thai") or State.REGISTERED),
            "decision": decision,
            "in_force_from": on,
        }
    )
    if made.state is State.ADOPTED:
        _decided(typed, made, law, today)
    return None if typed.errors else made


def _decided(typed: Typed, made: Proposal, law: Procedure, today: date) -> None:
    """A cut that was decided needs its number, its day, and to be one that the law lets stand."""
    if not made.decision:
        typed.wrong("quyet_dinh", typed.says("review.decision_missing"))
    if made.in_force_from is None:
        typed.wrong("ap_dung", typed.says("review.day_missing"))
    if not made.cut_limits(law):
        typed.wrong("trang_thai", typed.says("review.nothing_cut"))
    if typed.errors or made.in_force_from is None:
        return
    draft = made.overlay(law, province="x", decision=made.decision, on=made.in_force_from, checked_on=today)
    for why in longer(draft, law):
        typed.wrong("trang_thai", typed.says("review.not_shorter", why=why))


def _limit(typed: Typed, at: int, law: Limit) -> Limit:
    amounts: dict[tuple[int, int], Decimal] = {}
    for phase, each in enumerate(law.phases):
        for term, one in enumerate(each.terms):
            name = f"muc_{at}_{phase}_{term}"
            if one.unit not in COUNTED or not typed.text(name):
                continue
            found = number(typed, name)
            if found is None:
                continue
            amount = Decimal(str(found))
            if not 0 < amount <= one.amount or (one.unit in WHOLE and amount != int(amount)):
                typed.wrong(name, typed.says("review.limit_wrong", most=typed.says.numerals.plain(one.amount)))
                continue
            amounts[phase, term] = amount if amount != int(amount) else Decimal(int(amount))
    return shortened(law, amounts)


def _cost(typed: Typed, side: str, rules: CostRules) -> Cost:
    work: Mapping[str, Work] = {
        part.key: Work(
            hours=_at_least_zero(typed, f"{side}_gio_{part.key}"),
            services_vnd=round(_at_least_zero(typed, f"{side}_dv_{part.key}")),
        )
        for part in rules.parts
    }
    return Cost(work=work, fees_vnd=round(_at_least_zero(typed, f"{side}_phi")))


def _at_least_zero(typed: Typed, name: str) -> float:
    """A number that may be left empty: then 0."""
    if not typed.text(name):
        return 0.0
    found = number(typed, name)
    if found is not None and found < 0:
        typed.wrong(name, typed.says("review.below_zero"))
    return 0.0 if found is None or found < 0 else found
