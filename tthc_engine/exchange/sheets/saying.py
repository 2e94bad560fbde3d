"""Lengths as official papers write them."""

from collections.abc import Sequence

from tthc_engine.domain.time_limit import Term, Unit

_SAID = {
    Unit.WORKING_DAYS: "ngày làm việc",
    Unit.WORKING_HOURS: "giờ làm việc",
    Unit.CALENDAR_DAYS: "ngày",
    Unit.MONTHS: "tháng",
}


def said_terms(terms: Sequence[Term]) -> str:
    """As official papers write it: "05 ngày làm việc", "02 tháng và 15 ngày"."""
    if terms[0].unit is Unit.NONE:
        return "không quy định thời hạn"
    if terms[0].unit is Unit.SAME_DAY:
        later = f"; nhận sau {terms[0].cutoff:%H:%M} thì ngày làm việc tiếp theo" if terms[0].cutoff else ""
        return f"trong ngày{later}"
    return " và ".join(f"{_said_number(term)} {_SAID[term.unit]}" for term in terms)


def _said_number(term: Term) -> str:
    whole, _, fraction = format(term.amount.normalize(), "f").partition(".")
    return f"{whole},{fraction}" if fraction else whole.zfill(2)
