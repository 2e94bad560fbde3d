"""The gate before a version is in force in an office: proved on every road, or refused with a road that fails."""

from tthc_engine.work.publishing.proof import Flaw, Grounds, prove

__all__ = ["Flaw", "Grounds", "prove"]
