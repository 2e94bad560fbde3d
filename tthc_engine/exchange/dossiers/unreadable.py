"""Why a table cannot be read at all; single lines that cannot are told one by one."""

from typing import Any

from tthc_engine.domain.errors import TthcError


class UnreadableTable(TthcError):
    """`key` names the sentence: missing, kind, damaged, too_large, empty, columns, mapping, line."""

    def __init__(self, key: str, **facts: Any) -> None:
        said = ", ".join(f"{name}={value}" for name, value in facts.items())
        super().__init__(f"The table cannot be read ({key}){': ' if said else ''}{said}")
        self.key = key
        self.facts = facts
