"""From a fate to dated commands: the plain road, its stops, and the eleven acts that a late result costs."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from tthc_engine.domain import commands as c
from tthc_engine.domain.procedure import Channel, PaperForm
from tthc_engine.domain.rules import DelayReason
from tthc_engine.work.demo import invented
from tthc_engine.work.demo.fates import Fate
from tthc_engine.work.demo.lives import Life
from tthc_engine.work.demo.year import demo_year

_DAY = 450
_E_RESULTS = 0.74
_CONFIRMED = 0.8
_IDENTIFIED = 0.88
_REUSED = 0.38
_WHERE_IT_LIES = "Cơ sở dữ liệu ngành giáo dục"
_DELEGATED = 0.12
_SIGNATURE_IS_SLOW = 0.65
_LATE_REQUEST = "Phát sinh khi đối chiếu với hồ sơ lưu trữ, không thể phát hiện khi tiếp nhận"


def registration(fate: Fate, rng: Random) -> c.Registration:
    """Who hands in what; the papers the procedure asks for are all there."""
    kind, channel = fate.intake.kind, fate.intake.channel
    # A chance of its own: what the desk ticks changes nothing else of the year.
    ticks = Random(f"{kind.key} {fate.intake.turn}")
    checked = None
    if ticks.random() < _IDENTIFIED:
        checked = c.IdentityCheck.DATABASE if channel is Channel.ONLINE else c.IdentityCheck.CARD
    submitter, relation = None, ""
    match kind.who:
        case "pupil":
            owner = invented.child(rng)
            submitter, relation = invented.parent_of(owner, rng), "parent"
        case "organisation":
            owner = invented.organisation(rng)
        case _:
            owner = invented.adult(rng)
            if rng.random() < _DELEGATED:
                submitter, relation = invented.adult(rng), "delegate"
    return c.Registration(
        procedure=fate.law.procedure.code,
        case=fate.case or None,
        channel=channel,
        owner=owner,
        submitter=submitter,
        relation=relation,
        papers=_papers(fate, channel, ticks),
        receive_result=Channel.ONLINE if rng.random() < _E_RESULTS else Channel.DIRECT,
        owner_checked=checked if submitter is None else None,
        submitter_checked=checked if submitter is not None else None,
    )


def _papers(fate: Fate, channel: Channel, ticks: Random) -> tuple[c.Paper, ...]:
    """What is asked for is there; one paper of some is taken over from where it lies already, never the application."""
    reuses = ticks.random() < _REUSED
    components = fate.law.procedure.components
    asked = [one for one in components if one.required and not one.from_database] or components[:1]
    papers: list[c.Paper] = []
    for one in asked:
        if one.cases and fate.case not in one.cases:
            continue
        electronic = channel is Channel.ONLINE and PaperForm.ELECTRONIC in one.forms
        form = PaperForm.ELECTRONIC if electronic else one.forms[0]
        taken_over = _WHERE_IT_LIES if reuses and len(papers) == 1 else ""
        papers.append(c.Paper(component=one.key, form=form, reused_from=taken_over))
    return tuple(papers)


def write(
    life: Life, fate: Fate, *, wording: Callable[[str], str], reasons: dict[str, DelayReason], rng: Random
) -> None:
    """Write the whole life of one dossier; acts after the demo's morning are cut off by the caller."""
    registered = registration(fate, rng)
    item = _item(fate, rng)
    slip = wording(rng.choice(fate.intake.kind.reasons or ("S02",)))
    _arrive(life, fate, registered, item=item, slip=slip, rng=rng)
    if _is_assigned(fate):
        life.assign(life.later(fate.intake.received, rng.randint(5, 25)))
    asked = fate.asked
    if asked is not None and not asked.at_the_desk:
        if asked.late:
            life.allow_supplement(asked.at - timedelta(minutes=9), _LATE_REQUEST)
        life.ask(asked.at, item, slip)
        if asked.answered is None:
            life.close(fate.law.closable_from(asked.at) + timedelta(minutes=rng.randint(20, 200)))
            return
        life.answer(asked.answered, renews_receipt=True)
    _go_on(life, fate, to=(registered.submitter or registered.owner).name, reasons=reasons, rng=rng)


def _arrive(life: Life, fate: Fate, registered: c.Registration, *, item: c.Item, slip: str, rng: Random) -> None:
    intake, asked = fate.intake, fate.asked
    if intake.submitted is None:
        life.accept(intake.received, registered)
        return
    at_the_desk = asked is not None and asked.at_the_desk
    life.submit(
        asked.at - timedelta(minutes=rng.randint(30, 90)) if asked and at_the_desk else intake.submitted, registered
    )
    if asked is not None and at_the_desk:
        life.ask_at_the_desk(asked.at, item, slip)
        life.answer(intake.received - timedelta(minutes=4), renews_receipt=False)
    life.accept(intake.received, None)


def _is_assigned(fate: Fate) -> bool:
    """Copies and the lists of the school year are anybody's; what has to be weighed is given to somebody."""
    kind = fate.intake.kind
    return kind.unit == "xa" and kind.who != "pupil" and not kind.after_cut_off


def _item(fate: Fate, rng: Random) -> c.Item:
    wanted = [one for one in fate.law.procedure.components if not one.from_database]
    one = rng.choice(wanted)
    return c.Item(component=one.key, text=one.name)


def _go_on(life: Life, fate: Fate, *, to: str, reasons: dict[str, DelayReason], rng: Random) -> None:
    if fate.ending in ("waits", "unchecked"):
        _check_in_the_batch(life, fate, rng)
        return
    if life.procedure.slug.endswith("_standard"):
        _in_two_phases(life, fate, to=to)
        return
    if fate.ending == "stopped":
        until = fate.due or life.later(fate.begins, 2 * _DAY)
        at = life.later(fate.run_from, int(life.calendar.between(fate.run_from, until) * rng.uniform(0.3, 0.6)))
        life.stop(at, rng.choice(demo_year().stops))
        return
    end = _end(fate, rng)
    _handle(life, fate, end, rng)
    if fate.intake.late is not None:
        _be_late(life, fate, end, reasons, rng)
    else:
        _confirm(life, fate, end, rng)
    if fate.ending == "refused":
        life.refuse(end, rng.choice(demo_year().refusals))
        return
    life.release(end)
    collected = rng.randint(5, 45) if rng.random() < _E_RESULTS else 30 + int(rng.expovariate(1 / 400))
    life.hand_back(life.later(end, collected), to)


def _end(fate: Fate, rng: Random) -> datetime:
    """When the result is signed."""
    calendar, due = fate.law.calendar, fate.due
    late = fate.intake.late
    if due is None:
        return calendar.add(fate.begins, rng.randint(300, 2000))
    if late is not None:
        return calendar.add(due, late.minutes)
    eve = fate.eve
    if (fate.early or fate.ending == "refused") and eve is not None:
        return calendar.add(fate.begins, int(calendar.between(fate.begins, eve) * rng.uniform(0.35, 0.97)))
    day = calendar.local(due).date()
    afternoon = rng.random() < 2 / 3
    minute = rng.randint(14 * 60, 16 * 60 + 50) if afternoon else rng.randint(8 * 60, 11 * 60 + 15)
    end = calendar.at(day, minute)
    if calendar.between(fate.begins, end) >= 45:
        return end
    return calendar.add(fate.begins, max(1, int(calendar.between(fate.begins, due) * rng.uniform(0.5, 0.9))))


def _handle(life: Life, fate: Fate, end: datetime, rng: Random) -> None:
    """The handler's steps before the signature; a late dossier shows where its time went."""
    steps, late = fate.law.handlers_steps, fate.intake.late
    begun = fate.begins
    if late is not None and fate.due is not None:
        if late.lost == "handle":
            last = life.calendar.subtract(end, rng.randint(15, max(16, min(60, late.minutes // 2))))
        else:
            last = life.later(begun, int(life.calendar.between(begun, fate.due) * rng.uniform(0.5, 0.65)))
    else:
        last = life.later(begun, _with_the_handler(fate, life.calendar.between(begun, end), rng))
    whole = life.calendar.between(begun, last)
    for number, step in enumerate(steps, start=1):
        life.complete(life.later(begun, whole * number // len(steps)), step)


def _with_the_handler(fate: Fate, whole: int, rng: Random) -> int:
    """Of `whole` working minutes, those before the signature: within both limits where there is room for that."""
    within = [int(one.within.amount * _DAY) if one.within else 0 for one in fate.law.procedure.handling]
    theirs, signature = sum(within[:-1]), within[-1]
    least, most = max(int(whole * 0.3), whole - signature), min(int(whole * 0.97), theirs)
    if least <= most:
        return rng.randint(least, most)
    # There is not: then one of the two is slow, more often the signature.
    return min(theirs, int(whole * 0.97)) if rng.random() < _SIGNATURE_IS_SLOW else max(whole - signature, whole // 3)


def _confirm(life: Life, fate: Fate, end: datetime, rng: Random) -> None:
    """Asked one working day before the due day, most handlers answer."""
    if fate.due is None:
        return
    asked = fate.law.soon_from(fate.due)
    answer = life.later(asked, rng.randint(10, 180))
    if asked > fate.run_from and answer < end - timedelta(minutes=20) and rng.random() < _CONFIRMED:
        life.confirm(answer)


def _be_late(life: Life, fate: Fate, end: datetime, reasons: dict[str, DelayReason], rng: Random) -> None:
    late, due = fate.intake.late, fate.due
    assert late is not None
    assert due is not None
    reason = reasons[late.reason].wording
    new_date = life.calendar.closing(life.calendar.local(end).date())
    if late.apology == "in_time":
        asked = fate.law.soon_from(due)
        declared = life.later(max(asked, fate.run_from), rng.randint(15, 100))
        life.declare(declared, code=late.reason, reason=reason, new_date=new_date)
        life.notify(life.later(declared, 15), reason)
        life.apologise(life.later(declared, rng.randint(45, 110)), reason=reason, new_appointment=new_date)
    else:
        life.notify(life.later(due, 18), reason)
    if late.apology == "after":
        sorry = life.later(due, rng.randint(40, 55))
        life.apologise(sorry, reason=reason, new_appointment=new_date if sorry < end else None)
    if late.explained:
        told = life.later(due, rng.randint(200, 400))
        shown = due - timedelta(days=1) if reasons[late.reason].needs_evidence else None
        life.explain(told, code=late.reason, reason=reason, result_on=shown)
        life.approve_explanation(life.later(told, rng.randint(40, 240)))


def _check_in_the_batch(life: Life, fate: Fate, rng: Random) -> None:
    """Checked late in the week after the window closed; the one decision on all of them is still to come."""
    if fate.ending == "waits":
        monday = life.calendar.opening(life.calendar.working_day_after(life.calendar.local(fate.begins).date()))
        life.complete(life.later(monday, rng.randint(7 * _DAY // 2, 5 * _DAY - 40)), fate.law.handlers_steps[-1])


def _in_two_phases(life: Life, fate: Fate, *, to: str) -> None:
    """School standards: each phase has its own start, entered with the document that proves it."""
    outside = life.later(fate.run_from, 8 * _DAY)
    life.begin_phase(outside, "external_assessment", "Quyết định thành lập đoàn đánh giá ngoài")
    assessed = life.later(outside, 33 * _DAY)
    life.complete(assessed, "assess")
    reported = life.later(assessed, 200)
    life.begin_phase(reported, "recognition", "Báo cáo đánh giá ngoài")
    life.complete(life.later(reported, 8 * _DAY), "draft")
    end = life.later(reported, 11 * _DAY)
    life.release(end)
    life.hand_back(life.later(end, _DAY), to)


def refused_at_the_desk(life: Life, at: datetime, registered: c.Registration, reason: str) -> None:
    """Handed in, looked at, not received."""
    life.do(at, c.Submit(dossier=life.dossier, by=life.works(life.desk, at), registration=registered))
    life.refuse_at_the_desk(at + timedelta(minutes=15), reason)


def approver_of(unit: str, rng: Random) -> str:
    """The school's deputy signs three in four."""
    return ("minh" if rng.random() < 0.75 else "huong") if unit == "truong" else "hanh"
