"""The five plans of 2024 as data, and what a target's verdict is."""

import shutil
from collections import Counter
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tthc_engine.catalogue.plans import Duty, Target, check_plans, metrics, templates
from tthc_engine.reports.plans.drafting import for_year
from tthc_engine.reports.plans.duties import due_days
from tthc_engine.reports.plans.figure import Figure
from tthc_engine.reports.plans.judging import Verdict, verdict
from tthc_engine.reports.plans.measuring import MEASURED
from tthc_engine.reports.plans.report import wanted


def target(op: str, threshold: float, upper: float | None = None) -> Target:
    return Target.model_validate(
        {
            "key": "x",
            "place": "mục 1",
            "metric": "on_time_rate",
            "op": op,
            "threshold": threshold,
            "upper": upper,
            "from": date(2024, 1, 1),
            "until": date(2024, 12, 31),
            "owner": "head",
        }
    )


WRITTEN = yaml.safe_load((Path(__file__).parents[1] / "data" / "plans_of_2024.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("slug", sorted(WRITTEN))
def test_every_figure_of_the_five_plans_is_a_target_and_no_target_is_made_up(slug: str):
    """Two figures for one thing are two targets: nothing is merged and nothing is left out."""
    kept = Counter(
        (one.metric, one.op, one.threshold, *([one.upper] if one.upper is not None else []), one.until)
        for one in templates()[slug].targets
    )
    assert kept == Counter(tuple(one) for one in WRITTEN[slug]["targets"])


@pytest.mark.parametrize("slug", sorted(WRITTEN))
def test_every_task_of_the_five_plans_is_there_with_its_time(slug: str):
    left = list(templates()[slug].tasks)
    for words, until in WRITTEN[slug]["tasks"]:
        found = next((one for one in left if words.lower() in one.text.lower() and one.until == until), None)
        assert found is not None, words
        left.remove(found)
        assert found.lead in templates()[slug].owners
    assert left == [], "a task that no plan names"


@pytest.mark.parametrize("slug", sorted(WRITTEN))
def test_every_deadline_and_recurring_duty_of_the_five_plans_is_there(slug: str):
    left = list(templates()[slug].duties)
    for words, cycle, until in WRITTEN[slug]["duties"]:
        found = next((one for one in left if words in one.text and (one.cycle, one.until) == (cycle, until)), None)
        assert found is not None, words
        left.remove(found)
    assert left == []


def test_what_is_said_to_be_counted_is_counted_and_nothing_else_is():
    assert {key for key, one in metrics().items() if one.source == "measured"} == set(MEASURED)


def test_two_figures_for_one_thing_are_both_kept():
    lao_cai = templates()["phong-gddt-lao-cai"]
    pair = [one for one in lao_cai.targets if one.metric == "satisfaction_rate"]
    assert [(one.op, one.threshold) for one in pair] == [(">=", 95), (">", 90)]
    assert pair[0].conflicts_with == (pair[1].key,) and pair[1].conflicts_with == (pair[0].key,)


@pytest.mark.parametrize(
    ("op", "value", "holds"),
    [(">=", 90, True), (">=", 89.9, False), (">", 90, False), (">", 90.1, True), ("=", 90, True), ("=", 91, False)],
)
def test_at_least_is_not_above(op: str, value: float, holds: bool):
    assert target(op, 90).holds(value) is holds


def test_a_range_holds_at_both_its_ends_and_not_beyond():
    wanted = target("between", 35, 45)
    assert [wanted.holds(value) for value in (34.9, 35, 45, 45.1)] == [False, True, True, False]


def test_a_share_of_nothing_is_unknown_and_never_met():
    assert verdict(target(">=", 0), Figure(0, 0), None, over=True) is Verdict.UNKNOWN
    assert verdict(target("=", 0), None, None, over=True) is Verdict.UNKNOWN


def test_good_for_the_year_and_bad_lately_is_at_risk_until_the_year_is_over():
    wanted = target(">=", 90)
    assert verdict(wanted, Figure(95, 100), Figure(8, 10), over=False) is Verdict.AT_RISK
    assert verdict(wanted, Figure(95, 100), Figure(9, 10), over=False) is Verdict.MET
    assert verdict(wanted, Figure(95, 100), Figure(8, 10), over=True) is Verdict.MET
    assert verdict(wanted, Figure(80, 100), None, over=False) is Verdict.AT_RISK
    assert verdict(wanted, Figure(80, 100), None, over=True) is Verdict.MISSED


@given(part=st.integers(0, 1000), whole=st.integers(0, 1000), op=st.sampled_from([">=", ">", "="]), over=st.booleans())
def test_met_always_means_that_the_figure_reaches_the_threshold(part: int, whole: int, op: str, over: bool):
    wanted, figure = target(op, 50), Figure(part, whole)
    found = verdict(wanted, figure, None, over=over)
    assert (found is Verdict.MET) == (whole > 0 and wanted.holds(part * 100 / whole))
    assert (found is Verdict.MISSED) <= over


def test_a_monthly_duty_falls_due_on_each_month_s_last_day_up_to_its_end():
    duty = Duty(key="m", place="", text="", cycle="monthly", until=date(2024, 4, 15), owner="head")
    assert due_days(duty, 2024) == [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)]


def test_a_template_moves_to_another_year_with_the_unit_s_own_thresholds():
    template = templates()["truong-tieu-hoc-thanh-cao"]
    own = for_year(
        template, 2027, keep=frozenset({"on_time", "report_q1", "inspect"}), thresholds={"on_time": 97}, unit="Trường A"
    )
    assert [(one.key, one.threshold, one.since.year) for one in own.targets] == [("on_time", 97, 2027)]
    assert [one.until for one in own.duties] == [date(2027, 2, 28)], "29/02/2024 has no like in 2027"
    assert (own.year, own.unit, len(own.tasks)) == (2027, "Trường A", 1)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("metric: on_time_rate", "metric: on_tim_rate", "no metric is called 'on_tim_rate'"),
        ("op: between, threshold: 35, upper: 45", "op: between, threshold: 35", "`between` needs it"),
        ("owner: clerk}", "owner: nobody}", "nobody is called nobody"),
        ("key: wholly_online", "key: online", "used twice: online"),
    ],
)
def test_a_mistake_in_a_plan_is_named_with_its_file(tmp_path: Path, before: str, after: str, said: str):
    shutil.copytree(Path(str(files("procedures"))) / "plans", tmp_path / "plans")
    path = tmp_path / "plans" / "2024-truong-mam-non-muong-vi.yaml"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    problems = [str(one) for one in check_plans(tmp_path)]
    assert problems and said in problems[0] and "muong-vi" in problems[0]


def test_what_is_wanted_of_all_is_not_more_than_all():
    assert wanted(target(">=", 100)) == "100 %"
    assert wanted(target(">=", 95)) == "từ 95 % trở lên"
