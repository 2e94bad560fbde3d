"""Our log as a workbook: the dossiers on one sheet, their events on the next ones, written a row at a time."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, BinaryIO

import xlsxwriter

from tthc_engine.exchange.logs.commas import DOSSIER_HEAD, EVENT_HEAD, Cell, dossier_line, event_lines
from tthc_engine.exchange.logs.source import Told
from tthc_engine.store.people import HANOI

MOST_ROWS = 1_048_576
"""Of one sheet, by the file format; what does not fit goes on in a further sheet."""
WIDTH = 22

WORDS = {
    "case": "Mã hồ sơ",
    "activity": "Hoạt động",
    "timestamp": "Thời điểm",
    "resource": "Người thực hiện (mã)",
    "transition": "Trạng thái vòng đời",
    "kind": "Loại sự kiện",
    "role": "Vai trò",
    "stands_for": "Thực hiện thay (mã)",
    "step": "Bước",
    "next_step": "Bước tiếp theo",
    "to_step": "Trả về bước",
    "stage": "Giai đoạn",
    "reason_code": "Mã lý do",
    "letter": "Văn bản",
    "letter_kind": "Loại văn bản",
    "to": "Giao cho (mã)",
    "from_unit": "Từ đơn vị",
    "to_unit": "Sang đơn vị",
    "calendar": "Phiên bản lịch làm việc",
    "reference": "Mã hồ sơ được cấp",
    "entered_at": "Vào bước lúc",
    "planned": "Kế hoạch xong bước",
    "started_at": "Mốc bắt đầu",
    "until": "Phải thực hiện trước",
    "answer_until": "Hạn phản hồi",
    "due_before": "Hạn cũ",
    "due_after": "Hạn mới",
    "minutes": "Phút làm việc",
    "difference": "Chênh lệch so với kế hoạch (phút)",
    "restarts": "Tính lại thời hạn từ đầu",
    "stops_clock": "Dừng tính thời hạn",
    "provisional": "Ngày tạm tính",
    "electronic": "Kết quả điện tử",
    "signed": "Có chữ ký số",
    "procedure": "Mã thủ tục",
    "procedure_name": "Tên thủ tục",
    "procedure_in_force_from": "Thủ tục có hiệu lực từ",
    "channel": "Hình thức nộp",
    "unit": "Đơn vị",
    "decided_by": "Đơn vị giải quyết",
    "regime": "Quy định áp dụng",
    "outcome": "Kết quả giải quyết",
    "standing": "Tình trạng khi kết thúc",
    "registered_at": "Ghi nhận lúc",
    "received_at": "Tiếp nhận lúc",
    "due_at": "Hạn giải quyết",
    "appointment": "Ngày hẹn trả",
    "new_appointment": "Ngày hẹn lại",
    "ended_at": "Kết thúc lúc",
    "returned_at": "Trả kết quả lúc",
    "supplements": "Số lần bổ sung",
    "minutes_late": "Số phút làm việc quá hạn",
    "fee_vnd": "Phí, lệ phí (đồng)",
    "events": "Số sự kiện",
}
CASE_OF_PROCEDURE = "Trường hợp"
"""`case` is the dossier in the first column and the declared case of the procedure further on."""


def write(dossiers: Iterable[Told], out: BinaryIO, *, mark: str = "", most_rows: int = MOST_ROWS) -> None:
    """Write both tables to `out` in constant memory. Times are the office's wall clock. `mark`: said on every page."""
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as workbook:
        cases = _Sheets(workbook, "Hồ sơ", DOSSIER_HEAD, mark=mark, most_rows=most_rows)
        events = _Sheets(workbook, "Sự kiện", EVENT_HEAD, mark=mark, most_rows=most_rows)
        for one in dossiers:
            cases.add(dossier_line(one))
            for line in event_lines(one):
                events.add(line)


class _Sheets:
    """A table over as many sheets as it needs."""

    def __init__(self, workbook: Any, name: str, head: Sequence[str], *, mark: str, most_rows: int) -> None:
        self._workbook = workbook
        self._name = name
        self._words = [CASE_OF_PROCEDURE if column and key == "case" else WORDS[key] for column, key in enumerate(head)]
        self._mark = mark
        self._most = most_rows
        self._bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._instant = workbook.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})
        self._pages = 0
        self._next_page()

    def add(self, line: Iterable[Cell]) -> None:
        if self._row == self._most:
            self._next_page()
        for column, cell in enumerate(line):
            match cell:
                case None:
                    pass
                case datetime():
                    at = cell.astimezone(HANOI).replace(tzinfo=None)
                    self._sheet.write_datetime(self._row, column, at, self._instant)
                case bool():
                    self._sheet.write_boolean(self._row, column, cell)
                case int() | float():
                    self._sheet.write_number(self._row, column, cell)
                case _:
                    self._sheet.write_string(self._row, column, cell)
        self._row += 1

    def _next_page(self) -> None:
        self._pages += 1
        name = self._name if self._pages == 1 else f"{self._name} ({self._pages})"
        self._sheet = self._workbook.add_worksheet(name)
        self._sheet.freeze_panes(1, 1)
        self._sheet.set_column(0, len(self._words) - 1, WIDTH)
        if self._mark:
            self._sheet.set_header(f"&R{self._mark.replace('&', '&&')}")
        for column, word in enumerate(self._words):
            self._sheet.write_string(0, column, word, self._bold)
        self._row = 1
