"""What a local decision shortens: the receipt promises the cut, the law still judges lateness, and both are shown.

A cut is counted as the statutory limit is, from the same start, over the same stops. It is never later than the law.
Once it has passed it stays, as an overdue date does: a day off decreed afterwards does not undo the lateness.
"""

from dataclasses import replace
from datetime import datetime

from tthc_engine.domain import timing
from tthc_engine.domain.dossier import Dossier
from tthc_engine.domain.rules import Rules
from tthc_engine.domain.standing import Standing, closed_standing, open_standing


def cut_due(dossier: Dossier, rules: Rules) -> datetime | None:
    """Until when the local decision allows; None where nothing is cut, or while no date can be known.

    An extension by the procedure's own law ends the cut: the decision shortened the limit that was extended.
    """
    shorter = as_cut(dossier, rules)
    due = timing.due_at(dossier, rules)
    if shorter is None or due is None or dossier.date_is_named:
        return None
    if dossier.cut_passed is not None:
        return min(dossier.cut_passed, due)
    found = timing.computed_due(dossier, shorter, timing.mode_of(rules))
    return None if found is None else min(found, due)


def passed(dossier: Dossier, rules: Rules, at: datetime) -> datetime | None:
    """The cut's date, where it lies before `at`; None where nothing is cut, or while there is still time."""
    due = cut_due(dossier, rules)
    return due if due is not None and due < at else None


def as_cut(dossier: Dossier, rules: Rules) -> Rules | None:
    """The rules as if the local decision were the law; None where it cuts nothing for this case and channel."""
    limit = rules.procedure.cut_limit(dossier.case, dossier.channel)
    if limit is None:
        return None
    return replace(rules, procedure=rules.procedure.model_copy(update={"limits": (limit,), "cut": None}))


def promised(dossier: Dossier, rules: Rules) -> datetime | None:
    """What a receipt or a notice promises now: the cut where there is one, else the statutory date."""
    return cut_due(dossier, rules) or timing.due_at(dossier, rules)


def cut_standing(dossier: Dossier, rules: Rules, at: datetime) -> Standing | None:
    """How the dossier stands against the cut; None where nothing is cut or no date is known."""
    due = cut_due(dossier, rules)
    if due is None:
        return None
    if not dossier.is_open and dossier.ended_at is not None:
        return closed_standing(dossier.ended_at, due, rules.calendar)
    return open_standing(at, due=due, soon_from=timing.soon_from(due, rules), stopped=False)


def cut_minutes_late(dossier: Dossier, rules: Rules, at: datetime) -> int:
    """Working minutes past the cut; constant once the dossier is closed."""
    due = cut_due(dossier, rules)
    end = dossier.ended_at or at
    return rules.calendar.between(due, end) if due is not None and end > due else 0
