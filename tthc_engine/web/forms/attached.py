"""Scans on the desk's form: files that were chosen, hashes that wait for acceptance, and who may use which."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tthc_engine.bootstrap import App
from tthc_engine.domain import commands as c
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Component, Procedure
from tthc_engine.exchange.scans import LARGEST, UnfitScan, look
from tthc_engine.store import kept_results, scan_files, scans
from tthc_engine.store.people import Scope
from tthc_engine.store.scans import KeptScan
from tthc_engine.store.sql import Session
from tthc_engine.web.forms.typed import Typed

MOST = 20
"""Scans of one paper: pages photographed one by one."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One scan on the form, with the paper it shows."""

    component: Component
    scan: KeptScan


def kept(app: App, content: bytes, *, by: str, at: datetime) -> KeptScan:
    """Look at the bytes, keep them, note what they are. Raises UnfitScan."""
    looked = look(content)
    sha256 = scan_files.keep(app.settings.scan_folder, content)
    scan = KeptScan(sha256=sha256, media=looked.media, size=len(content), pages=looked.pages, signed=looked.signed)
    with app.transaction() as session:
        scans.keep(session, scan, by=by, at=at)
    return scan


def with_files(app: App, typed: Typed, procedure: Procedure | None, *, by: str, at: datetime) -> Typed:
    """The form with every chosen file kept and its hash in place of it; an unfit one is an error of its paper."""
    if procedure is None or not typed.files:
        return typed
    values = dict(typed.values)
    made = Typed(typed.says, values, typed.many, typed.errors)
    for component in procedure.components:
        for file in typed.files.get(f"file.{component.key}", []):
            content = file.file.read(LARGEST + 1)
            try:
                scan = kept(app, content, by=by, at=at)
            except UnfitScan as unfit:
                made.wrong(f"file.{component.key}", typed.says(f"scan.{unfit.why.value}", name=component.name))
            else:
                values[field_of(component)] = joined([*hashes(made, component), scan.sha256])
    return made


def field_of(component: Component) -> str:
    return f"scan.{component.key}"


def hashes(typed: Typed, component: Component) -> list[str]:
    return [one for one in typed.text(field_of(component)).split(",") if one][:MOST]


def joined(found: Iterable[str]) -> str:
    return ",".join(dict.fromkeys(found))


def waiting(session: Session, scope: Scope, typed: Typed, procedure: Procedure, *, by: str) -> list[Waiting]:
    """The scans on the form that this officer may use: those she brought, and those of what she may see."""
    found = []
    for component in procedure.components:
        for sha256 in hashes(typed, component):
            mine = scans.uploaded_by(session, sha256, by)
            if mine is None and _may_use(session, scope, sha256):
                mine = scans.find(session, sha256)
            if mine is not None:
                found.append(Waiting(component, mine))
    return found


def _may_use(session: Session, scope: Scope, sha256: str) -> bool:
    """Some dossier of the scope has it, or its register of results that are still valid."""
    return scans.used_within(session, scope, sha256) or kept_results.has_scan(session, scope, sha256)


def attaching(found: Iterable[Waiting], dossier: str, by: Actor) -> list[c.AttachScan]:
    """The commands that keep these scans with the accepted dossier."""
    return [
        c.AttachScan(
            dossier=dossier,
            by=by,
            component=one.component.key,
            sha256=one.scan.sha256,
            size=one.scan.size,
            media=one.scan.media,
            signed=one.scan.signed,
        )
        for one in found
    ]
