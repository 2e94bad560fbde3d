"""The publication gate: what is wrong in a version is caught with a road that fails, what is right is put in force."""

import os
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from tests.builders import AnOffice, an_app, facts, hanoi
from tests.databases import environment
from tthc_engine import bootstrap
from tthc_engine.catalogue import packaged
from tthc_engine.catalogue.reasons import delay_reasons
from tthc_engine.catalogue.waits import waits
from tthc_engine.cli.main import application
from tthc_engine.documents.render import render, view
from tthc_engine.domain.errors import ProcedureRetired
from tthc_engine.domain.procedure import Approval, Channel, Limit, Procedure, Role
from tthc_engine.domain.time_limit import Duration, Phase, PhaseStart, SupplementMode, Term, Unit
from tthc_engine.store import dossiers
from tthc_engine.store.people import EVERYTHING
from tthc_engine.work.publishing import Grounds, prove
from tthc_engine.work.publishing.proof import _stops
from tthc_engine.work.publishing.publishing import publish

pytestmark = pytest.mark.integration
LAW = packaged()
EVERYBODY = frozenset(Role)
AT = hanoi("2026-07-20 07:30")
SOUND = tuple(
    LAW.in_force(code, AT.date()) for code in ("2.002854", "3.000465", "2.002850", "1.001622", "1.004889", "2.002770")
)


def grounds(**changed: Any) -> Grounds:
    said: dict[str, Any] = {
        "regime": LAW.regime_on(AT.date()),
        "calendar": LAW.office_calendar("vn-a"),
        "facts": facts(),
        "held": EVERYBODY,
        "at": AT,
        # The words of each letter without its layout: what a version can break is the words.
        "render": view,
        "reasons": delay_reasons(),
    }
    return Grounds(**(said | changed))


@pytest.mark.parametrize("procedure", SOUND, ids=lambda one: one.slug)
def test_what_the_law_declares_passes_on_every_road(procedure: Procedure):
    assert prove(procedure, grounds()) == []


def test_every_wait_of_every_procedure_ends_or_somebody_has_said_why_not():
    unsaid = [
        (one.slug, flaw.what) for one in LAW.procedures for flaw in _stops(one, grounds(waits=waits().phases(one.code)))
    ]
    assert unsaid == []
    awaited = {
        (one.code, phase.key)
        for one in LAW.procedures
        for limit in one.limits
        for phase in limit.phases
        if phase.start is PhaseStart.EXTERNAL
    }
    assert {(code, one.phase) for one in waits().waits for code in one.procedures} == awaited, (
        "no line is about a wait that is gone"
    )


def test_every_letter_of_the_transfer_is_set_as_a_file_too():
    assert prove(SOUND[0].model_copy(update={"channels": (Channel.DIRECT,)}), grounds(render=render)) == []


# -- broken on purpose: whichever of the sound ones, and wherever ----------------------------------------------------


def without_people(procedure: Procedure, pick: Any) -> tuple[Procedure, Grounds]:
    """Nobody holds the role of one of the steps."""
    owner = pick(sorted({step.owner for step in procedure.steps}))
    return procedure, grounds(held=EVERYBODY - {owner})


def a_step_too_long(procedure: Procedure, pick: Any) -> tuple[Procedure, Grounds]:
    """One step alone takes longer than any limit."""
    place = pick(range(len(procedure.handling)))
    long = procedure.handling[place].model_copy(update={"within": Duration(amount=400)})
    steps = (*procedure.handling[:place], long, *procedure.handling[place + 1 :])
    return procedure.model_copy(update={"handling": steps, "waiver": None}), grounds()


def a_limit_too_short(procedure: Procedure, pick: Any) -> tuple[Procedure, Grounds]:
    """One case's limit is one working hour, the steps are as they were."""
    place = pick(range(len(procedure.limits)))
    hour = Phase(key=procedure.limits[place].phases[0].key, terms=(Term(amount=1, unit=Unit.WORKING_HOURS),))
    short = procedure.limits[place].model_copy(update={"phases": (hour, *procedure.limits[place].phases[1:])})
    limits = (*procedure.limits[:place], short, *procedure.limits[place + 1 :])
    return procedure.model_copy(update={"limits": limits, "waiver": None}), grounds()


def a_case_without_limit(procedure: Procedure, pick: Any) -> tuple[Procedure, Grounds]:
    """Every limit speaks of another channel."""
    gone = pick(procedure.channels)
    kept = tuple(one for one in procedure.channels if one != gone)
    if not kept:
        limits: tuple[Limit, ...] = ()
    else:
        limits = tuple(one.model_copy(update={"channels": kept}) for one in procedure.limits)
    return procedure.model_copy(update={"limits": limits}), grounds()


def nobody_signs(procedure: Procedure, pick: Any) -> tuple[Procedure, Grounds]:
    last = procedure.handling[-1].model_copy(update={"owner": pick([Role.HANDLER, Role.CLERK, Role.DESK])})
    return procedure.model_copy(update={"handling": (*procedure.handling[:-1], last)}), grounds()


def nobody_handles(procedure: Procedure, pick: Any) -> tuple[Procedure, Grounds]:
    del pick
    steps = tuple(step.model_copy(update={"owner": Role.APPROVER}) for step in procedure.handling)
    return procedure.model_copy(update={"handling": steps}), grounds()


def a_step_of_no_phase(procedure: Procedure, pick: Any) -> tuple[Procedure, Grounds]:
    """A start that nobody ever enters."""
    place = pick(range(len(procedure.limits)))
    limit = procedure.limits[place]
    extra = Phase(key="never", start=PhaseStart.EXTERNAL, terms=(Term(amount=5, unit=Unit.WORKING_DAYS),))
    limits = list(procedure.limits)
    limits[place] = limit.model_copy(update={"phases": (*limit.phases, extra)})
    return procedure.model_copy(update={"limits": tuple(limits), "waiver": None}), grounds()


def a_stop_without_end(procedure: Procedure, pick: Any) -> tuple[Procedure, Grounds]:
    mode = pick([SupplementMode.CONTINUE, SupplementMode.SHIFT])
    return procedure.model_copy(update={"payment_stop": mode, "waiver": None}), grounds()


def a_letter_that_cannot_be_set(procedure: Procedure, pick: Any) -> tuple[Procedure, Grounds]:
    broken = pick(["receipt@1", "supplement_request@1", "refusal@1", "apology@1"])

    def refuses(context: Any) -> object:
        if context.template == broken:
            raise ValueError("the template knows no such field")
        return view(context)

    return procedure, grounds(render=refuses)


def the_same_step_twice(procedure: Procedure, pick: Any) -> tuple[Procedure, Grounds]:
    """Two steps of one key: the road never gets past them."""
    step = pick(procedure.handling)
    return procedure.model_copy(update={"handling": (step, *procedure.handling)}), grounds()


BREAKINGS = (
    without_people,
    a_step_too_long,
    a_limit_too_short,
    a_case_without_limit,
    nobody_signs,
    nobody_handles,
    a_step_of_no_phase,
    a_stop_without_end,
    a_letter_that_cannot_be_set,
    the_same_step_twice,
)


@pytest.mark.parametrize("break_it", BREAKINGS, ids=lambda one: one.__name__)
@settings(max_examples=3, deadline=None)
@given(data=st.data())
def test_whatever_is_broken_in_a_sound_version_is_caught_with_words(break_it, data):
    procedure = data.draw(st.sampled_from(SOUND), label="procedure")
    broken, where = break_it(procedure, lambda choices: data.draw(st.sampled_from(list(choices)), label="which"))
    flaws = prove(broken, where)
    assert flaws
    assert all(flaw.what for flaw in flaws)


def test_a_road_that_fails_is_told_step_by_step():
    broken, where = a_step_too_long(SOUND[0], lambda choices: next(iter(choices)))
    (flaw, *_) = prove(broken, where)
    told = "\n".join(flaw.lines())
    assert "Các bước cộng lại vượt thời hạn giải quyết (Chuyển trường trong cùng tỉnh" in told
    assert "xong bước «Kiểm tra, đối chiếu hồ sơ" in told
    assert "hết thời hạn: 05 ngày làm việc" in told


# -- in an office --------------------------------------------------------------------------------------------------


@cache
def shorter() -> Procedure:
    """The transfer as an invented circular of 1 August 2026 would have it: three days in the same province."""
    old = LAW.in_force("2.002854", date(2026, 7, 1))
    phase = Phase(terms=(Term(amount=3, unit=Unit.WORKING_DAYS),))
    limit = old.limits[0].model_copy(update={"phases": (phase,), "words": "03 ngày làm việc"})
    steps = tuple(step.model_copy(update={"within": Duration(amount=1)}) for step in old.handling)
    return old.model_copy(
        update={
            "in_force_from": date(2026, 8, 1),
            "limits": (limit, *old.limits[1:]),
            "handling": steps,
            "internal_workflow": Approval(number="90/QĐ-UBND", on=date(2026, 7, 20)),
            "electronic_workflow": Approval(number="91/QĐ-UBND", on=date(2026, 7, 21)),
        }
    )


def test_from_its_first_day_new_dossiers_follow_what_was_published_and_old_ones_stay(tmp_path):
    office = AnOffice(an_app(tmp_path))
    before = office.accept("2026-07-31 09:00")
    publish(office.app, shorter(), units=["school"], by="long", at=hanoi("2026-07-31 10:00"))
    after = office.accept("2026-08-03 09:00")
    with office.app.read() as session:
        rows = [dossiers.by_id(session, EVERYTHING, one.dossier_id) for one in (before, after)]
    assert [row.in_force_from for row in rows if row] == [date(2026, 5, 10), date(2026, 8, 1)]
    assert [row.due_at for row in rows if row] == [hanoi("2026-08-07 17:00"), hanoi("2026-08-06 17:00")]


def tthc(office: AnOffice, *words: str) -> tuple[int, str]:
    around = environment(office.app.settings.data_dir)
    runner = CliRunner(env={**around, "TTHC_FLOWS": "inline"})
    os.environ.update(around)
    try:
        bootstrap.app.cache_clear()
        done = runner.invoke(application(loaded=["procedures", "suspension", "units"]), words)
        bootstrap.app.cache_clear()
    finally:
        for name in around:
            del os.environ[name]
    return done.exit_code, done.output


def declared(tmp_path: Path, procedure: Procedure) -> Path:
    """As a person writes it: a file of its own, without the approvals."""
    said = procedure.model_dump(
        mode="json", exclude_defaults=True, exclude={"internal_workflow", "electronic_workflow"}
    )
    path = tmp_path / "school_transfer" / f"{procedure.in_force_from}.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(yaml.safe_dump(said, allow_unicode=True, sort_keys=False), "utf-8")
    return path


APPROVED = ("--internal", "90/QĐ-UBND", "--internal-on", "2026-07-20", "--electronic", "91/QĐ-UBND")


def test_the_command_asks_for_both_approvals_proves_and_says_whom_it_touches(tmp_path):
    office = AnOffice(an_app(tmp_path / "data"))
    office.accept("2026-07-31 09:00")
    file = declared(tmp_path, shorter())
    code, said = tthc(office, "procedures", "publish", str(file))
    assert code == 2
    code, said = tthc(office, "procedures", "publish", str(file), *APPROVED, "--electronic-on", "2026-07-21")
    assert code == 0, said
    assert "Thời hạn (Chuyển trường trong cùng tỉnh, thành phố): 05 ngày làm việc thành 03 ngày làm việc." in said
    assert "1 hồ sơ đang giải quyết giữ phiên bản 10/05/2026" in said
    with office.app.read() as session:
        assert len(office.app.engine.rulebook.declarations.published(session)) == 1


def test_where_nobody_numbers_letters_nothing_is_published_and_the_road_is_named(tmp_path):
    office = AnOffice(an_app(tmp_path / "data"))
    with office.app.transaction() as session:
        session.run("DELETE FROM position WHERE role = 'clerk'")
    file = declared(tmp_path, shorter())
    code, said = tthc(office, "procedures", "publish", str(file), *APPROVED, "--electronic-on", "2026-07-21")
    assert code == 1
    assert "Đơn vị chưa có ai giữ vai trò clerk" in said
    assert "Chưa công bố." in said
    with office.app.read() as session:
        assert office.app.engine.rulebook.declarations.published(session) == []


def test_a_procedure_is_retired_from_the_terminal_and_the_mistake_taken_back(tmp_path):
    office = AnOffice(an_app(tmp_path / "data"))
    office.accept("2026-07-31 09:00")
    retire = ("procedures", "retire", "2.002854")
    act = ("--act", "88/QĐ-BGDĐT", "--act-on", "2026-05-20", "--from", "2026-08-03")
    assert tthc(office, *retire, *act[:4])[0] == 2
    code, said = tthc(office, *retire, *act)
    assert code == 0, said
    assert "bãi bỏ từ 03/08/2026 theo 88/QĐ-BGDĐT" in said and "1 hồ sơ đang giải quyết" in said
    assert tthc(office, *retire, *act)[0] != 0, "one act stands already"
    with pytest.raises(ProcedureRetired):
        office.accept("2026-08-03 09:00")
    code, said = tthc(office, *retire, "--take-back", "--reason", "sai mã")
    assert code == 0, said
    office.accept("2026-08-03 09:00")
