"""What every letter is composed with: the dossier, the law, the offices and people around it, and its head."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, TypeVar

from tthc_engine.domain import events as e
from tthc_engine.domain import timing
from tthc_engine.domain.dossier import Dossier
from tthc_engine.domain.letter_parts import Addressee, Authority, Contact, LetterHead, Signatory, SignsFor, Subject
from tthc_engine.domain.office import OfficeFacts
from tthc_engine.domain.regime import LetterKind
from tthc_engine.domain.rules import Rules

PURGED = "(dữ liệu cá nhân đã xóa)"

WITHOUT_FORM: Mapping[LetterKind, tuple[str, str]] = {
    LetterKind.EXPLANATION_REPORT: ("Báo cáo giải trình việc chậm giải quyết hồ sơ", "BC"),
    LetterKind.ONESTOP_NOTICE: ("Thông báo về việc chậm trả kết quả giải quyết hồ sơ", "TB"),
    LetterKind.APPOINTMENT_NOTICE: ("Thông báo điều chỉnh ngày hẹn trả kết quả", "TB"),
    LetterKind.STOP_NOTICE: ("Thông báo dừng giải quyết hồ sơ", "TBD"),
    LetterKind.CONSULTATION_REQUEST: ("Văn bản lấy ý kiến", "CV"),
    LetterKind.HANDOVER: ("Phiếu bàn giao hồ sơ", "PBG"),
    LetterKind.REMINDER: ("Văn bản đôn đốc", "ĐĐ"),
}
"""Title and symbol of letters that no circular prescribes, where the regime declares none."""

RELATIONS = {
    "parent": "cha/mẹ",
    "guardian": "người giám hộ",
    "delegate": "người được ủy quyền",
    "spouse": "vợ/chồng",
    "child": "con",
    "teacher": "giáo viên chủ nhiệm",
    "school": "nhà trường",
}

E = TypeVar("E", bound=e.Happened)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signer:
    """Somebody as they sign: name, title, and in whose right."""

    name: str
    title: str
    signs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What surrounds a letter besides the dossier: the offices, the people by key, the address for look-ups."""

    issuing: OfficeFacts
    receiving: OfficeFacts
    people: Mapping[str, Signer]
    deciding: OfficeFacts | None = None
    """The competent unit's, where the letter is not its own."""
    lookup_url: str = ""
    demo: bool = False
    word_template: str = ""
    """Hash of the issuing office's own Word template of this kind; empty: it uses the software's."""
    number: int | None = None
    """Allotted in the same transaction; None: the clerk numbers it later."""


def symbol_of(kind: LetterKind, rules: Rules, facts: OfficeFacts, *, on: date) -> str:
    """What stands after the number: "PXL-THTHCSSN". Its series of numbers is the unit's, per symbol and year."""
    form = rules.regime.form(kind, on)
    short = form.symbol if form is not None else WITHOUT_FORM.get(kind, ("", "VB"))[1]
    return "-".join(filter(None, (short, facts.symbol_suffix))) or "VB"


@dataclass(frozen=True, slots=True)
class Writing:
    letter: e.LetterIssued
    cause: Sequence[e.AnyEvent]
    dossier: Dossier
    rules: Rules
    desk: Desk

    @property
    def at(self) -> datetime:
        return self.letter.at

    def because(self, kind: type[E]) -> E:
        return next(event for event in self.cause if isinstance(event, kind))

    def day(self, at: datetime) -> date:
        return self.rules.calendar.local(at).date()

    def head(self) -> LetterHead:
        kind, facts = self.letter.letter_kind, self.desk.issuing
        on = self.day(self.at)
        form = self.rules.regime.form(kind, on)
        own: dict[str, Any] = (
            {"title": form.title, "form_number": form.number, "citation": form.citation, "paper": form.paper}
            if form is not None
            else {"title": WITHOUT_FORM.get(kind, (kind.value, ""))[0]}
        )
        return LetterHead(
            agency_parent=facts.agency_parent,
            agency=facts.agency,
            onestop=facts.onestop,
            place=facts.place,
            number=self.desk.number,
            symbol=symbol_of(kind, self.rules, facts, on=on),
            letter_date=on,
            legal_basis=facts.own_rules,
            dossier_code=self.dossier.reference,
            qr=self.lookup(),
            word_template=self.desk.word_template,
            demo=self.desk.demo,
            **own,
        )

    def lookup(self) -> str:
        """What the square code says: the look-up page with the dossier's code, and by what the paper proves itself."""
        url, reference = self.desk.lookup_url, self.dossier.reference
        if not url or not reference:
            return reference
        check = self._check()
        return f"{url}?ma={reference}&vb={self.letter.letter}-{check}" if check else f"{url}?ma={reference}"

    def _check(self) -> str:
        """Six signs that only this letter of this dossier has: made with the secret, too few to find it again."""
        who, letter = self.dossier.personal, self.letter.letter
        if who is None or not who.secret or not letter:
            return ""
        return sha256(f"{who.secret}|{self.dossier.reference}|{letter}".encode()).hexdigest()[:6]

    def subject(self) -> Subject:
        who, procedure = self.dossier.personal, self.rules.procedure
        case = next((one.name for one in procedure.cases if one.key == self.dossier.case), "")
        if who is None:
            return Subject(owner=PURGED, procedure=procedure.name, procedure_code=procedure.code, case=case)
        other = who.submitter if who.submitter != who.owner else None
        return Subject(
            owner=who.owner.name,
            submitter=other.name if other else "",
            relation=RELATIONS.get(who.relation, who.relation) if other else "",
            address=_first(who, "address"),
            phone=_first(who, "phone"),
            email=_first(who, "email"),
            id_number=who.owner.identifier or who.submitter.identifier,
            procedure=who.content or procedure.name,
            procedure_code=procedure.code,
            case=case,
        )

    def addressee(self) -> Addressee:
        who = self.dossier.personal
        if who is None:
            return Addressee(name=PURGED)
        if who.submitter == who.owner:
            return Addressee(name=who.owner.name)
        relation = RELATIONS.get(who.relation, who.relation)
        return Addressee(name=who.submitter.name, note=f"{relation} của {who.owner.name}" if relation else "")

    def signatory(self, person: str, *, fallback: str = "") -> Signatory:
        signer = self.desk.people.get(person)
        if signer is None:
            return Signatory(title=fallback or self.desk.issuing.head_title)
        known = {one.value for one in Authority}
        signs = tuple(
            SignsFor(authority=Authority(authority), of=of) for authority, of in signer.signs if authority in known
        )
        acting = bool(signs) and signs[-1].authority is Authority.Q
        title = "" if acting else signer.title or fallback or self.desk.issuing.head_title
        return Signatory(name=signer.name, title=title, signs_for=signs)

    def contact(self) -> Contact:
        desk = self.desk.receiving
        return Contact(person=desk.onestop or desk.agency, phone=desk.phone, website=desk.website)

    def limit(self) -> str:
        """The rule as the receipt prints it; a local cut names its decision and the statutory limit beside it."""
        law = timing.limit_of(self.dossier, self.rules).words or "Theo quy định của thủ tục"
        cut, procedure = self.rules.procedure.cut, self.rules.procedure
        shorter = procedure.cut_limit(self.dossier.case, self.dossier.channel)
        if cut is None or shorter is None:
            return law
        return f"{shorter.words} (đã cắt giảm theo {cut.decision}; thời hạn theo quy định: {law})"

    def received_at(self) -> datetime:
        return self.dossier.received_at or self.dossier.registered_at

    def promised(self) -> datetime:
        """What the applicant was promised before the lateness: the last receipt's date, else the computed one."""
        due = self.dossier.breached or self.dossier.due_when_ended or timing.due_at(self.dossier, self.rules)
        return self.dossier.appointment or due or self.at

    def reason(self, code: str, text: str) -> str:
        known = self.rules.reasons.get(code)
        return "; ".join(filter(None, (known.wording if known else "", text.strip()))) or "Đang được làm rõ"


def _first(who: e.Personal, name: str) -> str:
    return str(getattr(who.submitter, name) or getattr(who.owner, name))
