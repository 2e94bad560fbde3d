"""JSON Schema for editors, made from the very models that the loader uses."""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from tthc_engine.catalogue.files import CalendarYear, OfficePresets
from tthc_engine.catalogue.overlays import Overlay
from tthc_engine.domain.procedure import Procedure
from tthc_engine.domain.regime import Regime

_MODELS: dict[str, type[BaseModel]] = {
    "procedure": Procedure,
    "regime": Regime,
    "calendar": CalendarYear,
    "hours": OfficePresets,
    "overlay": Overlay,
}
_TERM_KEYS = ("amount", "unit", "cutoff", "on")


def schemas() -> dict[str, str]:
    """File name -> JSON text, one for each kind of declaration."""
    return {
        f"{kind}.schema.json": json.dumps(_schema(kind, model), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        for kind, model in _MODELS.items()
    }


def write(folder: Path) -> list[Path]:
    """Write them into `folder`; returns what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, text in schemas().items():
        path = folder / name
        path.write_text(text, "utf-8")
        written.append(path)
    return written


def _schema(kind: str, model: type[BaseModel]) -> dict[str, Any]:
    schema = model.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = f"tthc-engine {kind}"
    definitions = schema.get("$defs", {})
    if "Phase" in definitions:
        _allow_single_term(definitions["Phase"], definitions["Term"])
    return schema


def _allow_single_term(phase: dict[str, Any], term: dict[str, Any]) -> None:
    """`{amount: 5, unit: working_days}` beside `{terms: [{amount: 5, unit: working_days}]}`, as the loader reads it."""
    for key in _TERM_KEYS:
        phase["properties"][key] = term["properties"][key]
    phase["required"] = [key for key in phase.get("required", []) if key != "terms"]
    phase["oneOf"] = [{"required": ["terms"]}, {"required": ["unit"]}]
