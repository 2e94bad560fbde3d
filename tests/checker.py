"""An independent clock: re-derives a due date from its derivation and the raw calendar, day by day, minute by minute.

It shares no code with the engine, knows no shortcut and is slow on purpose. Calendars are as in tests/data/clock.
"""

import math
from calendar import monthrange
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from itertools import islice, takewhile

ONE_DAY = timedelta(days=1)
ONE_MINUTE = timedelta(minutes=1)


def complaints(derivation, calendar):
    """What is wrong with `Derivation.to_json()`, as sentences; empty when every due instant is the one counted here."""
    office, wrong = Office(calendar), []
    stops = [(wall(stop["since"]), wall(stop["until"]), stop["mode"]) for stop in derivation["stops"]]
    stops = sorted(one for one in stops if one[1] is None or (one[2] != "restart" and one[0] < one[1]))
    for phase in derivation["phases"]:
        if phase["start"] is None:
            continue
        at = office.rolled(wall(phase["start"])) if phase["counting"] == "rolled" else wall(phase["start"])
        live = [stop for stop in stops if stop[1] is None or stop[1] > at]
        if (counted := office.due(at, list(read_terms(phase)), live)) != wall(phase["due"]):
            wrong.append(f"{phase['key']}: due {phase['due']}, counted {counted}")
    return wrong


def wall(text):
    return text and datetime.fromisoformat(text).replace(tzinfo=None)


def read_terms(phase):
    """The phase's terms as (unit, amount, detail); amounts in half days, minutes, calendar days or months."""
    for term in phase["terms"]:
        unit, amount, hours = term["unit"], Fraction(term["amount"]), Fraction(phase["hours_per_day"] or 0)
        in_hours = phase["fraction"] == "hours" and amount.denominator > 1
        if unit == "working_days" and (phase["counting"] == "running_hours" or in_hours):
            yield "working_hours", math.ceil(amount * hours * 60), None
        elif unit == "working_days":
            yield unit, math.ceil(amount * 2) if phase["fraction"] == "session" else math.ceil(amount) * 2, None
        elif unit == "working_hours":
            yield unit, math.ceil(amount * 60), None
        else:
            cutoff = term["cutoff"] and time.fromisoformat(term["cutoff"])
            yield unit, int(amount), cutoff or (term["on"] and date.fromisoformat(term["on"]))


class Office:
    def __init__(self, calendar):
        self.calendar = calendar

    def sessions(self, day):
        off = day.isoformat() in self.calendar["off"]
        weekly = [] if off else self.calendar["week"].get(str(day.weekday()), [])
        declared = self.calendar["makeup"].get(day.isoformat(), weekly)
        return [tuple(datetime.combine(day, time.fromisoformat(clock)) for clock in one) for one in declared]

    def closing(self, day):
        return self.sessions(day)[-1][1]

    def next_worked(self, day):
        return day if self.sessions(day) else self.next_worked(day + ONE_DAY)

    def rolled(self, at):
        in_time = self.sessions(at.date()) and at < self.closing(at.date())
        return at if in_time else self.sessions(self.next_worked(at.date() + ONE_DAY))[0][0]

    def worked_minutes(self, at):
        """The end of every worked minute after `at`."""
        while True:
            for opens, closes in self.sessions(at.date()):
                at = max(at, opens)
                while at < closes:
                    at += ONE_MINUTE
                    yield at
            at = datetime.combine(at.date() + ONE_DAY, time())

    def worked(self, since, until):
        return sum(1 for _ in takewhile(lambda end: end <= until, self.worked_minutes(since)))

    def after_minutes(self, at, count):
        return next(islice(self.worked_minutes(at), count - 1, None)) if count else at

    def same_day(self, at, cutoff=None):
        too_late = cutoff is not None and at.time() > cutoff
        day = at.date() if self.rolled(at) == at and not too_late else self.next_worked(at.date() + ONE_DAY)
        return self.closing(day)

    def half_days(self, at, halves):
        day = at.date()
        for _ in range(math.ceil(halves / 2)):
            day = self.next_worked(day + ONE_DAY)
        if halves % 2 == 0:
            return self.closing(day) if halves > 0 else self.same_day(at)
        (opens, closes), *others = self.sessions(day)
        return closes if others else opens + ONE_MINUTE * ((closes - opens) // ONE_MINUTE // 2)

    def end_of(self, at, term, last):
        """Where one term ends; only the last one moves off a rest day."""
        unit, amount, detail = term
        if unit == "working_days":
            return self.half_days(at, max(amount, 0))
        if unit == "working_hours":
            return self.after_minutes(at, amount)
        if unit == "same_day":
            return self.same_day(at, detail)
        year, month = divmod(at.year * 12 + at.month - 1 + amount, 12)
        day = detail or at.date() + amount * ONE_DAY
        if unit == "months":
            day = date(year, month + 1, min(at.day, monthrange(year, month + 1)[1]))
        return self.closing(self.next_worked(day)) if last else datetime.combine(day, time.max)

    def what_is_left(self, at, terms, since):
        """The terms still to be counted when the clock stops, the running one shortened by what is used."""
        while len(terms) > 1 and self.end_of(at, terms[0], False) <= since:
            at, terms = self.end_of(at, terms[0], False), terms[1:]
        (unit, amount, _), rest = terms[0], terms[1:]
        if unit == "working_days":
            gone = [at.date() + ONE_DAY * n for n in range(1, (since.date() - at.date()).days + 1)]
            return [(unit, amount - 2 * sum(bool(self.sessions(day)) for day in gone), None), *rest]
        if unit in ("working_hours", "fixed_date"):
            return terms if unit == "fixed_date" else [(unit, amount - self.worked(at, since), None), *rest]
        left = (self.end_of(at, terms[0], False).date() - since.date()).days
        return [("calendar_days", left, None) if left > 0 and unit != "same_day" else ("working_days", 0, None), *rest]

    def due(self, at, terms, stops):
        """The due instant: stops that shift give their minutes back, after the others the rest is counted anew."""
        given_back, stops = 0, [*stops, (None, None, "end")]
        while True:
            reached = at
            for term in terms:
                if term[0] == "none":
                    return None
                reached = self.end_of(reached, term, term is terms[-1])
            reached = self.after_minutes(reached, given_back)
            since, until, mode = stops.pop(0)
            while stops and until and stops[0][0] and stops[0][0] <= until:  # what overlaps or touches is one stop
                following = stops.pop(0)[1]
                until = following and max(until, following)
            if mode == "end" or (until is None and max(since, at) <= reached):
                return reached if mode == "end" else None
            since = max(since, at)
            if until and since < min(until, reached) and mode == "shift":
                given_back += self.worked(since, until)
            elif until and since < min(until, reached):
                at, terms = until, self.what_is_left(at, terms, since)
