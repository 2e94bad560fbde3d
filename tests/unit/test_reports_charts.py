"""Charts show what they are given, draw nothing for nothing, and let no name become markup."""

import re
from datetime import date, datetime, timedelta
from itertools import combinations

from tests.builders import hanoi
from tthc_engine.domain.dossier import Outcome
from tthc_engine.domain.procedure import Channel
from tthc_engine.reports import charts, work_flow
from tthc_engine.reports.charts import Chart, Series
from tthc_engine.reports.crossing import Look
from tthc_engine.reports.facts import Fact, Spent
from tthc_engine.reports.periods import days
from tthc_engine.web.pages import drawing

LOOK = Look(
    unit="school",
    unit_name="Trường",
    units=frozenset({"school"}),
    unit_names={"school": "Trường"},
    period=days(date(2026, 6, 1), date(2026, 6, 30)),
    then=hanoi("2026-06-30 17:00"),
)


def fact(**said: object) -> Fact:
    known: dict[str, object] = {
        "dossier": "a",
        "reference": "H99",
        "procedure": "p",
        "code": "1",
        "procedure_name": "P",
        "field_name": "F",
        "channel": Channel.DIRECT,
        "receiving_unit": "school",
        "competent_unit": "school",
        "recorded_at": hanoi("2026-06-01 09:00"),
    }
    return Fact(**known | said)  # type: ignore[arg-type]


def test_an_empty_chart_and_an_odd_name_are_drawn_safely():
    empty = Chart(key="a", title="A", labels=(), series=())
    assert drawing.drawn(empty).startswith("<svg")
    odd = Chart(
        key="a", title="<b>", labels=("<script>",), series=(Series(name="&", values=(3,), look="plain"),), lying=True
    )
    text = str(drawing.drawn(odd))
    assert "<script>" not in text and "&lt;script&gt;" in text


def test_what_is_in_hand_falls_into_one_age_each():
    today = date(2026, 6, 30)
    ages = {-11: 0, -10: 1, -6: 1, -5: 2, -1: 2, 0: 3, 1: 4, 5: 4, 6: 5}
    for left, at in ages.items():
        chart = charts.ageing(LOOK, [fact(due_on=today + timedelta(days=left))])
        assert [number for number, value in enumerate(chart.series[0].values) if value] == [at], left
    assert charts.ageing(LOOK, [fact()]).series[0].values[-1] == 1


def test_closed_without_an_answer_is_no_result_in_the_times():
    ended: datetime = hanoi("2026-06-10 09:00")
    found = [
        fact(ended_at=ended, outcome=one, worked_minutes=450) for one in (Outcome.GRANTED, Outcome.CLOSED_UNANSWERED)
    ]
    assert sum(charts.taken(LOOK, found, day_minutes=450).series[0].values) == 1


def test_the_flow_goes_from_step_to_step_with_the_applicants_waiting_apart():
    steps = (Spent("a", "sen", "u", 10, None), Spent("b", "hung", "u", 30, 20), Spent("b", "hung", "u", 20, 20))
    one = fact(ended_at=hanoi("2026-06-10 09:00"), outcome=Outcome.GRANTED, steps=steps, waited_minutes=99)
    found = work_flow.flow(LOOK, [one, fact()])
    assert [(edge.begin, edge.to, edge.times, edge.minutes) for edge in found.edges] == [
        ("a", "b", 1, 10),
        ("b", "end", 1, 50),
        ("begin", "a", 1, 0),
    ]
    assert (found.steps["b"].minutes, found.steps["b"].over, found.waited.minutes) == ([50], 1, [99])
    assert "<script" not in str(drawing.flow(found, {"a": "<script>", "b": "B"}))


def test_no_label_of_the_flow_stands_on_another():
    """Ways of different length round the same boxes have their middles at the same height."""
    steps = [chr(at) for at in range(ord("a"), ord("i"))]
    edges = tuple(
        work_flow.Edge(begin, to, 3, 61)
        for at, begin in enumerate(steps)
        for to in (*steps[at + 1 : at + 5], *steps[max(0, at - 3) : at])
    )
    took = {step: work_flow.Took() for step in steps}
    found = work_flow.WorkFlow(dossiers=9, steps=took, edges=edges, units={}, officers={}, waited=work_flow.Took())
    drawn = str(drawing.flow(found, {}))
    right = [(float(x), float(y)) for x, y in re.findall(r'<text class="value" x="([\d.]+)" y="([\d.]+)">3 · ', drawn)]
    assert len(right) > 20
    for (x, y), (other_x, other_y) in combinations(right, 2):
        assert abs(y - other_y) >= 12.9 or abs(x - other_x) > 60, (x, y, other_x, other_y)
