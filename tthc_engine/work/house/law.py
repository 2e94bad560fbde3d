"""Looking at the law as declared, and at a draft of it, before anybody works by it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from tthc_engine.bootstrap import App
from tthc_engine.catalogue import load_procedure
from tthc_engine.catalogue.comparing import in_words
from tthc_engine.domain.errors import DeclarationError, NotInForce, Problem, UnknownProcedure
from tthc_engine.domain.procedure import Procedure
from tthc_engine.store import retirements
from tthc_engine.store.retirements import Retirement
from tthc_engine.store.sql import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What there is to say about a draft."""

    procedure: Procedure | None
    """None: it could not be read."""
    problems: tuple[Problem, ...] = ()
    before: Procedure | None = None
    """The version it would follow; None for a procedure that nobody declared yet."""
    changes: tuple[str, ...] = ()
    """What changes against `before`, a sentence each."""
    ended_by: Retirement | None = None
    """The act by which the procedure is not received any more: publishing the draft makes it live again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    procedure: Procedure
    own: bool
    """Published in this office, not come with the software."""
    state: str
    """`in_force`, `to_come`, `ended` or `retired`: ended here by an act."""
    ended_by: Retirement | None = None
    """The act that ends it, whether its day has come or not."""


def versions(app: App, session: Session, on: date) -> list[Version]:
    """Every version known here, by name, the newest first."""
    own = app.engine.rulebook.declarations.published(session)
    acts = retirements.every(session)
    listed = [(one, True) for one in own] + [(one, False) for one in app.catalogue.procedures]
    listed.sort(key=lambda pair: (pair[0].name, -pair[0].in_force_from.toordinal()))
    return [_version(one, mine, on, acts.get(one.code, ())) for one, mine in listed]


def _version(procedure: Procedure, own: bool, on: date, acts: Sequence[Retirement]) -> Version:
    lasts = procedure.in_force_until or date.max
    ended_by = next((one for one in acts if one.covers(max(on, one.since)) and one.since <= lasts), None)
    state = _state(procedure, on)
    if ended_by is not None and ended_by.covers(on) and state != "ended":
        state = "retired"
    return Version(procedure=procedure, own=own, state=state, ended_by=ended_by)


def look_at(app: App, session: Session, text: str, *, on: date) -> Looked:
    """Read a draft as strictly as a file, alone, and set it against the version that is or was in force."""
    try:
        procedure = _read(text)
    except DeclarationError as wrong:
        return Looked(procedure=None, problems=tuple(wrong.problems))
    before = _before(app, session, procedure, on)
    changes = in_words(before, procedure) if before is not None else ()
    ended_by = retirements.standing(session, procedure.code)
    return Looked(procedure=procedure, before=before, changes=tuple(changes), ended_by=ended_by)


def _read(text: str) -> Procedure:
    """Under the name and in the folder that it gives itself: only what it says is judged. Raises DeclarationError."""
    with TemporaryDirectory() as folder:
        draft = Path(folder) / "draft.yaml"
        draft.write_text(text, encoding="utf-8")
        slug, day = _named(text)
        place = Path(folder) / slug / f"{day}.yaml"
        place.parent.mkdir()
        draft.rename(place)
        return load_procedure(place)


def _named(text: str) -> tuple[str, str]:
    said = dict(
        line.split(":", 1) for line in text.splitlines() if ":" in line and not line.startswith((" ", "#", "-"))
    )
    plain = {name.strip(): value.strip().strip("\"'") for name, value in said.items()}
    safe = {
        name: "".join(c for c in plain.get(name, "") if c.isalnum() or c in "_-") for name in ("slug", "in_force_from")
    }
    return safe["slug"] or "draft", safe["in_force_from"] or "draft"


def _before(app: App, session: Session, draft: Procedure, on: date) -> Procedure | None:
    known = app.engine.rulebook.declarations
    for name in (draft.code, *draft.replaces):
        try:
            return known.in_force(session, name, on)
        except (UnknownProcedure, NotInForce):
            continue
    return None


def _state(procedure: Procedure, on: date) -> str:
    if procedure.in_force(on):
        return "in_force"
    return "to_come" if procedure.in_force_from > on else "ended"
