"""The portal's file with the list of what it would refuse beside it, and the office's own record of who asked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from tthc_engine.bootstrap import App
from tthc_engine.catalogue.portal import portal
from tthc_engine.exchange.dossiers import portal_files, results
from tthc_engine.exchange.dossiers.portal import Record, Wanted, records
from tthc_engine.exchange.dossiers.portal_files import Wrote
from tthc_engine.store import offices
from tthc_engine.store.people import HANOI, Scope

DEMO_MARK = "DỮ LIỆU MINH HỌA"
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Whose dossiers, registered from one day to another, both included."""

    scope: Scope
    unit: str
    first: date
    last: date
    followed: bool = False


def export(
    app: App, span: Span, file: Path, *, refused: Path, by: str, at: datetime, progress: Progress | None = None
) -> Wrote:
    """Write `file` and, with a line for each field that would be refused, `refused`."""
    wanted = Wanted(
        scope=span.scope,
        since=datetime.combine(span.first, time(), tzinfo=HANOI),
        until=datetime.combine(span.last + timedelta(days=1), time(), tzinfo=HANOI),
        followed=span.followed,
        mark=DEMO_MARK if app.settings.demo else "",
    )
    with app.read() as session, results.written(refused, sheet="Sẽ bị từ chối") as rows:
        rows.add(["MaHoSo", "Trường", "Vì sao", "Giá trị"])

        def tell(one: Record) -> None:
            for each in one.problems:
                rows.add([one.reference, each.field, WORDS[each.why], each.value])

        found = records(session, app.engine.rulebook.declarations, portal(), wanted, progress=progress)
        wrote = portal_files.write(found, file, portal(), refused=tell)
    told = {"from": span.first, "to": span.last, "taken": wrote.taken, "refused": wrote.refused, "file": file.name}
    with app.transaction() as session:
        offices.audit(session, span.unit, kind="portal_exported", by=by, at=at, payload=told)
    return wrote


WORDS = {"missing": "Thiếu", "not_listed": "Không có trong danh mục", "wrong_form": "Sai khuôn dạng"}
