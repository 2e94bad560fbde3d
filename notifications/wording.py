"""A message's words, from templates in a sandbox; each text remembers which version of which template said it."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound
from jinja2.sandbox import SandboxedEnvironment

from notifications.message import Language, Message

TEMPLATES = Path(__file__).parent / "templates"
# What a template builds upon: its frame, and words shared with others.
_USED = re.compile(r'{% (?:extends|from) "([^"]+)"')
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


# The machine never guesses ông or bà from a name; a context may know better.
UNSAID = {"you": "ông (bà)", "salutation": "Ông (bà)"}


class NoTemplate(LookupError):
    """Nobody has written this kind of message in this language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    subject: str
    body: str
    template: str
    """Language and kind: `vi/apology`."""
    version: str
    """SHA-256, in hex, of the template's source and of what it builds upon."""


def word(message: Message) -> Wording:
    """The subject and body of `message` in its language.

    Raises NoTemplate where the kind is unknown, and jinja2's UndefinedError where the context lacks a value that the
    template prints: half a sentence is never sent.
    """
    name = f"{message.language}/{message.kind}"
    environment = _environment(message.language)
    try:
        template = environment.get_template(f"{message.kind}.txt")
    except TemplateNotFound as missing:
        raise NoTemplate(name) from missing
    context = {"name": message.to_name, "attached": bool(message.attachments), **UNSAID, **message.context}
    # Every part of a mail in one form of Unicode, however its words were typed.
    text = unicodedata.normalize("NFC", template.render(context))
    subject, _, body = text.partition("\n")
    return Wording(
        subject=_one_line(subject.removeprefix("Subject:")), body=_tidy(body), template=name, version=_version(name)
    )


@cache
def _environment(language: Language) -> Environment:
    # Plain text: escaping would print "&amp;" to a parent. Nothing of it is ever read as markup.
    environment = SandboxedEnvironment(
        loader=FileSystemLoader(TEMPLATES / language),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["instant"] = instant_vi if language is Language.VI else instant_en
    environment.filters["day"] = day_vi if language is Language.VI else day_en
    environment.filters["line"] = _one_line
    return environment


@cache
def _version(name: str) -> str:
    language, _, kind = name.partition("/")
    digest = hashlib.sha256()
    own = (TEMPLATES / language / f"{kind}.txt").read_text(encoding="utf-8")
    for file in (*_USED.findall(own), f"{kind}.txt"):
        digest.update((TEMPLATES / language / file).read_bytes())
    return digest.hexdigest()


def _one_line(text: object) -> str:
    """A value that someone typed may not begin a line of its own, nor a header."""
    return " ".join(str(text).split())


def _tidy(body: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", body).strip() + "\n"


def day_vi(day: date | datetime | str) -> str:
    """`ngày 05 tháng 02 năm 2026`: a leading zero for days under 10 and for January and February (NĐ 30/2020)."""
    on = _day(day)
    month = f"{on.month:02d}" if on.month < 3 else str(on.month)
    return f"ngày {on.day:02d} tháng {month} năm {on.year}"


def instant_vi(at: datetime | str) -> str:
    local = _local(at)
    return f"{local:%H} giờ {local:%M} phút, {day_vi(local.date())}"


def day_en(day: date | datetime | str) -> str:
    on = _day(day)
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def instant_en(at: datetime | str) -> str:
    local = _local(at)
    return f"{local:%H:%M} on {day_en(local.date())}"


def _day(day: date | datetime | str) -> date:
    if isinstance(day, date) and not isinstance(day, datetime):
        return day
    if isinstance(day, str) and len(day) == len("2026-02-05"):
        return date.fromisoformat(day)
    return _local(day).date()


def _local(at: datetime | str) -> datetime:
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    if moment.tzinfo is None:
        raise ValueError(f"{at} has no time zone")
    return moment.astimezone(VIETNAM)
