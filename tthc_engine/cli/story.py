"""`tthc story`: a dossier's whole life told in the terminal, through the real engine, in a few seconds."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from rich.box import ASCII2
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from tthc_engine.catalogue import packaged
from tthc_engine.domain import events as e
from tthc_engine.domain.calendar import HANOI
from tthc_engine.domain.obligations import ObligationKind
from tthc_engine.domain.standing import Standing
from tthc_engine.reports import form06a
from tthc_engine.settings import Settings
from tthc_engine.web import wording
from tthc_engine.web.messages import DEFAULT, Messages, messages
from tthc_engine.work.demo import story as telling
from tthc_engine.work.demo.office import demo_office

DOES_NOT_HOLD = 1

_COLOURS: Mapping[Standing, str] = {
    Standing.ON_TIME: "green",
    Standing.EARLY: "green",
    Standing.DUE_SOON: "yellow",
    Standing.OVERDUE: "red",
    Standing.LATE: "red",
    Standing.STOPPED: "blue",
    Standing.NO_DEADLINE: "white",
}


def story(
    *,
    pdf: Annotated[
        Path | None,
        typer.Option(file_okay=False, help="Folder for the apology's PDF; else `story` in the demo's data folder."),
    ] = None,
) -> None:
    """Tell the demo's story in this terminal."""
    console = Console(highlight=False, soft_wrap=False)
    said = messages(DEFAULT)
    console.print(Text("Một hồ sơ chuyển trường, từ khi nhận đến biểu báo cáo", style="bold"))
    console.print(
        Text("DỮ LIỆU MINH HỌA. A school transfer's whole life, through the real engine; invented data.\n", style="dim")
    )
    with TemporaryDirectory(prefix="tthc-story-") as folder:
        app = telling.office_in(Path(folder))
        last: datetime = demo_office().now
        try:
            for told in telling.play(app, pdf_folder=pdf or Settings(demo=True).data_dir / "story"):
                _tell(console, told, said)
                last = told.line.at
        except telling.StoryDiffers as error:
            typer.echo(f"The story differs: {error}", err=True)
            raise typer.Exit(DOES_NOT_HOLD) from error
        ending = telling.ending(app, last)
        app.database.dispose()
    _conclude(console, ending)
    if not ending.proof.holds:
        raise typer.Exit(DOES_NOT_HOLD)


def _tell(console: Console, told: telling.Told, said: Messages) -> None:
    line = told.line
    who = told.who or said("role.clock")
    told_in_full = [
        Text.assemble((who, "bold"), f": {line.says}"),
        *_lines(told, said),
        Text(line.english, style="dim italic"),
        Text(line.rule, style="dim"),
        Text(),
    ]
    grid = Table.grid(padding=(0, 2))
    grid.add_row(Text(_instant(line.at), style="cyan"), Group(*told_in_full))
    console.print(grid)


def _lines(told: telling.Told, said: Messages) -> Iterator[Text | Table]:
    if told.refusal is not None:
        yield Text(f"✗ {wording.refusal(said, told.refusal)}", style="red")
    for event in told.events:
        tell = _TELLS.get(type(event))
        if tell is not None:
            yield Text(f"→ {tell(event, said)}")
        if isinstance(event, e.DelayExplained):
            yield _where_time_went(event, said)
    if told.pdf is not None:
        yield Text(f"→ PDF: {told.pdf}", style="bold")
    if told.standing is not None:
        yield Text(f"● {said(f'standing.{told.standing.value}')}", style=_COLOURS[told.standing])


def _where_time_went(event: e.DelayExplained, said: Messages) -> Table:
    table = Table(
        "Bước", "Người", "Đã dùng", "Quy định", show_edge=False, pad_edge=False, header_style="dim", box=ASCII2
    )
    steps = {step.key: step.name for step in telling.procedure(packaged()).steps}
    names = {one.id: one.name for one in demo_office().people}
    for one in event.spent:
        step = steps.get(one.step, said("order.applicant_time"))
        planned = "" if one.planned_minutes is None else _span(one.planned_minutes, said)
        beyond = one.planned_minutes is not None and one.minutes > one.planned_minutes
        used = Text(_span(one.minutes, said), style="red" if beyond else "")
        table.add_row(step, names.get(one.person, one.person), used, planned)
    return table


def _conclude(console: Console, ending: telling.Ending) -> None:
    console.print(Text("Biểu II.06a, tháng 11/2026", style="bold"))
    columns = {
        "Tiếp nhận": form06a.RECEIVED,
        "Đã giải quyết": form06a.SETTLED,
        "Trước hạn": form06a.EARLY,
        "Đúng hạn": form06a.ON_DAY,
        "Quá hạn": form06a.LATE,
        "Đang giải quyết": form06a.OPEN,
    }
    for row in ending.form.rows:
        console.print(f"{row.name}: " + " · ".join(f"{title} {row[column]}" for title, column in columns.items()))
    proof = ending.proof
    sentence = "chuỗi băm đúng, không dòng nào bị sửa" if proof.holds else "; ".join(proof.problems)
    console.print(f"\nNhật ký: {proof.events} sự kiện, {sentence}.")
    console.print(Text("Xem trên trình duyệt / in a browser: tthc demo", style="dim"))


def _instant(at: datetime | None) -> str:
    return "–" if at is None else f"{at.astimezone(HANOI):%d/%m/%Y %H:%M}"


def _span(minutes: int, said: Messages) -> str:
    """`1 ngày 2 giờ 15 phút` of this office's working time."""
    hours = demo_office().unit(telling.story().unit).hours
    return wording.span(said, minutes, day_minutes=packaged().office_calendar(hours).ordinary_day)


def _receipt(event: e.DossierAccepted, _: Messages) -> str:
    return f"Mã hồ sơ {event.reference}; hẹn trả kết quả {_instant(event.appointment)}"


def _asked(event: e.SupplementRequested, _: Messages) -> str:
    return f"Tạm dừng tính thời hạn; chờ bổ sung đến {_instant(event.answer_until)}"


def _renewed(event: e.SupplementReceived, _: Messages) -> str:
    shifted = _instant(event.due_if_shifted)
    return f"Hẹn trả kết quả mới {_instant(event.appointment)} (nếu chỉ trừ thời gian chờ: {shifted})"


def _question(event: e.LatenessAsked, said: Messages) -> str:
    return f"{said('standing.due_soon')}: hạn {_instant(event.due_at)}, trả lời trước {_instant(event.until)}"


def _breach(event: e.DeadlineBreached, said: Messages) -> str:
    owed = (ObligationKind.ONESTOP_NOTICE, ObligationKind.APOLOGY, ObligationKind.EXPLANATION)
    named = ", ".join(said(f"obligation.{one.value}") for one in owed)
    return f"Phải có: {named} (giải trình trước {_instant(event.explanation_until)})"


_TELLS: Mapping[type[e.Happened], Callable[[Any, Messages], str]] = {
    e.DossierAccepted: _receipt,
    e.SupplementRequested: _asked,
    e.SupplementReceived: _renewed,
    e.LatenessAsked: _question,
    e.QuestionUnanswered: lambda _, said: f"Báo {said('role.approver')}",
    e.StepRanLate: lambda _, __: "Một bước chậm tiến độ; hồ sơ chưa quá hạn",
    e.DeadlineBreached: _breach,
    e.ApologyIssued: lambda event, _: f"Hẹn lại (lần duy nhất) {_instant(event.new_appointment)}",
    e.LetterIssued: lambda event, said: f"Văn bản: {said(f'letter.{event.letter_kind.value}')}",
    e.LetterNumbered: lambda event, _: f"Số văn bản: {event.number}",
    e.ResultReleased: lambda event, said: f"Muộn {_span(event.minutes_late, said)} làm việc",
    e.ResultReturned: lambda event, _: f"Người nhận: {event.taken_by}",
}
