"""How far a long command is: a bar on a terminal, nothing when piped."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer

Step = Callable[[int, int], None]
"""Told how much is done, and of how much."""


@contextmanager
def shown() -> Iterator[Step | None]:
    """A bar on stderr while the block runs; None where nobody watches."""
    if not sys.stderr.isatty():
        yield None
        return
    with typer.progressbar(length=100, file=sys.stderr) as bar:
        before = 0

        def step(done: int, of: int) -> None:
            nonlocal before
            percent = done * 100 // of if of else 100
            if percent > before:
                bar.update(percent - before)
                before = percent

        yield step
