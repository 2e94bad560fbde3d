"""Our dossiers and their progress in the national portal's fields, folded from the log, a handful at a time.

What a field needs and which codes it knows is data (`procedures/portal/`). A dossier that would be refused is not in
the file: it is told beside it, with the field and why.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import groupby

from tthc_engine.catalogue.portal import Needed, Portal
from tthc_engine.domain import events as e
from tthc_engine.domain.commands import IdentityCheck, PaperState, Payway
from tthc_engine.domain.dossier import Dossier, Outcome, Stage, Supplement
from tthc_engine.domain.fold import evolve
from tthc_engine.domain.procedure import Channel, PaperForm, Procedure
from tthc_engine.exchange.logs import activities
from tthc_engine.store import log, offices, people
from tthc_engine.store.columns import instant_text
from tthc_engine.store.declarations import Declarations
from tthc_engine.store.log import Stored
from tthc_engine.store.people import HANOI, Scope
from tthc_engine.store.sql import Row, Session, marks

BATCH = 200
PROGRESS = "CapNhatTienDoHoSoMC"
LISTS: Mapping[str, tuple[str, ...]] = {
    "TaiLieuNop": ("TenTepDinhKem", "MaThanhPhanHoSo", "DuocSoHoa", "DuocTaiSuDung", "DuocLayTuKhoDMQG"),
    "DanhSachLePhi": ("TenPhiLePhi", "MaPhiLePhi", "HinhThucThu", "Gia", "LoaiPhiLePhi"),
    "DanhSachHoSoBoSung": (
        *("HoSoBoSungId", "NguoiYeuCauBoSung", "NoiDungBoSung", "NgayBoSung", "NguoiTiepNhanBoSung"),
        *("NgayTiepNhanBoSung", "TrangThaiBoSung", "NgayHenTraTruoc", "NgayHenTraMoi"),
    ),
    "DanhSachGiayToKetQua": ("TenGiayTo", "MaKetQua"),
    PROGRESS: (
        *("NguoiXuLy", "ChucDanh", "ThoiDiemXuLy", "PhongBanXuLy", "NoiDungXuLy", "TrangThai", "NgayBatDau"),
        "NgayKetThucTheoQuyDinh",
    ),
}
"""The lists of one dossier, each line with these fields; MaHoSo stands before them in a table."""
_UNTOLD = (e.LetterIssued, e.LetterNumbered, e.LetterFiled, e.LetterDispatched, e.NumberVoided, e.CalendarApplied)
_CHANNELS = {Channel.DIRECT: "1", Channel.ONLINE: "2", Channel.POSTAL: "3"}
_TAX = re.compile(r"\d{10}(-?\d{3})?")
AT_INTAKE, LATER = "1", "2"


class Why(StrEnum):
    MISSING = "missing"
    NOT_LISTED = "not_listed"
    WRONG_FORM = "wrong_form"


@dataclass(frozen=True, slots=True)
class Refused:
    """A field that would be refused."""

    field: str
    why: Why
    value: str = ""


@dataclass(slots=True)
class Record:
    """One dossier as the portal would be told; `problems` empty: it would be taken."""

    reference: str
    fields: dict[str, str]
    lists: dict[str, list[dict[str, str]]]
    problems: list[Refused] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which dossiers: registered from `since` to before `until`; what another system keeps it reports itself."""

    scope: Scope
    since: datetime
    until: datetime
    followed: bool = False
    """Those of other systems too."""
    mark: str = ""
    """Said in GhiChu of each: invented data are never taken for real ones."""


Progress = Callable[[int, int], None]


def records(
    session: Session, declarations: Declarations, portal: Portal, wanted: Wanted, *, progress: Progress | None = None
) -> Iterator[Record]:
    """Every dossier wanted, the first registered first, in bounded memory."""
    telling = _Telling(session, declarations, portal, wanted.mark)
    where, values = _where(wanted)
    whole = int(session.value(f"SELECT COUNT(*) FROM dossier WHERE {where}", values))
    done, after = 0, ("", "")
    while rows := session.rows(
        f"SELECT id, registered_at FROM dossier WHERE {where} AND (registered_at, id) > (?, ?)"
        " ORDER BY registered_at, id LIMIT ?",
        (*values, *after, BATCH),
    ):
        lives = _lives(session, [row[0] for row in rows])
        for dossier, _ in rows:
            yield telling.record(lives[dossier])
        done += len(rows)
        after = (rows[-1][1], rows[-1][0])
        if progress is not None:
            progress(done, whole)


def _where(wanted: Wanted) -> tuple[str, tuple[str, ...]]:
    clause, values = wanted.scope.clause()
    kept = "" if wanted.followed else f" AND stage <> '{Stage.FOLLOWED.value}'"
    where = f"{clause} AND registered_at >= ? AND registered_at < ?{kept}"
    return where, (*values, instant_text(wanted.since), instant_text(wanted.until))


def _lives(session: Session, dossiers: Sequence[str]) -> dict[str, list[Stored]]:
    found: list[Row] = session.rows(
        f"SELECT {log.COLUMNS}, p.payload FROM event e LEFT JOIN personal p ON p.dossier_id = e.dossier_id"
        f" AND p.seq = e.seq WHERE e.dossier_id IN ({marks(len(dossiers))}) ORDER BY e.dossier_id, e.seq",
        tuple(dossiers),
    )
    stored = (log.stored(row) for row in found)
    return {dossier: list(mine) for dossier, mine in groupby(stored, key=lambda one: one.dossier)}


class _Telling:
    def __init__(self, session: Session, declarations: Declarations, portal: Portal, mark: str) -> None:
        self._session = session
        self._declarations = declarations
        self._portal = portal
        self._mark = mark
        self._units = {one.id: one.name for one in offices.units(session)}
        self._people: dict[str, tuple[str, str]] = {}

    def record(self, life: Sequence[Stored]) -> Record:
        dossier, lists = self._told(life)
        procedure = self._declarations.procedure(self._session, dossier.digest)
        lists |= {
            "TaiLieuNop": _papers(dossier, procedure),
            "DanhSachLePhi": _fees(dossier, procedure),
            "DanhSachGiayToKetQua": _results(life, procedure),
        }
        fields = self._fields(dossier, procedure)
        found = Record(dossier.reference, fields, lists)
        found.problems = problems(fields, self._portal, dossier)
        return found

    def _fields(self, dossier: Dossier, procedure: Procedure) -> dict[str, str]:
        who = dossier.personal
        identifier = re.sub(r"[\s.]", "", who.owner.identifier) if who is not None else ""
        told = {
            "MaHoSo": dossier.reference,
            "MaTTHC": dossier.code,
            "TenTTHC": procedure.name,
            "TenLinhVuc": procedure.field,
            "KenhThucHien": _CHANNELS[dossier.channel],
            "ChuHoSo": who.owner.name if who is not None else "",
            "LoaiDoiTuong": "2" if _TAX.fullmatch(identifier) else "1",
            "SoGiayToChuHoSo": identifier,
            "Email": (who.submitter.email or who.owner.email) if who is not None else "",
            "SoDienThoai": (who.submitter.phone or who.owner.phone) if who is not None else "",
            "TrichYeuHoSo": (who.content if who is not None else "") or procedure.name,
            "NgayNopHoSo": self._at(dossier.registered_at),
            "NgayTiepNhan": self._at(dossier.received_at),
            "NgayHenTra": self._at(dossier.new_appointment or dossier.appointment),
            "TrangThaiHoSo": str(dossier.status),
            "NgayTra": self._at(dossier.returned_at),
            "HinhThuc": "1" if dossier.receive_result is Channel.POSTAL else "0",
            "NgayKetThucXuLy": self._at(dossier.ended_at),
            "NgayTuChoi": self._at(dossier.ended_at) if dossier.outcome is Outcome.REFUSED else "",
            "DonViXuLy": self._units.get(dossier.competent_unit, ""),
            "GhiChu": self._mark,
            "NoiNopHoSo": self._units.get(dossier.receiving_unit, ""),
            "HoSoCoThanhPhanSoHoa": _flag(bool(dossier.scans)),
            "TaiKhoanDuocXacThucVoiVNeID": _flag(dossier.owner_checked is IdentityCheck.DATABASE),
            "DuocThanhToanTrucTuyen": {Payway.PORTAL: "1", Payway.TRANSFER: "2"}.get(dossier.paid or Payway.CASH, ""),
        }
        return {one.name: told.get(one.name, "") for one in self._portal.fields}

    def _told(self, life: Sequence[Stored]) -> tuple[Dossier, dict[str, list[dict[str, str]]]]:
        """The dossier after its whole life, with every step of it and every supplement as it was asked and came."""
        dossier: Dossier | None = None
        steps, supplements = [], []
        for stored in life:
            before, event = dossier, stored.event
            dossier = evolve(before, event)
            if isinstance(event, e.SupplementReceived) and before is not None:
                supplements.append(self._supplement(before.supplements[-1], dossier, before, event))
            if not isinstance(event, _UNTOLD):
                steps.append(self._step(stored, dossier))
        assert dossier is not None
        if dossier.waiting is not None:
            supplements.append(self._supplement(dossier.waiting, dossier, dossier, None))
        return dossier, {PROGRESS: steps, "DanhSachHoSoBoSung": supplements}

    def _step(self, stored: Stored, dossier: Dossier) -> dict[str, str]:
        event = stored.event
        name, title = self._person(event.by)
        procedure = self._declarations.procedure(self._session, stored.judged.procedure)
        return {
            "NguoiXuLy": name,
            "ChucDanh": title,
            "ThoiDiemXuLy": self._at(event.at),
            "PhongBanXuLy": self._units.get(event.unit or dossier.competent_unit, ""),
            "NoiDungXuLy": activities.activity(event, procedure),
            "TrangThai": str(dossier.status),
            "NgayBatDau": self._at(dossier.entered_at),
            "NgayKetThucTheoQuyDinh": self._at(dossier.appointment),
        }

    def _supplement(
        self, asked: Supplement, after: Dossier, before: Dossier, event: e.SupplementReceived | None
    ) -> dict[str, str]:
        return {
            "HoSoBoSungId": f"{after.reference}-{len(after.supplements)}",
            "NguoiYeuCauBoSung": "",
            "NoiDungBoSung": "; ".join(filter(None, (asked.reason, *(item.text for item in asked.items)))),
            "NgayBoSung": self._at(asked.requested_at),
            "NguoiTiepNhanBoSung": self._person(event.by)[0] if event is not None else "",
            "NgayTiepNhanBoSung": self._at(event.received_at) if event is not None else "",
            "TrangThaiBoSung": _flag(event is not None),
            "NgayHenTraTruoc": self._at(before.appointment),
            "NgayHenTraMoi": self._at(after.appointment) if event is not None else "",
        }

    def _person(self, key: str) -> tuple[str, str]:
        if key not in self._people:
            found = people.person(self._session, key)
            self._people[key] = (found.name, found.title) if found is not None else ("Hệ thống", "")
        return self._people[key]

    def _at(self, at: datetime | None) -> str:
        return "" if at is None else at.astimezone(HANOI).strftime(self._portal.date_format)


def problems(fields: Mapping[str, str], portal: Portal, dossier: Dossier) -> list[Refused]:
    """Every field that would be refused."""
    found = []
    for one in portal.fields:
        value = fields.get(one.name, "")
        if not value:
            if _needed(one.required, dossier):
                found.append(Refused(one.name, Why.MISSING))
        elif one.codes and value not in one.codes:
            found.append(Refused(one.name, Why.NOT_LISTED, value))
        elif one.pattern and not re.fullmatch(one.pattern, value):
            found.append(Refused(one.name, Why.WRONG_FORM, value))
    return found


def _needed(when: Needed, dossier: Dossier) -> bool:
    return {
        Needed.NEVER: False,
        Needed.ALWAYS: True,
        Needed.RECEIVED: dossier.accepted,
        Needed.RELEASED: dossier.status in (9, 10),
        Needed.RETURNED: dossier.status == 10,
        Needed.REFUSED: dossier.outcome is Outcome.REFUSED,
    }[when]


def _papers(dossier: Dossier, procedure: Procedure) -> list[dict[str, str]]:
    named = {one.key: one for one in procedure.components}
    scanned = {one.component for one in dossier.scans}
    return [
        {
            "TenTepDinhKem": named[one.component].name if one.component in named else one.component,
            "MaThanhPhanHoSo": one.component,
            "DuocSoHoa": _flag(one.component in scanned or one.form is PaperForm.ELECTRONIC),
            "DuocTaiSuDung": _flag(bool(one.reused_from)),
            "DuocLayTuKhoDMQG": _flag(one.component in named and named[one.component].from_database),
        }
        for one in dossier.papers
        if one.state is PaperState.PRESENT
    ]


def _fees(dossier: Dossier, procedure: Procedure) -> list[dict[str, str]]:
    declared = [
        (one.name, one.key, AT_INTAKE, one.amount_vnd)
        for one in procedure.fees
        if (not one.cases or dossier.case in one.cases) and (not one.channels or dossier.channel in one.channels)
    ]
    asked = [(one.reason, "", LATER, one.amount_vnd) for one in dossier.payments]
    return [
        {"TenPhiLePhi": name, "MaPhiLePhi": key, "HinhThucThu": way, "Gia": str(amount), "LoaiPhiLePhi": ""}
        for name, key, way, amount in (*declared, *asked)
    ]


def _results(life: Sequence[Stored], procedure: Procedure) -> list[dict[str, str]]:
    return [
        {"TenGiayTo": procedure.result_kind.name, "MaKetQua": one.event.result_number or procedure.result_kind.code}
        for one in life
        if isinstance(one.event, e.ResultReleased)
    ]


def _flag(yes: bool) -> str:
    return "1" if yes else "0"
