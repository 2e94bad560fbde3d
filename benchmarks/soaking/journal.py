"""What the hands remember by themselves: every form that was sent, and what was answered to it."""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

ACKNOWLEDGED, REFUSED = "acknowledged", "refused"


@dataclass(slots=True)
class Sent:
    """One form with its key; resent until it was answered."""

    person: str
    word: str
    key: str
    outcome: str = ""
    dossier: str = ""
    """Its code, or the address it was answered with."""


class Journal:
    """Kept in memory for the count and in a file for whoever looks into a doubt; knows nothing of the database."""

    def __init__(self, file: Path) -> None:
        self.sent: dict[tuple[str, str, str], Sent] = {}
        self.restarted: Counter[str] = Counter()
        self._file: TextIO = file.open("w", encoding="utf-8")

    def sends(self, person: str, word: str, key: str, *, dossier: str = "") -> Sent:
        one = self.sent.setdefault((person, word, key), Sent(person, word, key, dossier=dossier))
        self._write({"sends": word, "by": person, "key": key, "dossier": dossier})
        return one

    def answered(self, one: Sent, outcome: str, *, dossier: str = "") -> None:
        """Raises AssertionError where the same form was answered in two ways."""
        dossier = dossier or one.dossier
        if one.outcome and (one.outcome, one.dossier) != (outcome, dossier):
            raise AssertionError(f"{one} was answered again: {outcome} {dossier}")
        one.outcome, one.dossier = outcome, dossier
        self._write({"answered": one.word, "by": one.person, "key": one.key, "as": outcome, "dossier": dossier})

    def close(self) -> None:
        self._file.close()

    def _write(self, line: dict[str, str]) -> None:
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._file.flush()
