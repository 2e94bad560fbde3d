"""A message in one SMS: within 160 signs of the plain alphabet, for telephones that show no Vietnamese letters.

Templates are written in whole Vietnamese, so that an officer can read them, and lose their diacritics here.
"""

import hashlib
import re
import unicodedata
from datetime import date, datetime
from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateNotFound
from jinja2.sandbox import SandboxedEnvironment

from notifications.message import Language, Message
from notifications.wording import TEMPLATES, VIETNAM, NoTemplate, Wording

LONGEST = 160
"""Signs of the GSM alphabet in one SMS."""
DEMO = {Language.VI: "(Minh họa) ", Language.EN: "(Demo) "}
# Everything else of the GSM alphabet costs two signs or looks different on old telephones.
_STRANGE = re.compile(r"[^A-Za-z0-9 .,:;!?/()+*%&='\"<>-]")
_SENTENCE = re.compile(r"(?<=\.) +")


def word_short(message: Message) -> Wording:
    """The text of `message` for one SMS, without diacritics; its last sentences go first where it is too long.

    Raises NoTemplate where the kind has no short form, and jinja2's UndefinedError where the context lacks a value.
    """
    name = f"{message.language}/short/{message.kind}"
    try:
        template = _environment(message.language).get_template(f"{message.kind}.txt")
    except TemplateNotFound as missing:
        raise NoTemplate(name) from missing
    said = plain(template.render({**message.context}))
    demo = plain(DEMO[message.language]) + " " if message.context.get("demo") else ""
    return Wording(subject="", body=_fitted(demo + said), template=name, version=_version(name))


def plain(text: str) -> str:
    """Letters without diacritics, one space between words, nothing that a telephone could not show."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return " ".join(_STRANGE.sub(" ", bare.replace("đ", "d").replace("Đ", "D").replace("–", "-")).split())


def _fitted(text: str) -> str:
    sentences = _SENTENCE.split(text)
    while len(sentences) > 1 and len(" ".join(sentences)) > LONGEST:
        sentences.pop()
    return " ".join(sentences)[:LONGEST]


def clock(at: datetime | str) -> str:
    """`17:00 08/06/2026`, on the office's wall."""
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    if moment.tzinfo is None:
        raise ValueError(f"{at} has no time zone")
    return f"{moment.astimezone(VIETNAM):%H:%M %d/%m/%Y}"


def day(on: date | datetime | str) -> str:
    """`08/06/2026`."""
    if isinstance(on, str) and len(on) == len("2026-02-05"):
        on = date.fromisoformat(on)
    return clock(on).split()[1] if isinstance(on, datetime | str) else f"{on:%d/%m/%Y}"


@cache
def _environment(language: Language) -> Environment:
    environment = SandboxedEnvironment(
        loader=FileSystemLoader(TEMPLATES / language / "short"), undefined=StrictUndefined, autoescape=False
    )
    environment.filters["clock"] = clock
    environment.filters["day"] = day
    return environment


@cache
def _version(name: str) -> str:
    return hashlib.sha256((TEMPLATES / f"{name}.txt").read_bytes()).hexdigest()
