"""An office's own templates of results, for one procedure or for all: kept by whoever keeps the house, then offered."""

import secrets
from collections.abc import Collection
from datetime import datetime

from tthc_engine.bootstrap import App
from tthc_engine.documents import own
from tthc_engine.documents.own.results import tried_result
from tthc_engine.documents.results import FORMS, Form
from tthc_engine.documents.word.forms import blank
from tthc_engine.domain.errors import NotYourRole, TextMissing, UnknownTemplateVersion
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Role
from tthc_engine.store import result_templates
from tthc_engine.store.people import HANOI
from tthc_engine.store.result_templates import ResultTemplate
from tthc_engine.store.sql import Session

LONGEST_NAME = 120


def keep(
    app: App,
    by: Actor,
    *,
    procedure: str,
    title: str,
    symbol: str,
    one: str,
    many: str,
    file: tuple[str, bytes] | None,
    at: datetime,
) -> ResultTemplate:
    """The next version of that title for that procedure (empty: for every one), in use from now on.

    A Word file is looked into and tried before it is kept. Drafts that were made stay with the version they name.

    Raises NotYourRole, TextMissing, UnknownProcedure, NotInForce, and what `own.inspect` and `tried_result` raise.
    """
    _check(by)
    for field, text in (("title", title), ("symbol", symbol), ("text", one)):
        if not text.strip():
            raise TextMissing(field=field)
    word = file[1] if file is not None else None
    tried_on = 0
    if word is not None:
        own.inspect(word)
        tried_on = tried_result(Form(key="", title=title.strip(), symbol=symbol.strip(), one=one, many=many, word=word))
    made = ResultTemplate(
        id=secrets.token_hex(12),
        unit=by.unit,
        procedure=procedure,
        title=" ".join(title.split())[:LONGEST_NAME],
        version=0,
        symbol="".join(symbol.split()),
        one=_lines(one),
        many=_lines(many) or _lines(one),
        docx=word,
        docx_name=file[0][:LONGEST_NAME] if file is not None else "",
        tried_on=tried_on,
        in_use=True,
        by=by.person,
        at=at,
    )
    with app.transaction() as session:
        if procedure:
            app.engine.rulebook.declarations.in_force(session, procedure, at.astimezone(HANOI).date())
        return result_templates.put(session, made)


def put_away(app: App, by: Actor, key: str, *, at: datetime) -> None:
    """No new draft begins from that version. Raises NotYourRole, UnknownTemplateVersion."""
    _check(by)
    with app.transaction() as session:
        known = next((one for one in result_templates.of_unit(session, by.unit) if one.id == key), None)
        if known is None or not known.in_use:
            raise UnknownTemplateVersion(version=key)
        result_templates.put_away(session, known, by=by.person, at=at)


def offered(session: Session, unit: str, procedures: Collection[str]) -> dict[str, Form]:
    """From what a result of these procedures may be drafted, the most fitting first: the unit's own templates for that
    procedure, its own for all, and what came with the software."""
    mine = [one for one in result_templates.of_unit(session, unit) if one.in_use]
    fitting = [one for one in mine if not one.procedure or set(procedures) == {one.procedure}]
    fitting.sort(key=lambda one: not one.procedure)
    return {one.id: _form(one) for one in fitting} | dict(FORMS)


def beginning() -> bytes:
    """The software's own Word template of a result, to be changed in Word and sent with a template of the office's."""
    return blank("result@1", "a4")


def _form(one: ResultTemplate) -> Form:
    return Form(key=one.id, title=one.title, symbol=one.symbol, one=one.one, many=one.many, word=one.docx)


def _lines(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").strip().split("\n"))


def _check(by: Actor) -> None:
    if not by.has(Role.ADMIN):
        raise NotYourRole(command="result_template", allowed=Role.ADMIN.value)
