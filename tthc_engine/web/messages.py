"""What people read: one gettext catalogue a language, keyed by dotted names (`refusal.SupplementTooLate`).

The catalogues are plain `.po` files, one for each first word of a key (`desk.po` holds `desk.*`), read once when the
application starts. A key that a language lacks is a mistake of ours, so it raises;
`python -m tthc_engine.web.messages --check` finds it first.

A language that tells one from many writes both behind the number: `{n|dossier|dossiers} chosen` is said as `1 dossier
chosen` and `2 dossiers chosen`. Vietnamese has one form and writes `{n} hồ sơ`.
"""

import re
import string
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po
from markupsafe import Markup, escape

from tthc_engine.domain import errors
from tthc_engine.domain.commands import REQUESTS, PaperState
from tthc_engine.domain.dossier import Outcome, Stage
from tthc_engine.domain.events import AnyEvent
from tthc_engine.domain.identifiers import Doubt
from tthc_engine.domain.numerals import ENGLISH, VIETNAMESE, Numerals
from tthc_engine.domain.obligations import ObligationKind
from tthc_engine.domain.procedure import Channel, PaperForm, Role
from tthc_engine.domain.regime import LetterKind
from tthc_engine.domain.standing import Standing

HERE = Path(__file__).parent
LANGUAGES = ("vi", "en")
DEFAULT = "vi"


_COUNTED = re.compile(r"\{(\w+)\|([^|{}]+)\|([^|{}]+)\}")
"""A number, what one is called, what many are called."""


IN_VIETNAMESE = Markup('<span lang="vi">{}</span>')
_LETTERS = re.compile("[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]")


def is_vietnamese(words: object) -> bool:
    """Whether a letter among them is none of English."""
    return isinstance(words, str) and bool(_LETTERS.search(words))


@dataclass(frozen=True, slots=True)
class Messages:
    """The texts of one language. Called with a key and the facts that its sentence names."""

    language: str
    texts: Mapping[str, str]

    def __call__(self, key: str, /, **facts: object) -> str:
        """The sentence of `key` with its facts filled in. Raises KeyError for an unknown key or a missing fact."""
        text = self.texts[key]
        if "|" in text:
            text = _COUNTED.sub(lambda found: _number_and_noun(found, facts), text)
        return text.format(**{name: self._written(name, one) for name, one in facts.items()}) if facts else text

    def marked(self, key: str, /, **facts: object) -> Markup:
        """The sentence as markup, in which a reader's voice changes language for a fact that is Vietnamese."""
        text = _COUNTED.sub(lambda found: _number_and_noun(found, facts), self.texts[key])
        return escape(text).format(**{name: self._spoken(self._written(name, one)) for name, one in facts.items()})

    def _spoken(self, fact: object) -> object:
        if self.language == DEFAULT or isinstance(fact, Markup) or not is_vietnamese(fact):
            return fact
        return IN_VIETNAMESE.format(fact)

    @property
    def numerals(self) -> Numerals:
        return ENGLISH if self.language == "en" else VIETNAMESE

    def _written(self, name: str, fact: object) -> object:
        """A number among the facts as this language writes it; a year is a name, whatever it is made of."""
        if isinstance(fact, Decimal):
            return self.numerals.amount(fact)
        if isinstance(fact, int) and not isinstance(fact, bool) and name != "year":
            return self.numerals.whole(fact)
        return fact

    def has(self, key: str) -> bool:
        return key in self.texts


def _number_and_noun(found: re.Match[str], facts: Mapping[str, object]) -> str:
    name, one, many = found.groups()
    # "01", as the law writes a limit, is one as well.
    return f"{{{name}}} {one if str(facts[name]).lstrip('0') == '1' else many}"


@cache
def messages(language: str) -> Messages:
    """The catalogue of `language`; an unknown language is read as Vietnamese."""
    chosen = language if language in LANGUAGES else DEFAULT
    texts: dict[str, str] = {}
    for path in sorted((HERE / "locales" / chosen).glob("*.po")):
        texts |= _file(path)
    return Messages(chosen, texts)


def _file(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file) if one.id and one.string}


def _refusals(parent: type[Exception]) -> Iterator[str]:
    for child in parent.__subclasses__():
        yield child.__name__
        yield from _refusals(child)


_AUDITED = re.compile(r"""\baudit\([^)]*?\bkind="([a-z_]+)\"""", re.S)
"""What is written to the system's log; its page names it."""


def needed() -> set[str]:
    """Every key that the code can ask for: the fixed words of the domain, and what templates and modules write out."""
    words: list[tuple[str, type[StrEnum]]] = [
        ("role", Role),
        ("standing", Standing),
        ("outcome", Outcome),
        ("stage", Stage),
        ("obligation", ObligationKind),
        ("channel", Channel),
        ("paper_form", PaperForm),
        ("paper_state", PaperState),
        ("doubt", Doubt),
    ]
    keys = {f"{group}.{word.value}" for group, enum in words for word in enum}
    keys |= {f"letter.{kind.value}" for kind in LetterKind}
    keys |= {f"refusal.{name}" for name in _refusals(errors.Refusal)}
    keys |= {f"command.{word}" for word in REQUESTS}
    keys |= {f"event.{_kind(event)}" for event in AnyEvent.__args__}
    keys |= {f"status.{number}" for number in range(1, 11)}
    for path in HERE.parent.rglob("*.py"):
        keys |= {f"audit.{kind}" for kind in _AUDITED.findall(path.read_text(encoding="utf-8"))}
    for path in (*HERE.rglob("*.html"), *HERE.rglob("*.py")):
        keys |= set(
            re.findall(
                r"""\b(?:_|marked)\(\s*["']([a-z_]+(?:\.[A-Za-z0-9_]+)+)["']\s*[,)]""", path.read_text(encoding="utf-8")
            )
        )
    return keys


def _kind(event: type) -> str:
    return str(event.model_fields["kind"].default)  # type: ignore[attr-defined]


def problems() -> list[str]:
    """What is wrong with the catalogues, one line each; empty when every language can say everything."""
    found: list[str] = []
    wanted = needed()
    known = {language: messages(language).texts for language in LANGUAGES}
    everything = set().union(*known.values())
    for language, texts in known.items():
        found += [f"{language}: {key} is missing" for key in sorted((wanted | everything) - set(texts))]
    for path in sorted((HERE / "locales").glob("*/*.po")):
        stray = sorted(key for key in _file(path) if key.partition(".")[0] != path.stem)
        found += [f"{path.parent.name}/{path.name}: {key} belongs into {key.partition('.')[0]}.po" for key in stray]
    for key in sorted(everything):
        facts = {language: _facts(texts[key]) for language, texts in known.items() if key in texts}
        if len({frozenset(names) for names in facts.values()}) > 1:
            found.append(f"{key}: the languages name different facts: {facts}")
    return found


def _facts(text: str) -> set[str]:
    return {name.partition("|")[0] for _, name, _, _ in string.Formatter().parse(text) if name}


def main() -> int:
    """`--check`: print what is missing; exit code 0 well, 1 not, 2 called wrongly."""
    if sys.argv[1:] != ["--check"]:
        sys.stderr.write("usage: python -m tthc_engine.web.messages --check\n")
        return 2
    found = problems()
    sys.stdout.write("\n".join(found or [f"{len(messages(DEFAULT).texts)} messages in {', '.join(LANGUAGES)}"]) + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
