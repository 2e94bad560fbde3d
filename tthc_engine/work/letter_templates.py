"""An office's own Word templates: taken in after a look inside and a trial, put to use by a named person."""

from datetime import datetime
from hashlib import sha256

from tthc_engine.bootstrap import App
from tthc_engine.documents import own
from tthc_engine.documents.samples import every_letter
from tthc_engine.documents.word.forms import blank
from tthc_engine.domain.errors import (
    NotYourRole,
    NotYourUnit,
    TemplateKept,
    UnknownPerson,
    UnknownTemplateVersion,
)
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Role
from tthc_engine.domain.regime import LetterKind
from tthc_engine.store import letter_templates, offices, people
from tthc_engine.store.letter_templates import OwnTemplate

LONGEST_NAME = 120


def keeper(app: App, key: str, *, at: datetime) -> Actor:
    """The person who keeps the house, by key. Raises UnknownPerson, NotYourRole."""
    with app.read() as session:
        found = people.actor(session, key, at)
    if found is None:
        raise UnknownPerson(person=key)
    _check(found, found.unit)
    return found


def upload(
    app: App, by: Actor, kind: LetterKind, file: bytes, *, name: str, at: datetime, unit: str = ""
) -> OwnTemplate:
    """Keep a template as the next version of that kind, once it stood the look inside and every sample.

    Raises NotYourRole, NotYourUnit, TemplateKept for the very same file, and what `own.inspect` and `own.tried` raise.
    """
    where = unit or by.unit
    _check(by, where)
    own.inspect(file)
    tried_on = own.tried(kind, file)
    digest = sha256(file).hexdigest()
    with app.transaction() as session:
        if offices.unit(session, where) is None:
            raise NotYourUnit
        before = [one for one in letter_templates.of_unit(session, where) if one.kind is kind]
        same = next((one for one in before if one.sha256 == digest), None)
        if same is not None:
            raise TemplateKept(version=same.version)
        made = OwnTemplate(
            unit=where,
            kind=kind,
            version=max((one.version for one in before), default=0) + 1,
            sha256=digest,
            name=" ".join(name.split())[:LONGEST_NAME],
            tried_on=tried_on,
            uploaded_by=by.person,
            uploaded_at=at,
        )
        letter_templates.put(session, made, file)
    return made


def use(app: App, by: Actor, kind: LetterKind, version: int | None, *, at: datetime, unit: str = "") -> None:
    """New letters of that kind take that version from now on; None: the software's own template again.

    A letter that is decided already keeps the template it was decided with. Raises NotYourRole, NotYourUnit,
    UnknownTemplateVersion.
    """
    where = unit or by.unit
    _check(by, where)
    with app.transaction() as session:
        known = {one.version for one in letter_templates.of_unit(session, where) if one.kind is kind}
        if version is not None and version not in known:
            raise UnknownTemplateVersion(version=version)
        letter_templates.use(session, where, kind, version, by=by.person, at=at)


def beginning(kind: LetterKind, paper: str = "a4") -> bytes:
    """The software's own template of that kind, to be changed in Word and uploaded as the office's."""
    return blank(every_letter()[kind.value].template, paper)


def _check(by: Actor, unit: str) -> None:
    if not by.has(Role.ADMIN):
        raise NotYourRole(command="letter_template", allowed=Role.ADMIN.value)
    if by.unit != unit:
        raise NotYourUnit
