"""What an office says about itself: names on its letters, contact, hours, its own rules. Edited in the office."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from tthc_engine.domain.regime import Period

Sessions = tuple[tuple[int, int], ...]
"""Working sessions of one day in minutes after midnight."""


class LocalDay(BaseModel):
    """A day on which this office alone is shut, the whole day or between two minutes of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    on: date
    reason: str
    decision: str = ""
    between: tuple[int, int] | None = None


class OfficeFacts(BaseModel):
    """What an office says about itself; edited there, each change an audit event."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    agency: str
    """The issuing agency's name as letters print it."""
    agency_parent: str = ""
    onestop: str = ""
    """Name of the one-stop desk on slips; empty: the agency's."""
    place: str
    """Before the date of letters ("Suối Ngần")."""
    address: str = ""
    phone: str = ""
    website: str = ""
    province: str = ""
    """Whose local decisions shorten limits here, as `procedures/overlays/` names it; empty: none do."""
    symbol_suffix: str = ""
    """After the kind in a letter's symbol: `THTHCSSN` gives "PXL-THTHCSSN"."""
    own_rules: tuple[str, ...] = ()
    """Legal basis that a voluntary unit's letters cite."""
    week: tuple[Sessions, ...]
    """Counted sessions, Monday to Sunday."""
    receive_only: tuple[Sessions, ...] = ()
    """Sessions at which the desk receives and nothing counts."""
    closures: tuple[LocalDay, ...] = ()
    online_procedures: tuple[str, ...] = ()
    """National codes that a voluntary unit takes on its own page; an administrative body has none."""
    code_pattern: str = ""
    """Of dossier codes; empty: the regime's."""
    explanation_within: Period | None = None
    """None: the regime's parameter."""
    explanation_to: str = ""
    """Whom explanations are addressed to; empty: the agency's head."""
    head_title: str = "Thủ trưởng đơn vị"
    bodies: dict[str, str] = Field(default_factory=dict)
    """Of inter-agency procedures: a body's key in the declarations, and the unit of this system that it is."""
