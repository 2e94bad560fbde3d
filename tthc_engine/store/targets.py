"""What an office set out to reach this year, in percent: edited there, each change an audit event."""

import json
from collections.abc import Mapping
from datetime import datetime

from tthc_engine.store import meta, offices
from tthc_engine.store.sql import Session

KINDS = ("in_time", "early")
"""Granted not later than due; granted before the due day."""


def targets(session: Session, unit: str) -> dict[str, int]:
    """The unit's own, else those of the nearest unit above that set any; empty where nobody did."""
    for key in (unit, *sorted(offices.above(session, unit))):
        found = meta.get(session, f"targets.{key}")
        if found:
            return {kind: int(value) for kind, value in json.loads(found).items()}
    return {}


def set_targets(session: Session, unit: str, wanted: Mapping[str, int], *, by: str, at: datetime) -> None:
    """Percent by kind; what is left out has no target."""
    meta.put(session, f"targets.{unit}", json.dumps(dict(wanted)))
    offices.audit(session, unit, kind="targets_set", by=by, at=at, payload=dict(wanted))
