"""Writes docs/settings.md: every setting with its default, from the settings themselves.

`--check` writes nothing: exit 1 where the page is not what it would be.
"""

import sys
from pathlib import Path
from typing import Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from tthc_engine.settings import ENV_PREFIX, Settings

PAGE = Path(__file__).parents[1] / "docs" / "settings.md"
HEAD = """# Settings

Written by `.venv/bin/python -m scripts.settings_page` from `tthc_engine/settings.py`; do not edit.

Each is an environment variable, read once at the start; an empty one counts as not set.

How they are used: [operating.md](operating.md).

| Variable | Takes | Default | What |
|---|---|---|---|
"""


def page() -> str:
    """The whole page, the same on every machine."""
    return HEAD + "".join(_row(name, field) for name, field in sorted(Settings.model_fields.items()))


def _row(name: str, field: FieldInfo) -> str:
    secret = "" if field.repr else " A secret: it is never shown in a log."
    cells = (f"`{ENV_PREFIX}{name.upper()}`", _kind(field), _default(field), f"{field.description}{secret}")
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def _kind(field: FieldInfo) -> str:
    kind = field.annotation
    if get_origin(kind) is Literal:
        return ", ".join(f"`{one}`" for one in get_args(kind))
    if kind is bool:
        return "`0` or `1`"
    if kind is int:
        return "a whole number"
    if kind is Path or Path in get_args(kind):
        return "a path"
    return "JSON" if get_origin(kind) is dict else "text"


def _default(field: FieldInfo) -> str:
    if field.default_factory is dict:
        return "`{}`"
    if field.default_factory is not None:
        return "the user's own data folder"
    if field.default is None or field.default == "":
        return "none"
    return f"`{int(field.default)}`" if isinstance(field.default, bool) else f"`{field.default}`"


def main() -> int:
    made = page()
    if sys.argv[1:] != ["--check"]:
        PAGE.write_text(made, "utf-8")
    elif not PAGE.exists() or PAGE.read_text("utf-8") != made:
        sys.stdout.write("docs/settings.md is not up to date; run .venv/bin/python -m scripts.settings_page\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
