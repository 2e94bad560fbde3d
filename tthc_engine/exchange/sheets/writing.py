"""Drafts on disk: one YAML a sheet, and a report that says what was understood and what was not."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tthc_engine.catalogue import load_procedure
from tthc_engine.domain.errors import DeclarationError
from tthc_engine.exchange.sheets.doubts import Why
from tthc_engine.exchange.sheets.draft import Draft, draft
from tthc_engine.exchange.sheets.saying import said_terms
from tthc_engine.exchange.sheets.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Written:
    """One draft as it lies in the folder."""

    draft: Draft
    file: Path
    problems: tuple[str, ...]
    """Why it does not load yet; empty: it loads."""


@dataclass(frozen=True, slots=True)
class Summary:
    written: tuple[Written, ...]

    @property
    def understood(self) -> int:
        """Sheets whose times were understood without a person."""
        return sum(one.draft.times.decided for one in self.written)

    @property
    def loading(self) -> int:
        return sum(not one.problems for one in self.written)

    @property
    def reasons(self) -> Counter[str]:
        """How many sheets were left to a person, by the reason (`Why`)."""
        return Counter(doubt.why.value for one in self.written for doubt in one.draft.times.doubts)

    @property
    def stating(self) -> int:
        """Sheets that state a time at all: neither nothing nor the portal's "1 ngày" for nothing."""
        return len(self.written) - self.reasons[Why.NOTHING] - self.reasons[Why.PLACEHOLDER]

    def report(self) -> dict[str, Any]:
        """For programs: the counts, and for each sheet its times or the questions that a person must answer."""
        return {
            "sheets": len(self.written),
            "times_understood": self.understood,
            "share_understood": round(self.understood / len(self.written), 4) if self.written else None,
            "sheets_stating_a_time": self.stating,
            "loading": self.loading,
            "left_to_a_person": dict(self.reasons.most_common()),
            "drafts": [_reported(one) for one in self.written],
        }


def write_drafts(sheets: Iterable[Sheet], out: Path, *, on: date) -> Summary:
    """A draft for each sheet into `out`, named by code; a repeated code gets a number. Existing files are replaced."""
    out.mkdir(parents=True, exist_ok=True)
    seen: Counter[str] = Counter()
    written = []
    for sheet in sheets:
        stem = re.sub(r"[^\w.\-]+", "_", sheet.code).strip("._") or "khong-ma"
        seen[stem] += 1
        file = out / (f"{stem}.yaml" if seen[stem] == 1 else f"{stem}-{seen[stem]}.yaml")
        made = draft(sheet, on=on)
        file.write_text(made.text, "utf-8")
        written.append(Written(made, file, _problems(file)))
    return Summary(tuple(written))


def _problems(file: Path) -> tuple[str, ...]:
    try:
        load_procedure(file)
    except DeclarationError as error:
        return tuple(f"{problem.what}: {problem.advice}" for problem in error.problems)
    return ()


def _reported(one: Written) -> dict[str, Any]:
    times = one.draft.times
    return {
        "code": one.draft.code,
        "name": one.draft.name,
        "file": one.file.name,
        "times": [
            {
                "channel": channel.value,
                "case": option.label,
                "time": said_terms(option.terms),
                "start": option.start.value,
            }
            for channel, options in times.by_channel.items()
            for option in options
        ],
        "read_by": list(times.because),
        "loads": not one.problems,
        "problems": list(one.problems),
        "to_decide": [asdict(question) for question in one.draft.questions],
    }
