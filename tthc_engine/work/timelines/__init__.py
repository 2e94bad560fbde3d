"""The law's tests, written by people who know the law: read a YAML timeline, play it, say what differs."""

from tthc_engine.work.timelines.playing import Difference, play
from tthc_engine.work.timelines.reading import Line, Timeline, TimelineError, read

__all__ = ["Difference", "Line", "Timeline", "TimelineError", "play", "read"]
