"""Slips given at the desk: the receipt, the supplement request, the refusal."""

from collections.abc import Mapping

from tthc_engine.domain import events as e
from tthc_engine.domain import timing
from tthc_engine.domain.commands import Paper, PaperState
from tthc_engine.domain.composing.writing import Writing
from tthc_engine.domain.letter_parts import Signatory
from tthc_engine.domain.letters import (
    LetterContext,
    Receipt,
    ReceivedPaper,
    RefusalNotice,
    RefusalStage,
    SupplementRequest,
)
from tthc_engine.domain.numerals import VIETNAMESE
from tthc_engine.domain.procedure import Channel, PaperForm

_COLLECT: Mapping[Channel, str] = {
    Channel.ONLINE: "Cổng Dịch vụ công quốc gia (kết quả điện tử)",
    Channel.POSTAL: "Địa chỉ của người nộp, qua dịch vụ bưu chính công ích",
}


def receipt(w: Writing) -> LetterContext:
    dossier, who = w.dossier, w.dossier.personal
    due = dossier.appointment
    year = w.day(due).year if due is not None else 0
    return Receipt(
        head=w.head(),
        subject=w.subject(),
        papers=_papers(w),
        sets=dossier.sets,
        time_limit=w.limit(),
        received_at=dossier.run_from or w.received_at(),
        appointment=due,
        due_rule="" if due is not None else w.limit(),
        provisional=f"Ngày hẹn là ngày tạm tính vì lịch nghỉ năm {year} chưa được công bố"
        if dossier.provisional
        else "",
        fees=_fees(w),
        collect_at=_COLLECT.get(dossier.receive_result, w.desk.receiving.onestop or w.desk.receiving.agency),
        lookup_url=w.desk.lookup_url,
        lookup_secret=who.secret if who is not None else "",
        officer=w.signatory(w.letter.by, fallback="Người tiếp nhận hồ sơ").model_copy(
            update={"title": "Người tiếp nhận hồ sơ", "signs_for": ()}
        ),
    )


def _papers(w: Writing) -> tuple[ReceivedPaper, ...]:
    names = {component.key: component.name for component in w.rules.procedure.components}
    absent = (PaperState.MISSING, PaperState.NOT_APPLICABLE)
    handed_in = tuple(_paper(one, names) for one in w.dossier.papers if one.state not in absent)
    if handed_in:
        return handed_in
    case = w.dossier.case
    return tuple(
        ReceivedPaper(name=one.name, originals=one.originals, copies=one.copies)
        for one in w.rules.procedure.components
        if (one.required and (not one.cases or case in one.cases)) or len(w.rules.procedure.components) == 1
    ) or (ReceivedPaper(name=w.rules.procedure.components[0].name, originals=1),)


_COUNTED_AS = {
    PaperForm.ORIGINAL: "originals",
    PaperForm.CERTIFIED_COPY: "certified_copies",
    PaperForm.COPY_WITH_ORIGINAL: "copies",
    PaperForm.COPY: "copies",
    PaperForm.ELECTRONIC: "electronic",
}


def _paper(one: Paper, names: Mapping[str, str]) -> ReceivedPaper:
    name = "; ".join(filter(None, (names.get(one.component, one.component), one.remark)))
    return ReceivedPaper.model_validate({"name": name, _COUNTED_AS[one.form]: one.copies})


def _fees(w: Writing) -> tuple[str, ...]:
    dossier = w.dossier
    return tuple(
        f"{fee.name}: {VIETNAMESE.whole(fee.amount_vnd)} đồng"
        for fee in w.rules.procedure.fees
        if (not fee.cases or dossier.case in fee.cases) and (not fee.channels or dossier.channel in fee.channels)
    )


def supplement(w: Writing) -> LetterContext:
    asked = w.because(e.SupplementRequested)
    names = {component.key: component.name for component in w.rules.procedure.components}
    until = asked.answer_until
    return SupplementRequest(
        head=w.head(),
        subject=w.subject(),
        items=tuple(
            ": ".join(dict.fromkeys(filter(None, (names.get(one.component or "", ""), one.text))))
            or "Giấy tờ còn thiếu"
            for one in asked.items
        ),
        reason=asked.reason or "Hồ sơ chưa đầy đủ, chưa đúng quy định",
        period_after=timing.mode_of(w.rules) if asked.stops_clock else None,
        answer_until=w.day(until) if until is not None else None,
        contact=w.contact(),
        signatory=w.signatory(asked.by, fallback="Người hướng dẫn"),
    )


def refusal(w: Writing) -> LetterContext:
    refused = w.because(e.DossierRefused)
    at_intake = refused.stage == "intake"
    return RefusalNotice(
        head=w.head(),
        stage=RefusalStage.INTAKE if at_intake else RefusalStage.APPRAISAL,
        subject=w.subject(),
        submitted_at=w.received_at(),
        reasons=(refused.reason,),
        contact=w.contact(),
        submitter_signature=Signatory(title="Người nộp hồ sơ") if at_intake else None,
        signatory=w.signatory(refused.by, fallback="Người tiếp nhận hồ sơ" if at_intake else ""),
        recipients=() if at_intake else ("Như trên", "Lưu: VT, hồ sơ"),
    )
