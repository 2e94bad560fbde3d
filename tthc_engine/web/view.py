"""One way to answer with a page: the request's facts, the catalogue and the template together."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from starlette.responses import HTMLResponse, RedirectResponse

from tthc_engine.bootstrap import App
from tthc_engine.domain.procedure import Role
from tthc_engine.store import notices
from tthc_engine.web import wording
from tthc_engine.web.access import INSIDE, OFFICERS, Officer, Session, Sessions
from tthc_engine.web.messages import DEFAULT, Messages, is_vietnamese
from tthc_engine.web.pages.masks import masked_phone
from tthc_engine.web.spoken import spoken

TEMPLATES = Path(__file__).parent / "templates"
SEE_OTHER = 303

# Path, label, who sees it. A link shows only where the page exists (reports and the demo are rooms of their own).
NAVIGATION: tuple[tuple[str, str, frozenset[Role]], ...] = (
    ("/tiep-nhan", "nav.desk", frozenset({Role.DESK, Role.ONESTOP_HEAD})),
    ("/viec-cua-toi", "nav.inbox", OFFICERS - {Role.SUPERVISOR}),
    ("/ho-so", "nav.dossiers", OFFICERS),
    ("/van-thu", "nav.clerk", frozenset({Role.CLERK})),
    ("/ket-qua", "nav.results", frozenset({Role.HANDLER, Role.APPROVER, Role.DIRECTOR, Role.CLERK})),
    ("/giam-sat", "nav.board", frozenset({Role.SUPERVISOR, Role.DIRECTOR, Role.APPROVER, Role.ONESTOP_HEAD})),
    ("/lien-thong", "nav.bodies", frozenset({Role.HANDLER, Role.ONESTOP_HEAD})),
    ("/bao-cao", "nav.reports", OFFICERS - {Role.HANDLER}),
    ("/ke-hoach", "nav.plans", frozenset({Role.SUPERVISOR, Role.DIRECTOR, Role.APPROVER, Role.ONESTOP_HEAD})),
    ("/phan-anh", "nav.feedback", frozenset({Role.CLERK, Role.SUPERVISOR, Role.APPROVER, Role.DIRECTOR})),
    ("/vang-mat", "nav.absences", frozenset({Role.SUPERVISOR})),
    ("/quan-tri", "nav.house", frozenset({Role.ADMIN})),
    ("/dot-tiep-nhan", "nav.windows", frozenset({Role.ADMIN})),
    ("/lich-lam-viec", "nav.calendar", frozenset({Role.SUPERVISOR, Role.ADMIN})),
    ("/mau-van-ban", "nav.templates", frozenset({Role.ADMIN})),
    ("/he-thong", "nav.system", frozenset({Role.ADMIN})),
)


def environment() -> Environment:
    """Templates escape everything and an unknown name is an error, not an empty place on an official page."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["vi"] = _in_vietnamese
    made.filters |= {
        "instant": wording.instant,
        "short_instant": wording.short_instant,
        "day": wording.day,
        "short_day": wording.short_day,
        "clock_time": wording.clock_time,
        "number": _number,
        "percent": _percent,
        "vnd": _vnd,
        "masked_phone": masked_phone,
        "iso": lambda at: wording.local(at).isoformat(timespec="minutes"),
    }
    return made


@pass_context
def _in_vietnamese(context: Context, words: object) -> str:
    """The attribute that tells a reader's voice to change language: for data on a page that is not in Vietnamese."""
    marked = isinstance(words, Markup) and 'lang="vi"' in words
    if context.get("language", DEFAULT) == DEFAULT or marked or not is_vietnamese(str(words)):
        return ""
    return Markup(' lang="vi"')


@pass_context
def _number(context: Context, value: float, most: int = 2) -> str:
    """As the page's language writes it: `1.234,5`, `1,234.5`."""
    says: Messages = context["_"]
    return says.numerals.plain(value, most=most)


@pass_context
def _percent(context: Context, value: float) -> str:
    """A percentage with at most one decimal: `94,2 %`, `94.2%`."""
    says: Messages = context["_"]
    return says.numerals.plain(value, most=1) + says.numerals.percent_sign


@pass_context
def _vnd(context: Context, value: int) -> str:
    return wording.vnd(context["_"], value)


def app_of(request: Request) -> App:
    app: App = request.app.state.app
    return app


def says(request: Request) -> Messages:
    chosen: Messages = request.state.messages
    return chosen


def at_of(request: Request) -> datetime:
    """The one instant of this request: everything on its page is judged at the same moment."""
    at: datetime = request.state.at
    return at


def session_of(request: Request) -> Session:
    session: Session = request.state.session
    return session


def sessions_of(request: Request) -> Sessions:
    sessions: Sessions = request.app.state.sessions
    return sessions


def page(request: Request, template: str, /, *, status: int = 200, **facts: Any) -> HTMLResponse:
    """Render `template` with what every page knows (catalogue, officer, now, form token) and its own `facts`."""
    made: Environment = request.app.state.templates
    html = made.get_template(template).render(**_everywhere(request), **facts)
    if says(request).language != DEFAULT:
        html = spoken(html)
    return HTMLResponse(html, status_code=status, headers={"Cache-Control": "no-store"})


def go(path: str) -> RedirectResponse:
    """After a command that worked: look at the result, so that F5 repeats nothing."""
    return RedirectResponse(path, status_code=SEE_OTHER)


def _everywhere(request: Request) -> Mapping[str, Any]:
    app = app_of(request)
    officer: Officer | None = request.state.officer
    messages = says(request)
    at = at_of(request)
    here = wording.local(at)
    return {
        "_": messages,
        "marked": messages.marked,
        "language": messages.language,
        "at": at,
        "today": here.date(),
        "now_words": f"{messages(f'weekday_short.{here.weekday()}')} {here:%d/%m/%Y}",
        "officer": officer,
        "role_words": wording.role_names(messages, officer.actor.roles) if officer else "",
        "form_token": sessions_of(request).form_token(session_of(request)),
        "demo": app.settings.demo,
        "nav": _navigation(request, officer),
        "bell": _bell(request, officer),
        "path": request.url.path,
        "said": request.query_params.get("da", ""),
        "may": lambda *roles: bool(officer) and officer.has(*(Role(role) for role in roles)) if officer else False,
        "inside": INSIDE,
        "period_label": lambda one: wording.period_label(messages, one),
        "at_on": lambda when: wording.at_on(messages, when),
        "at_on_short": lambda when: wording.at_on(messages, when, today=here.date()),
        "by_when": lambda when: wording.by_when(messages, when, here.date()),
        "weekday": lambda when: messages(f"weekday.{wording.local(when).weekday()}"),
        "list_date": lambda when: wording.list_date(when, here.date()),
    }


def _bell(request: Request, officer: Officer | None) -> Mapping[str, Any] | None:
    """How many notices wait for this officer; None for who is told of nothing."""
    if officer is None or not officer.has(*OFFICERS):
        return None
    with app_of(request).read() as session:
        count, newest = notices.unread_mark(session, officer.person)
    said = says(request)("bell.count", n=count) if count else says(request)("bell.none")
    return {"unread": count, "mark": f"{count}-{newest}", "said": said}


def _navigation(request: Request, officer: Officer | None) -> list[tuple[str, str, bool]]:
    """(path, label, whether it is the page at hand) of what this officer's roles open."""
    if officer is None:
        return []
    known: frozenset[str] = request.app.state.paths
    here = request.url.path
    return [
        (path, says(request)(label), here == path or here.startswith(path + "/"))
        for path, label, roles in NAVIGATION
        if officer.has(*roles) and path in known
    ]


def today_of(request: Request) -> date:
    """The date that hangs on the office's wall."""
    return wording.local(at_of(request)).date()
