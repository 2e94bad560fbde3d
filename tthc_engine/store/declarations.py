"""Texts of the law as this office's dossiers were judged by them, immutable and found by their content hash.

The packaged declarations change with an upgrade; a dossier is judged by the text its log names, so every text is kept
here when the first dossier uses it.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from pydantic import ValidationError

from tthc_engine.catalogue import Catalogue, digest
from tthc_engine.catalogue.files import CalendarYear, OfficePresets
from tthc_engine.catalogue.overlays import Overlay, with_cut
from tthc_engine.domain.calendar import Closure, WorkingCalendar
from tthc_engine.domain.errors import (
    DeclarationError,
    ProcedureOfNewerVersion,
    ProcedureRetired,
    WrittenByNewerVersion,
)
from tthc_engine.domain.office import OfficeFacts
from tthc_engine.domain.procedure import Procedure, Validity
from tthc_engine.domain.regime import Regime
from tthc_engine.store import newer, offices, retirements
from tthc_engine.store.columns import instant_text
from tthc_engine.store.newer import Unread
from tthc_engine.store.offices import week_of
from tthc_engine.store.sql import Row, Session

T = TypeVar("T")

PROCEDURE, REGIME, CALENDAR, OVERLAY = "procedure", "regime", "calendar", "overlay"
_OWN = ("week", "receive_only", "closures")
"""What of an office's facts its calendar is made of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One immutable text: what it is, whose, its hash and its words."""

    kind: str
    name: str
    digest: str
    body: str


def procedure_text(procedure: Procedure) -> Text:
    return Text(
        kind=PROCEDURE,
        name=f"{procedure.slug}/{procedure.in_force_from.isoformat()}",
        digest=digest(procedure),
        # Without what nobody said: a key that a newer version adds stands only in the texts that use it.
        body=procedure.model_dump_json(exclude_defaults=True),
    )


def overlay_text(overlay: Overlay) -> Text:
    body = overlay.model_dump_json()
    return Text(
        kind=OVERLAY,
        name=f"{overlay.province}/{overlay.slug}/{overlay.in_force_from.isoformat()}",
        digest=hashlib.sha256(body.encode()).hexdigest(),
        body=body,
    )


def regime_text(regime: Regime) -> Text:
    body = regime.model_dump_json(exclude_defaults=True)
    return Text(kind=REGIME, name=regime.slug, digest=regime_version(regime), body=body)


def regime_version(regime: Regime) -> str:
    """Short content hash of what the regime says."""
    said = json.dumps(regime.model_dump(mode="json", exclude_defaults=True), sort_keys=True, ensure_ascii=False)
    return f"{regime.slug}@{hashlib.sha256(said.encode()).hexdigest()[:12]}"


def calendar_text(years: Iterable[CalendarYear], facts: OfficeFacts, *, name: str) -> Text:
    """The office's calendar, whole: the years as they are now and the office's own hours and closures."""
    said = [year.model_dump(mode="json", exclude_defaults=True) for year in sorted(years, key=lambda one: one.year)]
    own = facts.model_dump(mode="json", include=set(_OWN))
    body = json.dumps({"years": said, "office": own}, ensure_ascii=False, sort_keys=True)
    return Text(kind=CALENDAR, name=name, digest=calendar_in(body, name).version, body=body)


def calendar_years(session: Session, version: str) -> tuple[CalendarYear, ...]:
    """The years of a kept calendar, oldest first; empty for one that was never kept."""
    body = _body(session, CALENDAR, version)
    return () if body is None else tuple(CalendarYear.model_validate(year) for year in json.loads(body)["years"])


def with_hours_of(session: Session, version: str, facts: OfficeFacts) -> OfficeFacts:
    """`facts` with the hours and closures of a kept calendar. Raises DeclarationError for one that was never kept."""
    body = _body(session, CALENDAR, version)
    if body is None:
        raise DeclarationError(f"The calendar {version} is not in this office.")
    own = {name: value for name, value in json.loads(body)["office"].items() if name in _OWN}
    return OfficeFacts.model_validate(facts.model_dump(mode="json") | own)


def keep(session: Session, text: Text, *, at: datetime, published: bool = False) -> bool:
    """Store a text unless it is there already; whether it is new."""
    return session.insert_new(
        "declaration",
        {
            "digest": text.digest,
            "kind": text.kind,
            "name": text.name,
            "body": text.body,
            "published": published,
            "at": instant_text(at),
        },
    )


def kept(session: Session, kind: str, key: str) -> bool:
    return session.value("SELECT 1 FROM declaration WHERE kind = ? AND digest = ?", (kind, key)) is not None


def _body(session: Session, kind: str, key: str) -> str | None:
    found = session.value("SELECT body FROM declaration WHERE kind = ? AND digest = ?", (kind, key))
    return None if found is None else str(found)


class Declarations:
    """The texts as objects, each parsed once a process."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self._packaged = {digest(one): one for one in catalogue.procedures}
        self._regimes = {regime_version(one): one for one in catalogue.regimes}
        self._regime_versions = {one.slug: key for key, one in self._regimes.items()}
        self._digests = {(one.slug, one.in_force_from): key for key, one in self._packaged.items()}
        self._kept: dict[tuple[str, str], Any] = {}
        self._unread: dict[tuple[str, str], Unread] = {}
        self._cut: dict[tuple[str, str, str, date], Procedure] = {}
        self._made: dict[int, str] = {}
        """Digests of the versions that a local decision shortens, by identity: they live as long as this."""

    def digest(self, procedure: Procedure) -> str:
        if (made := self._made.get(id(procedure))) is not None:
            return made
        known = self._digests.get((procedure.slug, procedure.in_force_from))
        return known if known is not None and self._packaged[known] is procedure else digest(procedure)

    def procedure(self, session: Session, key: str) -> Procedure:
        """The version with that digest. Raises DeclarationError when neither package nor office has it."""
        found = self._packaged.get(key)
        return found if found is not None else self._parsed(session, PROCEDURE, key, Procedure.model_validate_json)

    def validity(self, procedure: Procedure) -> Validity | None:
        """How long its results stay valid; None where nothing says so.

        It decides nothing about a dossier, so a text of before that is silent takes what was read since.
        """
        said = procedure.result_kind.valid
        known = self._digests.get((procedure.slug, procedure.in_force_from))
        return said if said is not None or known is None else self._packaged[known].result_kind.valid

    def regime(self, session: Session, key: str) -> Regime:
        """The regime as `slug@hash` names it. Raises DeclarationError as `procedure` does."""
        found = self._regimes.get(key)
        return found if found is not None else self._parsed(session, REGIME, key, Regime.model_validate_json)

    def regime_on(self, received: date) -> str:
        """The regime of today's law for that day of receipt, as `slug@hash`. Raises ReceivedTooEarly."""
        return self._regime_versions[self.catalogue.regime_on(received).slug]

    def calendar(self, session: Session, key: str, *, unit: str = "") -> WorkingCalendar:
        """The calendar of that version, called by the name of `unit`, whose office works by it; else by its version.

        Raises DeclarationError when this office never used it.
        """
        found = self._parsed(session, CALENDAR, key, lambda body: calendar_in(body, key))
        office = offices.unit(session, unit) if unit else None
        return found if office is None else found.named(office.name)

    def forget(self, version: str) -> None:
        """Read that calendar again when it is asked for: its reasons or decisions have been corrected."""
        self._kept.pop((CALENDAR, version), None)

    def published(self, session: Session, *, known: datetime | None = None) -> list[Procedure]:
        """The versions that this office published itself, by `known` or at all; the latest published last.

        Without those that a newer version of this software published: whoever asks for one of these is refused.
        """
        return self._published(session, known=known)[0]

    def _published(self, session: Session, *, known: datetime | None = None) -> tuple[list[Procedure], list[Unread]]:
        found = session.rows(
            "SELECT digest FROM declaration WHERE kind = ? AND published AND at <= ? ORDER BY at, digest",
            (PROCEDURE, instant_text(known) if known is not None else "9"),
        )
        return self._readable(session, PROCEDURE, found, Procedure.model_validate_json)

    def in_force(self, session: Session, code_or_slug: str, on: date, *, province: str = "") -> Procedure:
        """The packaged version in force that day, unless the office published its own of the same code.

        With what a decision of `province` shortens for a dossier received that day. Raises UnknownProcedure or
        NotInForce; ProcedureRetired, which is one, where an act entered here ended it by that day;
        ProcedureOfNewerVersion.
        """
        published, unread = self._published(session)
        if any(one.holds(code_or_slug, on) for one in unread):
            raise ProcedureOfNewerVersion(procedure=code_or_slug)
        fitting = [one for one in published if code_or_slug in (one.code, one.slug) and one.in_force(on)]
        # Of two published for the same days the one published last holds.
        found = max(reversed(fitting), key=lambda one: one.in_force_from) if fitting else None
        version = found or self.catalogue.in_force(code_or_slug, on)
        if (ended := retirements.covering(session, version.code, on)) is not None:
            raise ProcedureRetired(procedure=version.code, on=on, since=ended.since, act=ended.act, act_on=ended.act_on)
        return self.as_received(session, version, province=province, on=on)

    def law_on(self, session: Session, on: date, *, known: datetime | None = None) -> list[Procedure]:
        """Every procedure in force that day, the office's own versions instead of the packaged ones.

        Without those that an act entered here has ended by then. With `known`, only by what was entered until then: a
        report of a past period says the same whenever it is made.
        """
        found = {one.code: one for one in self.catalogue.procedures if one.in_force(on)}
        published, unread = self._published(session, known=known)
        for one in published:
            held = found.get(one.code)
            mine = one.in_force(on) and (held is None or held in self.catalogue.procedures)
            if mine or (one.in_force(on) and held is not None and one.in_force_from >= held.in_force_from):
                found[one.code] = one
        for newer_one in unread:
            if newer_one.holds(newer_one.code, on):
                found.pop(newer_one.code, None)
        acts = retirements.every(session)
        return [one for one in found.values() if not any(act.covers(on, known=known) for act in acts.get(one.code, ()))]

    def version(self, session: Session, slug: str, in_force_from: date) -> Procedure:
        """One version by its name, published here or packaged.

        Raises UnknownProcedure, NotInForce or ProcedureOfNewerVersion.
        """
        published, unread = self._published(session)
        if any((one.slug, one.in_force_from) == (slug, in_force_from) for one in unread):
            raise ProcedureOfNewerVersion(procedure=slug)
        for one in reversed(published):
            if one.slug == slug and one.in_force_from == in_force_from:
                return one
        return self.catalogue.version(slug, in_force_from)

    def as_received(self, session: Session, procedure: Procedure, *, province: str, on: date) -> Procedure:
        """One version with what a decision of `province` shortens on that day; the same object each time.

        The decisions that came with this software and those that were published in this office.
        """
        if not province:
            return procedure
        mine, unread = self._decisions(session)
        if any(one.province == province and one.holds(procedure.code, on) for one in unread):
            raise ProcedureOfNewerVersion(procedure=procedure.code)
        found = with_cut(procedure, (*self.catalogue.overlays, *mine), province=province, on=on)
        if found.cut is None:
            return procedure
        key = (self.digest(procedure), province, found.cut.decision, found.cut.in_force_from)
        if key not in self._cut:
            self._cut[key] = found
            self._made[id(found)] = digest(found)
            self._packaged[digest(found)] = found
        return self._cut[key]

    def decisions(self, session: Session) -> list[Overlay]:
        """The local decisions that were published in this office, as far as this version can read them."""
        return self._decisions(session)[0]

    def _decisions(self, session: Session) -> tuple[list[Overlay], list[Unread]]:
        rows = session.rows("SELECT digest FROM declaration WHERE kind = ? AND published ORDER BY digest", (OVERLAY,))
        return self._readable(session, OVERLAY, rows, Overlay.model_validate_json)

    def _readable(
        self, session: Session, kind: str, rows: Iterable[Row], parse: Callable[[str], T]
    ) -> tuple[list[T], list[Unread]]:
        read: list[T] = []
        unread: list[Unread] = []
        for (key,) in rows:
            try:
                if (kind, key) not in self._unread:
                    read.append(self._parsed(session, kind, key, parse))
                    continue
            except ProcedureOfNewerVersion:
                self._unread[kind, key] = newer.unread(_body(session, kind, key) or "")
            unread.append(self._unread[kind, key])
        return read, unread

    def _parsed(self, session: Session, kind: str, key: str, parse: Callable[[str], T]) -> T:
        if (kind, key) not in self._kept:
            body = _body(session, kind, key)
            if body is None:
                raise DeclarationError(f"The {kind} {key} is in neither this software nor this office.")
            try:
                self._kept[kind, key] = parse(body)
            except ValidationError as error:
                if not newer.is_newer(error):
                    raise
                if kind in (PROCEDURE, OVERLAY):
                    raise ProcedureOfNewerVersion(procedure=newer.unread(body).code) from error
                raise WrittenByNewerVersion from error
        found: T = self._kept[kind, key]
        return found


def calendar_in(body: str, name: str) -> WorkingCalendar:
    """A calendar's kept words as the calendar. Raises ValueError where its years do not follow each other."""
    stored = json.loads(body)
    years = Catalogue(
        procedures=(),
        regimes=(),
        calendar_years=[CalendarYear.model_validate(year) for year in stored["years"]],
        presets=OfficePresets.model_construct(presets={}),
    )
    office = stored["office"]
    return years.calendar(
        name=name,
        week=week_of(office["week"]),
        receive_only=week_of(office["receive_only"]),
        closures=[
            Closure(
                on=date.fromisoformat(day["on"]),
                reason=day["reason"],
                decision=day["decision"],
                between=None if day["between"] is None else (day["between"][0], day["between"][1]),
            )
            for day in office["closures"]
        ],
    )
