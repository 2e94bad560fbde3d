"""Which rule of the law is shown by what: writes docs/law-coverage.md from docs/law-rules.yaml and the timelines.

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
RULES = ROOT / "docs" / "law-rules.yaml"
PAGE = ROOT / "docs" / "law-coverage.md"
STORIES = ROOT / "tests" / "timelines"


@dataclass(frozen=True, slots=True)
class Rule:
    rule: str
    says: str
    law: str
    tests: tuple[str, ...]
    reason: str
    """Why nothing shows it yet; empty: something does."""
    stories: tuple[str, ...]


def rules() -> list[Rule]:
    told: dict[str, list[str]] = {}
    for path in sorted(STORIES.rglob("*.yaml")):
        for story in read(path):
            for name in story.rules:
                told.setdefault(name, []).append(story.name)
    found = [
        Rule(
            one["rule"],
            one["says"],
            one["law"],
            tuple(one.get("tests", ())),
            one.get("open", ""),
            tuple(told.pop(one["rule"], ())),
        )
        for one in yaml.safe_load(RULES.read_text("utf-8"))
    ]
    # What a story names and nobody wrote down stands at the end, so that the check can tell it.
    return [*found, *(Rule(name, "", "", (), "", tuple(stories)) for name, stories in sorted(told.items()))]


def problems(known: list[Rule]) -> Iterator[str]:
    for one in known:
        shown = bool(one.stories or one.tests)
        if not one.says:
            yield f"{one.rule} is named by {one.stories[0]!r} and not written down in docs/law-rules.yaml"
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


def page(known: list[Rule]) -> str:
    shown = [one for one in known if one.stories or one.tests]
    lines = [
        "# Which rule is shown by what",
        "",
        "Written by `python -m scripts.law_coverage` from `law-rules.yaml` and the timelines; do not edit by hand.",
        "",
        f"{len(shown)} of {len(known)} rules are shown by at least one story or test.",
        "",
        "| Rule | Says | Law | Shown by |",
        "|---|---|---|---|",
    ]
    lines += [f"| {one.rule} | {one.says} | {one.law} | {_shown(one)} |" for one in known]
    return "\n".join(lines) + "\n"


def _shown(one: Rule) -> str:
    tests = [f"`{test}`" for test in one.tests]
    return "<br>".join([*one.stories, *tests]) or f"*Not yet: {one.reason}*"


def main() -> int:
    known = rules()
    wrong = list(problems(known))
    made = page(known)
    if sys.argv[1:] == ["--check"]:
        if not PAGE.exists() or PAGE.read_text("utf-8") != made:
            wrong.append("docs/law-coverage.md is not up to date; run .venv/bin/python -m scripts.law_coverage")
    else:
        PAGE.write_text(made, "utf-8")
    sys.stdout.write("".join(f"{line}\n" for line in wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
