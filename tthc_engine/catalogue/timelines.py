"""A check of the repository, not of an installation: every procedure has a timeline that proves it."""

import re
from collections.abc import Iterable
from pathlib import Path

from tthc_engine.domain.errors import Problem
from tthc_engine.domain.procedure import Procedure

_PLAYED = re.compile(r"""^[\s-]*procedure:\s*["']?([\w./-]+)""", re.MULTILINE)


def without_timeline(procedures: Iterable[Procedure], *, root: Path, timelines: Path) -> list[Problem]:
    """A problem for each national code below `root` that no file below `timelines` plays."""
    played = {name for path in sorted(timelines.rglob("*.yaml")) for name in _PLAYED.findall(path.read_text("utf-8"))}
    by_code = {procedure.code: procedure for procedure in procedures}
    return [
        Problem(
            file=_file(procedure, root),
            line=1,
            what=f"no timeline plays {code}",
            advice=f"write {timelines.name}/procedures/{procedure.slug}.yaml",
        )
        for code, procedure in by_code.items()
        if not played & {code, procedure.slug}
    ]


def _file(procedure: Procedure, root: Path) -> str:
    found = next(root.rglob(f"{procedure.slug}/{procedure.in_force_from}.yaml"), root)
    return found.as_posix()
