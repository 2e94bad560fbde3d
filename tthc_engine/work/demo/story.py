"""The demo's story in order: one dossier through the real engine, each line with what followed from it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tthc_engine.bootstrap import App, start
from tthc_engine.catalogue import Catalogue
from tthc_engine.documents import filing
from tthc_engine.domain.commands import CheckClock, NumberLetter
from tthc_engine.domain.dossier import Dossier
from tthc_engine.domain.errors import Refusal
from tthc_engine.domain.events import AnyEvent
from tthc_engine.domain.people import THE_CLOCK
from tthc_engine.domain.procedure import Procedure
from tthc_engine.domain.standing import Standing
from tthc_engine.domain.timing import standing
from tthc_engine.reports.form06a import Form06a
from tthc_engine.reports.making import Asked, form06a
from tthc_engine.reports.periods import period
from tthc_engine.settings import Settings
from tthc_engine.store import letters, proof
from tthc_engine.store.people import HANOI
from tthc_engine.work.demo.lives import Act
from tthc_engine.work.demo.office import DemoOffice, demo_office, read
from tthc_engine.work.demo.scripted import Line, Script, act
from tthc_engine.work.demo.seeding import set_up

_SWEEP = "sweep"
_MONTH = "calendar_month:2026-11"


class StoryDiffers(Exception):
    """The engine did not do what the story says; the text tells where."""


class StoryLine(Line):
    says: str
    english: str
    rule: str
    """Under which rule, as it is cited."""
    refused: str = ""
    """The refusal this line is there to show."""
    prints: bool = False
    """The numbered letter is rendered and written to a file."""


class Story(Script):
    steps: tuple[StoryLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One line as it happened."""

    line: StoryLine
    who: str
    events: tuple[AnyEvent, ...]
    dossier: Dossier | None
    standing: Standing | None
    refusal: Refusal | None = None
    pdf: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    form: Form06a
    proof: proof.Proof


def story() -> Story:
    return Story.model_validate(read("story.yaml")[0])


def procedure(catalogue: Catalogue) -> Procedure:
    """Under which the story's dossier is received."""
    told = story()
    return catalogue.in_force(told.procedure, told.steps[0].at.astimezone(HANOI).date())


def office_in(folder: Path) -> App:
    """The demo's office, without its year, in a database of its own in `folder`."""
    app = start(Settings(demo=True, data_dir=folder, database_url=f"sqlite:///{folder / 'story.db'}"))
    with app.transaction() as session:
        set_up(session, demo_office(), app)
    return app


def play(app: App, *, pdf_folder: Path) -> Iterator[Told]:
    """Tell the story line by line; the apology is written to `pdf_folder`.

    Raises StoryDiffers where a line is refused that should not be, or the other way round.
    """
    told, office = story(), demo_office()
    for line in told.steps:
        happened = _happen(app, told, line, office)
        if line.prints:
            yield _with_pdf(app, happened, told.key, pdf_folder)
        else:
            yield happened


def ending(app: App, at: datetime) -> Ending:
    """What is left of it: the month's line of II.06a, and a log that proves itself."""
    with app.read() as session:
        asked = Asked(unit=story().unit, period=period(_MONTH), at=at)
        return Ending(form=form06a(session, asked), proof=proof.verify(session))


def _happen(app: App, told: Story, line: StoryLine, office: DemoOffice) -> Told:
    asked = _act(app, told, line, office)
    who = "" if line.do == _SWEEP else office.person(asked.command.by.person).name
    try:
        with app.transaction() as session:
            handled = app.engine.handle(session, asked.command, at=line.at)
            dossier, rules = app.engine.dossier(session, told.key)
    except Refusal as refusal:
        if refusal.name != line.refused:
            raise StoryDiffers(f"{line.at:%d/%m %H:%M} {line.do}: {refusal.name}: {refusal}") from refusal
        return Told(line=line, who=who, events=(), dossier=None, standing=None, refusal=refusal)
    if line.refused:
        raise StoryDiffers(f"{line.at:%d/%m %H:%M} {line.do}: expected {line.refused}")
    stands = standing(dossier, rules, line.at)
    return Told(line=line, who=who, events=handled.events, dossier=dossier, standing=stands)


def _act(app: App, told: Story, line: StoryLine, office: DemoOffice) -> Act:
    if line.do == _SWEEP:
        return Act(at=line.at, command=CheckClock(dossier=told.key, by=THE_CLOCK))
    return act(told, line, app.catalogue, office)


def _with_pdf(app: App, happened: Told, key: str, folder: Path) -> Told:
    """The letter that was just numbered, as the file that goes out."""
    asked = _act(app, story(), happened.line, demo_office()).command
    if not isinstance(asked, NumberLetter):
        raise StoryDiffers(f"{happened.line.do} numbers no letter")
    folder.mkdir(parents=True, exist_ok=True)
    pdf = folder / "van-ban-xin-loi.pdf"
    pdf.write_bytes(filing.file(app, letters.letter_id(key, asked.letter), at=happened.line.at))
    return Told(
        line=happened.line,
        who=happened.who,
        events=happened.events,
        dossier=happened.dossier,
        standing=happened.standing,
        pdf=pdf,
    )
