"""The month's rating as one table: for a page, a file and the closed copy; and the dossiers behind a figure."""

from collections.abc import Mapping, Sequence

from tthc_engine.reports import daily
from tthc_engine.reports.crossing import Look
from tthc_engine.reports.rating.counting import FIGURES, Worked, scheme
from tthc_engine.reports.table import Column, Kind, Line, Table
from tthc_engine.store.ratings import Confirmed

FORM = "staff_rating"
TITLE = "ĐÁNH GIÁ, XẾP LOẠI HẰNG THÁNG TRONG GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH"
WORDS: Mapping[str, str] = {
    "in_time": "Đúng hạn, trước hạn",
    "late_own": "Quá hạn do chủ quan",
    "late_circumstances": "Quá hạn do khách quan",
    "late_unexplained": "Quá hạn chưa nêu nguyên nhân",
    "late_others": "Quá hạn ở khâu của người khác",
    "again": "Yêu cầu bổ sung quá một lần",
    "unrecorded": "Đã xong, chậm cập nhật",
}


def table(look: Look, every: Sequence[Worked], confirmed: Mapping[str, Confirmed]) -> Table:
    """A line an officer; grades as the head confirmed them, empty while nobody did."""
    declared = scheme()
    waiting = sum(one.person not in confirmed for one in every)
    notes = [
        f"Căn cứ: {declared.legal_basis}. Máy tính điểm và đề xuất, người đứng đầu xác nhận hoặc đổi kèm lý do.",
        "Hồ sơ có kết quả hoặc từ chối trong tháng. Quá hạn tính cho người có bước vượt thời gian của bước, không có "
        "bước nào vượt thì cho người dùng nhiều thời gian nhất; do khách quan thì không tính vào tỷ lệ.",
        "Điểm quy về 100 theo các tiêu chí có số liệu: "
        + "; ".join(f"{one.name.lower()} {one.points}" for one in declared.criteria)
        + f". Dưới {declared.fewest_dossiers} hồ sơ thì không đề xuất mức.",
        "Giờ làm việc cộng dồn thời gian từng hồ sơ đã giải quyết ở bước của người đó, nhiều hồ sơ cùng lúc thì cộng "
        "cả; ngày vắng là ngày làm việc có người thay.",
    ]
    if waiting:
        notes.append(f"Còn {waiting} người chưa được xác nhận mức.")
    return Table(
        form=FORM,
        title=TITLE,
        **look.headed,
        columns=(
            Column(key="number", words="TT", width=4),
            Column(key="name", words="Họ và tên", width=20),
            Column(key="dossiers", words="Hồ sơ tham gia", kind=Kind.COUNT, width=9),
            *(Column(key=key, words=WORDS[key], kind=Kind.COUNT, width=9) for key in FIGURES),
            Column(key="sheets", words="Phiếu đánh giá", kind=Kind.COUNT, width=9),
            Column(key="satisfied", words="Hài lòng", kind=Kind.SHARE, width=9),
            Column(key="complaints", words="PAKN đúng", kind=Kind.COUNT, width=9),
            Column(key="minutes", words="Hồ sơ ở bước của mình (giờ làm việc, cộng dồn)", kind=Kind.MINUTES, width=11),
            Column(key="away", words="Ngày vắng", kind=Kind.COUNT, width=9),
            Column(key="points", words="Điểm", kind=Kind.POINTS, width=8),
            Column(key="proposed", words="Máy đề xuất", width=14),
            Column(key="grade", words="Mức xếp loại", width=14),
            Column(key="reason", words="Lý do đổi", width=16),
        ),
        lines=tuple(_line(number, one, confirmed.get(one.person)) for number, one in enumerate(every, start=1)),
        notes=tuple(notes),
    )


def _line(number: int, one: Worked, said: Confirmed | None) -> Line:
    proposal = one.proposal
    grade = scheme().named(said.grade) if said is not None else None
    return Line(
        key=one.person,
        values=(
            number,
            one.name,
            len(one.dossiers),
            *(one.count(key) for key in FIGURES),
            one.sheets,
            one.shares["satisfied"],
            one.complaints,
            one.minutes,
            one.away_days,
            proposal.points,
            proposal.grade.name if proposal.grade is not None else "Chưa đủ số liệu",
            grade.name if grade is not None else "",
            said.reason if said is not None else "",
        ),
    )


def behind(look: Look, one: Worked, figure: str) -> Table:
    """The dossiers behind one figure of one officer; `figure` empty: all of them."""
    found = one.behind[figure] if figure else list(one.dossiers.values())
    words = WORDS[figure] if figure else "Hồ sơ tham gia"
    return daily.listed(found, look, title=f"{one.name}: {words}")
