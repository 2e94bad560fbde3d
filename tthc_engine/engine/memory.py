"""Dossiers this process folded lately, so that a command replays only what is new.

Never trusted without the log: the remembered head must stand in the log with its hash, and personal data must still be
there, or the whole log is replayed. What was written of its rows is believed under the very rules that it was written
by: the rulebook makes new ones whenever a fact of the office changes.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

from tthc_engine.domain.dossier import Dossier
from tthc_engine.domain.events import Personal
from tthc_engine.domain.fold import replay
from tthc_engine.domain.rules import Rules
from tthc_engine.store import log
from tthc_engine.store.facts import Stands
from tthc_engine.store.log import Head
from tthc_engine.store.sql import Session

BEGINNING = Head(0, log.GENESIS)
REMEMBERED = 2_048


@dataclass(frozen=True, slots=True)
class Written:
    """What the last command left in a dossier's rows."""

    rules: Rules
    row: Mapping[str, Any]
    """In the list."""
    fact: Stands | None
    """None: look it up."""


@dataclass(frozen=True, slots=True)
class Known:
    """A dossier as its log left it."""

    dossier: Dossier | None
    head: Head
    regime: str
    """The regime's version, as the first event of the log names it."""
    written: Written | None = None
    """By this process, with this head; None: somebody else wrote."""

    def written_by(self, rules: Rules) -> Written | None:
        """What was written by `rules` themselves."""
        return self.written if self.written is not None and self.written.rules is rules else None


@dataclass(frozen=True, slots=True)
class _Remembered:
    known: Known
    personal: str | None


class Memory:
    """The most recently used dossiers; safe to share between threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, _Remembered] = OrderedDict()
        self._lock = Lock()

    def load(self, session: Session, dossier_id: str) -> Known:
        """The dossier as the log has it now; `dossier` is None where nothing was registered."""
        with self._lock:
            kept = self._kept.get(dossier_id)
        known = self._caught_up(session, dossier_id, kept) if kept is not None else None
        return known or self._replayed(session, dossier_id)

    def keep(self, dossier_id: str, known: Known, personal: str | None) -> None:
        """Remember a state; one whose transaction is rolled back is never found in the log, and so never used."""
        with self._lock:
            self._kept[dossier_id] = _Remembered(known, personal)
            self._kept.move_to_end(dossier_id)
            if len(self._kept) > REMEMBERED:
                self._kept.popitem(last=False)

    def glimpse(self, dossier_id: str) -> Dossier | None:
        """The dossier as it is remembered, for guessing; nothing tells whether the log has moved on."""
        with self._lock:
            kept = self._kept.get(dossier_id)
        return None if kept is None else kept.known.dossier

    def personal(self, dossier_id: str) -> str | None:
        """The personal text that goes with the remembered state."""
        with self._lock:
            kept = self._kept.get(dossier_id)
        return None if kept is None else kept.personal

    def _caught_up(self, session: Session, dossier_id: str, kept: _Remembered) -> Known | None:
        found = log.tail(session, dossier_id, kept.known.head)
        if found is None or kept.known.dossier is None:
            return None
        new, text = found
        dossier = kept.known.dossier
        if text != kept.personal:
            dossier = replace(dossier, personal=Personal.model_validate_json(text) if text is not None else None)
        if not new and text == kept.personal:
            return kept.known
        after = replay((one.event for one in new), start=dossier)
        head = Head(new[-1].seq, new[-1].hash) if new else kept.known.head
        known = Known(after, head, kept.known.regime)
        self.keep(dossier_id, known, text)
        return known

    def _replayed(self, session: Session, dossier_id: str) -> Known:
        past = log.load(session, dossier_id)
        if not past:
            return Known(None, BEGINNING, "")
        dossier = replay(one.event for one in past)
        known = Known(dossier, Head(past[-1].seq, past[-1].hash), past[0].judged.regime)
        self.keep(dossier_id, known, log.personal_text(session, dossier_id))
        return known
