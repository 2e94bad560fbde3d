"""The table of rights (`rights_table.py`) asked before every page and form."""

from collections.abc import Iterable, Iterator

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from tthc_engine.web.access import Forbidden, Needs, Officer, SignInNeeded, signed_in
from tthc_engine.web.rights import ANYBODY, SIGNED_IN, Who
from tthc_engine.web.rights_table import RIGHTS

DEMO_ONLY = "/minh-hoa/"


def by_rights(request: Request) -> None:
    """Dependency of every page. Raises SignInNeeded or Forbidden."""
    route: APIRoute = request.scope["route"]
    if route.path.startswith(DEMO_ONLY) and not request.app.state.app.settings.demo:
        raise HTTPException(404)
    right = RIGHTS.get(f"{request.method} {route.path}")
    who = right.who if right is not None else declared(route)
    if right is None and who == ANYBODY:
        raise Forbidden(frozenset())
    if who == ANYBODY:
        return
    officer: Officer | None = request.state.officer
    if officer is None:
        raise SignInNeeded
    if isinstance(who, frozenset) and not officer.has(*who):
        raise Forbidden(who)


def declared(route: APIRoute) -> Who:
    """What the page itself says in its dependencies: the roles of its `needs`, somebody signed in, or nothing."""
    calls = list(_calls(route))
    roles = [call.roles for call in calls if isinstance(call, Needs)]
    if roles:
        return frozenset.intersection(*roles)
    return SIGNED_IN if signed_in in calls else ANYBODY


def _calls(route: APIRoute) -> Iterator[object]:
    waiting = [route.dependant]
    while waiting:
        one = waiting.pop()
        yield one.call
        waiting += one.dependencies


def names(routes: Iterable[APIRoute]) -> Iterator[tuple[str, APIRoute]]:
    """Every route under each of its methods, named as the table names it."""
    for route in routes:
        for method in sorted(route.methods or ()):
            yield f"{method} {route.path}", route
