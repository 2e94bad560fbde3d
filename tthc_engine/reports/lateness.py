"""What was late and what the law then made somebody owe: the late list, the explanations and the apologies.

The late list is what stands in columns (10) and (13) of form II.06a. Only its dossiers' logs are read.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from tthc_engine.catalogue.reasons import delay_reasons
from tthc_engine.domain.dossier import Dossier
from tthc_engine.domain.events import DelayDeclared
from tthc_engine.domain.fold import replay
from tthc_engine.domain.obligations import LOSS, Obligation, ObligationKind, Settled
from tthc_engine.domain.rules import Rules
from tthc_engine.domain.spent import responsible, where_time_went
from tthc_engine.domain.standing import ByDate
from tthc_engine.engine import Engine
from tthc_engine.reports.crossing import Look, facts
from tthc_engine.reports.facts import Fact, known
from tthc_engine.reports.histories import histories_of
from tthc_engine.reports.table import Column, Kind, Line, Table
from tthc_engine.store.columns import instant_text
from tthc_engine.store.sql import Session, marks

OWN, CIRCUMSTANCES = "Chủ quan", "Khách quan"


@dataclass(frozen=True, slots=True)
class Looked:
    """One dossier with its fold and rules as they were known."""

    fact: Fact
    dossier: Dossier
    rules: Rules
    reason_code: str
    reason: str

    @property
    def nature(self) -> str:
        """Chủ quan, khách quan; empty while nobody gave a reason."""
        found = delay_reasons().get(self.reason_code)
        return "" if found is None else CIRCUMSTANCES if found.objective else OWN

    @property
    def reason_words(self) -> str:
        found = delay_reasons().get(self.reason_code)
        told = [] if found is None else [found.wording]
        return ": ".join(dict.fromkeys([*told, *([self.reason] if self.reason else [])]))


def late(engine: Engine, session: Session, look: Look) -> Table:
    """Danh sách hồ sơ quá hạn, with reasons split into chủ quan and khách quan."""
    chosen = [one for one in facts(session, look) if _is_late(one, look)]
    lines, natures, minutes = [], Counter[str](), 0
    for number, one in enumerate(looked(engine, session, chosen, look), start=1):
        over = _minutes_late(one, look.then)
        natures[one.nature] += 1
        minutes += over
        lines.append(_late_line(number, one, over, look))
    told = [f"Tổng số {len(lines)} hồ sơ quá hạn: {natures[OWN]} do nguyên nhân chủ quan, {natures[CIRCUMSTANCES]} do "
            f"nguyên nhân khách quan, {natures['']} chưa có giải trình nêu nguyên nhân."]  # fmt: skip
    told.append("Quá hạn so theo ngày, như cột (10) và (13) của Biểu II.06a; thời gian quá hạn tính bằng giờ làm việc.")
    return Table(
        form="late",
        title="DANH SÁCH HỒ SƠ QUÁ HẠN GIẢI QUYẾT VÀ NGUYÊN NHÂN",
        **look.headed,
        columns=(
            Column(key="number", words="TT", width=5),
            Column(key="reference", words="Mã hồ sơ", width=24),
            Column(key="procedure", words="Thủ tục hành chính", width=30),
            Column(key="unit", words="Đơn vị giải quyết", width=20),
            Column(key="due", words="Hạn giải quyết", kind=Kind.INSTANT, width=16),
            Column(key="ended", words="Kết thúc", kind=Kind.INSTANT, width=16),
            Column(key="over", words="Quá hạn (giờ làm việc)", kind=Kind.MINUTES, width=14),
            Column(key="step", words="Bước chậm nhất", width=22),
            Column(key="nature", words="Loại nguyên nhân", width=11),
            Column(key="reason", words="Nguyên nhân", width=34),
        ),
        lines=tuple(lines),
        notes=tuple(told),
    )


def answered_for(engine: Engine, session: Session, look: Look) -> Table:
    """Giải trình và xin lỗi: who owed it, since when, until when, how it was met and how late in working time."""
    chosen = [one for one in facts(session, look) if one.breached_at is not None or _is_late(one, look)]
    chosen += _ended_before(session, look)
    names = _names(session)
    lines: list[Line] = []
    counted = Counter[str]()
    for one in looked(engine, session, chosen, look):
        for owed in one.dossier.obligations:
            if owed.kind not in _ANSWERS or owed.settled is Settled.LAPSED or owed.since >= look.period.until:
                continue
            if owed.settled_at is not None and owed.settled_at < look.period.since:
                continue
            late_by = _late_by(owed, one.rules, look.then)
            state = _state(owed, late_by)
            counted[f"{owed.kind.value} {state}"] += 1
            counted[owed.kind.value] += 1
            lines.append(_answer_line(len(lines) + 1, one, owed, late_by, state, look, names))
    told = []
    for kind, words in _ANSWERS.items():
        met = counted[f"{kind.value} {_IN_TIME}"] + counted[f"{kind.value} {_LATE}"]
        told.append(
            f"{words}: {counted[kind.value]} phải thực hiện, đã thực hiện {met}, trong đó chậm "
            f"{counted[f'{kind.value} {_LATE}']}; chưa thực hiện {counted[kind.value] - met}."
        )
    told.append(
        "Thời gian chậm tính bằng giờ làm việc của đơn vị, từ hạn phải thực hiện đến khi thực hiện hoặc đến thời điểm "
        "chốt số liệu."
    )
    return Table(
        form="answered_for",
        title="GIẢI TRÌNH VÀ XIN LỖI ĐỐI VỚI HỒ SƠ QUÁ HẠN",
        **look.headed,
        columns=(
            Column(key="number", words="TT", width=5),
            Column(key="reference", words="Mã hồ sơ", width=24),
            Column(key="unit", words="Đơn vị giải quyết", width=22),
            Column(key="kind", words="Việc phải làm", width=22),
            Column(key="who", words="Người thực hiện", width=22),
            Column(key="until", words="Hạn thực hiện", kind=Kind.INSTANT, width=16),
            Column(key="met", words="Thực hiện lúc", kind=Kind.INSTANT, width=16),
            Column(key="late", words="Chậm (giờ làm việc)", kind=Kind.MINUTES, width=14),
            Column(key="state", words="Kết quả", width=18),
        ),
        lines=tuple(lines),
        notes=tuple(told),
    )


_ANSWERS = {
    ObligationKind.EXPLANATION: "Giải trình",
    ObligationKind.APOLOGY: "Xin lỗi",
    ObligationKind.ONESTOP_NOTICE: "Thông báo Bộ phận Một cửa",
}
_IN_TIME, _LATE, _NOT_YET, _NEVER = "Đúng hạn", "Chậm", "Chưa thực hiện", "Không thực hiện"


def _ended_before(session: Session, look: Look) -> Iterator[Fact]:
    """Settled before the period, and still owing something in it: what is not answered stays until it is."""
    units, kinds = tuple(sorted(look.units)), tuple(one.value for one in _ANSWERS)
    where = (
        f"competent_unit IN ({marks(len(units))}) AND breached_at IS NOT NULL AND ended_on < ? AND dossier_id IN"
        f" (SELECT dossier_id FROM obligation WHERE kind IN ({marks(len(kinds))}) AND since < ?"
        " AND (settled_at IS NULL OR settled_at >= ?))"
    )
    since, until = instant_text(look.period.since), instant_text(look.period.until)
    values = (*units, look.period.first_on.isoformat(), *kinds, until, since)
    return (one for one in known(session, look.then, where=where, values=values) if not one.internal)


def _is_late(fact: Fact, look: Look) -> bool:
    mine = look.settled(fact) or look.open(fact)
    return mine and fact.by_date(look.then, look.basis) is ByDate.AFTER


def looked(engine: Engine, session: Session, chosen: Iterable[Fact], look: Look) -> Iterator[Looked]:
    """In the order of their due dates."""
    ordered = sorted(chosen, key=lambda one: (one.due_at or look.then, one.dossier))
    logs = histories_of(session, [one.dossier for one in ordered], known_at=look.then)
    for fact in ordered:
        history = logs[fact.dossier]
        dossier = replay(history.events)
        if dossier is None:
            continue
        rules = engine.rulebook.of_dossier(session, dossier, history.regime).rules
        code, reason = "", ""
        for event in history.events:
            if isinstance(event, DelayDeclared):
                code, reason = event.reason_code or code, event.reason or reason
        if dossier.explanation is not None:
            code, reason = dossier.explanation.reason_code, dossier.explanation.reason
        yield Looked(fact, dossier, rules, code, reason)


def _minutes_late(one: Looked, then: datetime) -> int:
    due, end = one.fact.due_at, one.fact.ended_at or then
    return one.rules.calendar.between(due, end) if due is not None and end > due else 0


def _late_line(number: int, one: Looked, over: int, look: Look) -> Line:
    slowest = responsible(where_time_went(one.dossier, one.rules, look.then))
    step = one.rules.procedure.step(slowest.step) if slowest is not None else None
    values = (
        number,
        one.fact.reference,
        one.fact.procedure_name,
        look.unit_names.get(one.fact.competent_unit, one.fact.competent_unit),
        one.fact.due_at,
        one.fact.ended_at,
        over,
        step.name if step is not None else "",
        one.nature,
        one.reason_words,
    )
    return Line(key=one.fact.dossier, values=values, dossier=one.fact.reference or one.fact.dossier)


def _answer_line(
    number: int, one: Looked, owed: Obligation, late_by: int, state: str, look: Look, names: Mapping[str, str]
) -> Line:
    words = _ANSWERS[owed.kind]
    if owed.epoch.startswith(LOSS):
        words += " (mất giấy tờ)"
    values = (
        number,
        one.fact.reference,
        look.unit_names.get(one.fact.competent_unit, one.fact.competent_unit),
        words,
        _who(one, owed, names),
        owed.until,
        owed.settled_at if owed.settled is Settled.MET else None,
        late_by or None,
        state,
    )
    return Line(key=one.fact.dossier, values=values, dossier=one.fact.reference or one.fact.dossier)


def _who(one: Looked, owed: Obligation, names: Mapping[str, str]) -> str:
    """Who did it, where it was done."""
    person = ""
    if owed.settled is Settled.MET:
        if owed.kind is ObligationKind.EXPLANATION and one.dossier.explanation is not None:
            person = one.dossier.explanation.by
        signed = [
            letter.signed_by
            for letter in one.dossier.letters
            if letter.kind.value == owed.kind.value and letter.issued_at == owed.settled_at
        ]
        person = signed[-1] if signed else person
    return names.get(person, person)


def _late_by(owed: Obligation, rules: Rules, then: datetime) -> int:
    end = owed.settled_at or then
    return rules.calendar.between(owed.until, end) if owed.until is not None and end > owed.until else 0


def _state(owed: Obligation, late_by: int) -> str:
    if owed.settled is Settled.MET:
        return _LATE if late_by else _IN_TIME
    return _NEVER if owed.settled is Settled.MISSED else _NOT_YET


def _names(session: Session) -> dict[str, str]:
    return dict(session.rows("SELECT id, name FROM person"))
