"""Results that are still valid and how many of them have their file, by kind, as known at the period's end."""

from tthc_engine.domain.calendar import HANOI
from tthc_engine.reports.crossing import Look
from tthc_engine.reports.table import Column, Kind, Line, Table
from tthc_engine.store import kept_results
from tthc_engine.store.sql import Session


def still_valid(session: Session, look: Look) -> Table:
    """A line a kind of paper; a share of nothing is none."""
    day = min(look.period.last_on, look.then.astimezone(HANOI).date())
    every = kept_results.counted(session, look.units, day, look.then)

    def line(key: str, number: int | str, name: str, valid: int, digitised: int) -> Line:
        share = digitised / valid if valid else None
        return Line(key=key, values=(number, name, valid, digitised, valid - digitised, share))

    return Table(
        form="valid_results",
        title="KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH CÒN HIỆU LỰC VÀ TÌNH HÌNH SỐ HÓA",
        **look.headed,
        columns=(
            Column(key="number", words="TT", width=5),
            Column(key="name", words="Loại giấy tờ", width=48),
            Column(key="valid", words="Còn hiệu lực", kind=Kind.COUNT, width=12, opens=True),
            Column(key="digitised", words="Đã số hóa", kind=Kind.COUNT, width=12, opens=True),
            Column(key="on_paper", words="Chưa số hóa", kind=Kind.COUNT, width=12, opens=True),
            Column(key="share", words="Tỷ lệ số hóa", kind=Kind.SHARE, parts=("digitised", "valid"), width=12),
        ),
        lines=tuple(
            line(one.kind, number, one.kind, one.valid, one.digitised) for number, one in enumerate(every, start=1)
        ),
        total=line("", "", "Tổng số", sum(one.valid for one in every), sum(one.digitised for one in every)),
        notes=(
            f"Còn hiệu lực vào ngày {day:%d/%m/%Y}, theo Sổ kết quả còn hiệu lực của đơn vị. Kết quả trả tại "
            "đây tự vào sổ khi thủ tục khai thời hạn hiệu lực của kết quả, đã số hóa khi là kết quả điện tử; kết quả "
            "chưa ghi vào sổ không có trong biểu.",
        ),
    )
