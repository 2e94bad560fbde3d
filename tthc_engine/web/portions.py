"""Long lists by portions, without a script: what fits a request is done at once, and a form carries the rest on.

A key of the request goes along, so that a portion sent twice acts once; each portion shows its own outcomes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tthc_engine.web.forms.typed import Typed

PORTION = 20
"""Papers drafted or signed in one request: about half a second on an old machine."""


@dataclass(frozen=True, slots=True)
class Portion:
    """What is done now, and what the page's form sends on."""

    now: Sequence[str]
    rest: Sequence[str]
    done: int
    """Of earlier portions."""
    carried: Mapping[str, str]
    """Fields that each portion needs again."""

    @property
    def all(self) -> int:
        return self.done + len(self.now) + len(self.rest)

    @property
    def done_now(self) -> int:
        return self.done + len(self.now)


def portion_of(typed: Typed, keys: Sequence[str], *, carry: Sequence[str] = ()) -> Portion:
    """The next portion of `keys`; `carry` names the fields that the later ones need as they were typed."""
    said = typed.text("da_lam")
    done = int(said) if said.isdigit() else 0
    carried = {name: typed.values[name] for name in carry if name in typed.values}
    return Portion(now=keys[:PORTION], rest=keys[PORTION:], done=done, carried=carried)
