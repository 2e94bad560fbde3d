"""What a newer version of this software wrote, met by a process of this one in a rolling upgrade.

Authoring is strict: an unknown key in a file is an error. What lies in the database was checked when it was written, so
an unknown word there is a newer version's, and may change a date: the one thing that says it is refused, by its name.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from pydantic import ValidationError

from tthc_engine.domain.errors import WrittenByNewerVersion

_UNKNOWN = frozenset({"extra_forbidden", "union_tag_invalid", "enum", "literal_error"})


def is_newer(error: ValidationError) -> bool:
    """Whether every fault is a word that this version does not know; a damaged row has others."""
    return all(one["type"] in _UNKNOWN for one in error.errors(include_url=False, include_context=False))


@contextmanager
def understood() -> Iterator[None]:
    """Around the reading of one stored thing. Raises WrittenByNewerVersion."""
    try:
        yield
    except ValidationError as error:
        if is_newer(error):
            raise WrittenByNewerVersion from error
        raise


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """Of a declaration that this version cannot read, what says where it would hold."""

    code: str
    slug: str
    province: str
    in_force_from: date
    in_force_until: date | None

    def holds(self, code_or_slug: str, on: date) -> bool:
        ended = self.in_force_until is not None and self.in_force_until < on
        return code_or_slug in (self.code, self.slug) and self.in_force_from <= on and not ended


def unread(body: str) -> Unread:
    said = json.loads(body)
    until = said.get("in_force_until")
    return Unread(
        code=said["code"],
        slug=said["slug"],
        province=said.get("province", ""),
        in_force_from=date.fromisoformat(said["in_force_from"]),
        in_force_until=date.fromisoformat(until) if until else None,
    )
