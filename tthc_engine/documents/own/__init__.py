"""An office's own Word templates: looked into, tried on every path of the letter, and only then kept."""

from tthc_engine.documents.own.inspecting import inspect
from tthc_engine.documents.own.trying import tried

__all__ = ["inspect", "tried"]
