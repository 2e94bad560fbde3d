"""A dossier decided command by command in memory, as the engine decides it, for the bulk writer to write whole."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from tthc_engine.domain.commands import Accept, Command, NumberLetter
from tthc_engine.domain.decide import decide
from tthc_engine.domain.dossier import Dossier
from tthc_engine.domain.events import AnyEvent, LetterIssued
from tthc_engine.domain.fold import replay
from tthc_engine.domain.rules import Allotted, Rules
from tthc_engine.engine import allotting, letters
from tthc_engine.engine.bulk import Stream
from tthc_engine.engine.letters import Posting, Printed
from tthc_engine.engine.rulebook import Surroundings
from tthc_engine.store.people import HANOI


class Numbers:
    """An office's counters while no database holds them; dossiers that share them are decided in the order of time."""

    def __init__(self) -> None:
        self._last: Counter[tuple[str, str, str]] = Counter()

    def next(self, unit: str, series: str, period: str) -> int:
        """What `take` will give."""
        return self._last[unit, series, period] + 1

    def take(self, unit: str, series: str, period: str) -> int:
        self._last[unit, series, period] += 1
        return self._last[unit, series, period]


class Unwritten:
    """One dossier that no log knows yet. Commands that move it to other texts or offices are not for it."""

    def __init__(
        self,
        dossier_id: str,
        around: Surroundings,
        *,
        authority: str,
        numbers: Numbers,
        entropy: Callable[[int], bytes],
    ) -> None:
        """`authority` is the competent unit's code, as dossier codes show it."""
        self.dossier_id = dossier_id
        self.dossier: Dossier | None = None
        self._around = around
        self._authority = authority
        self._numbers = numbers
        self._entropy = entropy
        self._commands: list[tuple[AnyEvent, ...]] = []
        self._states: list[Dossier] = []
        self._series: dict[str, tuple[str, str]] = {}
        """Of each letter: whose numbers it joins."""

    @property
    def rules(self) -> Rules:
        return self._around.rules

    def stream(self) -> Stream:
        return Stream(self.dossier_id, self._commands, self._around, self._states)

    def ask(self, command: Command, *, at: datetime) -> tuple[AnyEvent, ...]:
        """The events of `command`, kept; none where nothing happened. Raises a Refusal, and then nothing is taken."""
        allotted, used = self._allot(command, at)
        rules = replace(self.rules, allotted=allotted) if used is not None else self.rules
        if isinstance(command, NumberLetter):
            command = replace(command, number="")
        events = decide(self.dossier, command, rules, at=at)
        if not events:
            return ()
        if used is not None:
            self._numbers.take(*used)
        after = replay(events, start=self.dossier)
        assert after is not None, "what a command records begins a dossier"
        posting = Posting(
            dossier_id=self.dossier_id, before=self.dossier, after=after, around=self._around, printed=Printed()
        )
        for event in events:
            if isinstance(event, LetterIssued):
                self._series[event.letter] = letters.series(event, posting)
        slips = letters.numbered_at_once(self._numbers.take, events, posting)
        self.dossier = replay(slips, start=after)
        self._commands.append((*events, *slips))
        self._states.append(self.dossier or after)
        return self._commands[-1]

    def _allot(self, command: Command, at: datetime) -> tuple[Allotted, tuple[str, str, str] | None]:
        """The numbers a command needs, and whose counter gives them once it is decided."""
        if isinstance(command, Accept):
            return self._code((command.received_at or at).astimezone(HANOI))
        if isinstance(command, NumberLetter) and command.letter in self._series:
            used = (*self._series[command.letter], str(at.astimezone(HANOI).year))
            return Allotted(letter_number=str(self._numbers.next(*used))), used
        return Allotted(), None

    def _code(self, received: datetime) -> tuple[Allotted, tuple[str, str, str]]:
        pattern = allotting.pattern_of(self._around)
        period = allotting.code(pattern, authority=self._authority, on=received, counter=0)
        used = (self._authority, allotting.CODES, period)
        reference = allotting.code(pattern, authority=self._authority, on=received, counter=self._numbers.next(*used))
        return Allotted(reference=reference, secret=allotting.secret(self._entropy)), used
