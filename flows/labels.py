"""What a flow run says of itself: a readable name, tags that can be filtered, its tables, and how it ended."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tthc_engine.domain.calendar import HANOI
from tthc_engine.work.report import Report, Tabled, failures

if TYPE_CHECKING:
    from prefect.client.schemas.objects import State

log = logging.getLogger(__name__)

OURS = "tthc"
FAILURES_SAID = 5


def run_name(job: str, at: datetime, report: Report | None = None) -> str:
    """`clock-sweep 08/06 17:01`, and what it did once that is known: `… acted=2`."""
    when = f"{job} {at.astimezone(HANOI):%d/%m %H:%M}"
    return when if report is None else f"{when} {' '.join(_counts(report))}".rstrip()


def tags(job: str, report: Report) -> list[str]:
    """Ours, the job, and each count that is not nought: `acted=2`."""
    return [OURS, job, *_counts(report)]


def closing(report: Report) -> "State[Any]":
    """Failed where something failed, with each dossier or message and its reason; the rest of the work is done."""
    from prefect.states import Completed, Failed

    if not report.failed:
        return Completed(message=report.in_words())
    named = [f"{what}: {why}" for what, why in list(failures(report).items())[:FAILURES_SAID]]
    more = len(report.failed) - len(named)
    said = "; ".join([*named, *([f"and {more} more"] if more else [])])
    return Failed(message=f"{report.in_words()}: {said}")


def label(job: str, at: datetime, report: Report) -> None:
    """Name, tag and illustrate the flow run at hand. What Prefect refuses of it is logged, never raised."""
    from prefect.client.orchestration import get_client
    from prefect.context import FlowRunContext

    try:
        context = FlowRunContext.get()
        if context is None or context.flow_run is None:
            return
        with get_client(sync_client=True) as client:
            name, own = run_name(job, at, report), [*context.flow_run.tags, *tags(job, report)]
            client.update_flow_run(context.flow_run.id, name=name, tags=list(dict.fromkeys(own)))
        for key, rows in _tables(report).items():
            _publish(key, rows, f"{job}, {at.astimezone(HANOI):%d/%m/%Y %H:%M}")
    except Exception as error:
        log.warning("action=label job=%s outcome=lost why=%s", job, type(error).__name__)


def _publish(key: str, rows: list[dict[str, Any]], description: str) -> None:
    from prefect.artifacts import create_table_artifact

    create_table_artifact(table=rows, key=key, description=description)


def _tables(report: Report) -> Mapping[str, list[dict[str, Any]]]:
    found = dict(report.tables()) if isinstance(report, Tabled) else {}
    if report.failed:
        found["failures"] = [{"what": what, "why": why} for what, why in failures(report).items()]
    return {key: rows for key, rows in found.items() if rows}


def _counts(report: Report) -> list[str]:
    """The words of the report that count something."""
    return [word for word in report.in_words().split() if word.partition("=")[2] not in ("", "0")]
