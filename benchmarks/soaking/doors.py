"""How the hands reach the office: at a given rate, over several web processes, asking again when one has died."""

import asyncio
import itertools
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

import httpx

from benchmarks.soaking.journal import Journal
from tests.web.office import PASSWORD, hidden_fields

SEE_OTHER, CONFLICT, TROUBLE = 303, 409, 500
PATIENCE_SECONDS = 180.0
"""How long one request is asked again while machines die and come back."""
PAUSE_SECONDS = 0.4
BACKLOG_SECONDS = 10.0
"""What an outage held up is made good afterwards, up to so much."""


class Unexpected(AssertionError):
    """An answer that no officer should get."""


class Pacer:
    """Lets one request through at a time, `rate` a second."""

    def __init__(self, rate: float) -> None:
        self._gap = 1 / rate
        self._next = time.monotonic()

    async def turn(self) -> None:
        now = time.monotonic()
        self._next = max(self._next, now - BACKLOG_SECONDS) + self._gap
        if self._next > now:
            await asyncio.sleep(self._next - now)


@dataclass(slots=True)
class Measured:
    answered: int = 0
    asked_again: Counter[str] = field(default_factory=Counter)
    """Why a request was sent a second time."""
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    """Of requests answered at the first try, by what was asked."""


class Doors:
    """Every web process of the office, and a browser for each person."""

    def __init__(self, addresses: tuple[str, ...], journal: Journal, *, rate: float) -> None:
        self.addresses = list(addresses)
        """Where a proxy would send the next request, in turn."""
        self._turns = itertools.count()
        self._pacer = Pacer(rate)
        self._browsers: dict[str, httpx.AsyncClient] = {}
        self.journal = journal
        self.measured = Measured()

    async def sign_in(self, person: str) -> None:
        self._browsers[person] = _browser()
        page = await self.get(person, "/dang-nhap")
        typed = {"ten": person, "mat_khau": PASSWORD}
        answer = await self._ask(
            person, "POST", "/dang-nhap", "sign in", data=hidden_fields(page, "/dang-nhap") | typed
        )
        if answer.status_code != SEE_OTHER:
            raise Unexpected(f"{person} could not sign in: {answer.status_code}")

    def citizen(self, address: str) -> str:
        """Somebody at home, known by the address they come from."""
        self._browsers[address] = _browser(**{"x-forwarded-for": address})
        return address

    async def leave(self, person: str) -> None:
        await self._browsers.pop(person).aclose()

    async def close(self) -> None:
        for person in list(self._browsers):
            await self.leave(person)

    async def get(self, person: str, path: str, *, what: str = "") -> str:
        """The page; redirects are followed once. Raises Unexpected for anything but a page or a refusal."""
        answer = await self._ask(person, "GET", path, what or path)
        if answer.status_code == SEE_OTHER:
            answer = await self._ask(person, "GET", answer.headers["location"], what or path)
        if answer.status_code not in (200, CONFLICT):
            raise Unexpected(f"{person} {path}: {answer.status_code}")
        return answer.text

    async def read(self, person: str, path: str, *, what: str) -> httpx.Response:
        return await self._ask(person, "GET", path, what)

    async def post(self, person: str, path: str, fields: dict[str, Any], *, what: str, **more: Any) -> httpx.Response:
        """The very same form until it is answered."""
        return await self._ask(person, "POST", path, what, data=fields, **more)

    def _next(self) -> str:
        return self.addresses[next(self._turns) % len(self.addresses)]

    async def _ask(self, person: str, method: str, path: str, what: str, **more: Any) -> httpx.Response:
        browser, until, tries = self._browsers[person], time.monotonic() + PATIENCE_SECONDS, 0
        while True:
            tries += 1
            await self._pacer.turn()
            began = time.perf_counter()
            try:
                answer = await browser.request(method, self._next() + path, **more)
            except httpx.TransportError as lost:
                why = type(lost).__name__
            else:
                if answer.status_code < TROUBLE:
                    self.measured.answered += 1
                    if tries == 1:
                        self.measured.seconds[what].append(time.perf_counter() - began)
                    return answer
                why = str(answer.status_code)
            self.measured.asked_again[why] += 1
            if time.monotonic() > until:
                raise Unexpected(f"{person} {method} {path}: no answer in {PATIENCE_SECONDS:.0f} s, last {why}")
            await asyncio.sleep(PAUSE_SECONDS)


def _browser(**headers: str) -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=60, max_keepalive_connections=12, keepalive_expiry=4.0)
    return httpx.AsyncClient(headers={"accept": "text/html", **headers}, timeout=60.0, limits=limits, trust_env=False)
