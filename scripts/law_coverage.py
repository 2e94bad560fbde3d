"""Which rule of the law is shown by what, and which mistake of others we would notice.

Writes docs/law-coverage.md from docs/law-rules.yaml, docs/known-mistakes.md from docs/known-mistakes.yaml and
docs/real-life-cases.md from docs/real-life-cases.yaml, with the timelines that name a rule, mistake or case.

`--check` writes nothing: exit 1 where the page is not what it would be, where a story names a rule that nobody wrote
down, where a test that is named does not exist, or where a rule is shown by nothing and no reason is given.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from tthc_engine.work.timelines import read

ROOT = Path(__file__).resolve().parent.parent
STORIES = ROOT / "tests" / "timelines"
MISTAKE, CASE = "K-", "R-"
"""How the numbers of known mistakes and of real-life cases begin; every other one is a rule of the law."""


@dataclass(frozen=True, slots=True)
class Page:
    source: Path
    """What is to be shown."""
    made: Path
    title: str
    says: str
    columns: str
    of: str = ""
    """How its numbers begin; empty: the law's own."""


PAGES = (
    Page(
        ROOT / "docs" / "law-rules.yaml",
        ROOT / "docs" / "law-coverage.md",
        "Which rule is shown by what",
        "rules are shown by at least one story or test.",
        "| Rule | Says | Law | Shown by |",
    ),
    Page(
        ROOT / "docs" / "known-mistakes.yaml",
        ROOT / "docs" / "known-mistakes.md",
        "Mistakes that other systems made",
        "would be noticed by a story or test of ours.",
        "| No. | What must hold | | Shown by |",
        of=MISTAKE,
    ),
    Page(
        ROOT / "docs" / "real-life-cases.yaml",
        ROOT / "docs" / "real-life-cases.md",
        "Cases from real desks",
        "are shown by a story or test of ours.",
        "| No. | What happens | | Shown by |",
        of=CASE,
    ),
)


@dataclass(frozen=True, slots=True)
class Rule:
    rule: str
    says: str
    law: str
    tests: tuple[str, ...]
    reason: str
    """Why nothing shows it yet; empty: something does."""
    stories: tuple[str, ...]


def stories() -> tuple[dict[str, list[str]], set[str]]:
    """The names of the stories by what they say they show, and of all of them."""
    told: dict[str, list[str]] = {}
    names: set[str] = set()
    for path in sorted(STORIES.rglob("*.yaml")):
        for story in read(path):
            names.add(story.name)
            for name in story.rules:
                told.setdefault(name, []).append(story.name)
    return told, names


def rules(page: Page, told: dict[str, list[str]]) -> list[Rule]:
    told = {name: found for name, found in told.items() if _belongs(name, page)}
    found = [
        Rule(
            one["rule"],
            one["says"],
            one.get("law", ""),
            tuple(one.get("tests", ())),
            one.get("open", ""),
            (*one.get("stories", ()), *told.pop(one["rule"], ())),
        )
        for one in yaml.safe_load(page.source.read_text("utf-8"))
    ]
    # What a story names and nobody wrote down stands at the end, so that the check can tell it.
    return [*found, *(Rule(name, "", "", (), "", tuple(stories)) for name, stories in sorted(told.items()))]


def _belongs(name: str, page: Page) -> bool:
    return name.startswith(page.of) if page.of else not name.startswith((MISTAKE, CASE))


def problems(page: Page, known: list[Rule], told: set[str]) -> Iterator[str]:
    """`told` are the names of all stories."""
    for one in known:
        yield from (f"{one.rule}: no story is called {story!r}" for story in one.stories if story not in told)
        shown = bool(one.stories or one.tests)
        if not one.says:
            yield f"{one.rule} is named by {one.stories[0]!r} and not written down in docs/{page.source.name}"
        elif not shown and not one.reason:
            yield f"{one.rule} is shown by nothing; mark a story with `rules: [{one.rule}]` or say why under `open`"
        elif shown and one.reason:
            yield f"{one.rule} is shown now: take its `open` away"
        yield from (f"{one.rule}: there is no {test}" for test in one.tests if not _exists(test))


def _exists(test: str) -> bool:
    path, _, name = test.partition("::")
    if not (ROOT / path).exists():
        return False
    return re.search(rf"^def {name}\(", (ROOT / path).read_text("utf-8"), re.MULTILINE) is not None


def written(page: Page, known: list[Rule]) -> str:
    shown = [one for one in known if one.stories or one.tests]
    lines = [
        f"# {page.title}",
        "",
        f"Written by `python -m scripts.law_coverage` from `{page.source.name}` and the timelines, never by hand.",
        "",
        f"{len(shown)} of {len(known)} {page.says}",
        "",
        page.columns,
        "|---|---|---|---|",
    ]
    lines += [f"| {one.rule} | {one.says} | {one.law} | {_shown(one)} |" for one in known]
    return "\n".join(lines) + "\n"


def _shown(one: Rule) -> str:
    tests = [f"`{test}`" for test in one.tests]
    return "<br>".join([*one.stories, *tests]) or f"*Not yet: {one.reason}*"


def main() -> int:
    (told, names), wrong = stories(), []
    for page in PAGES:
        known = rules(page, told)
        wrong += problems(page, known, names)
        made = written(page, known)
        if sys.argv[1:] != ["--check"]:
            page.made.write_text(made, "utf-8")
        elif not page.made.exists() or page.made.read_text("utf-8") != made:
            name = page.made.relative_to(ROOT)
            wrong.append(f"{name} is not up to date; run .venv/bin/python -m scripts.law_coverage")
    sys.stdout.write("".join(f"{line}\n" for line in wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
