"""Who is here and what they may open: sessions, form tokens, passwords, limits, roles.

A session cookie holds a random number, signed with the office's key. Whose session it is, and everything else, is read
from the database at each request: a position that ended this morning opens nothing this afternoon, and a session that
was ended is nobody's in every process.
"""

import hashlib
import hmac
import secrets
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from pwdlib import PasswordHash
from starlette.responses import Response

from tthc_engine.bootstrap import App
from tthc_engine.domain.people import Actor
from tthc_engine.domain.procedure import Role
from tthc_engine.store import doors

COOKIE = "tthc"
LANGUAGE_COOKIE = "tthc-lang"
SESSION_SECONDS = 12 * 3600
FORGET_TRIES = timedelta(hours=1)
INSIDE = frozenset(Role) - {Role.APPLICANT, Role.CLOCK}
OFFICERS = INSIDE - {Role.ADMIN}


class SignInNeeded(Exception):
    """Nobody is signed in; the page is not for the public."""


class Forbidden(Exception):
    """Somebody is signed in, whose roles do not open the page."""

    def __init__(self, allowed: frozenset[Role]) -> None:
        super().__init__(f"belongs to {', '.join(sorted(allowed))}")
        self.allowed = allowed


class ForgedForm(Exception):
    """The form's token is not this session's: sent from elsewhere, or kept open over a new sign-in."""


class TooMany(Exception):
    """The same caller asked too often; try again in `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"try again in {seconds} seconds")
        self.seconds = seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    nonce: str
    """Nobody signed in yet has one too: it protects the forms."""
    username: str = ""

    @property
    def mark(self) -> str:
        """What the office keeps of it: the number itself is only in the cookie."""
        return hashlib.sha256(self.nonce.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """Who is signed in, as the office knows them now."""

    username: str
    person: str
    name: str
    title: str
    unit_name: str
    actor: Actor

    def has(self, *roles: Role) -> bool:
        return self.actor.has(*roles)


class Sessions:
    """Reads and writes the signed cookie. `key` is the office's secret."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._signer = URLSafeTimedSerializer(key, salt="session")

    def read(self, request: Request) -> Session | None:
        """The session of the request's cookie, nobody's so far; None without a cookie of ours."""
        try:
            nonce = self._signer.loads(request.cookies.get(COOKIE, ""), max_age=SESSION_SECONDS)
        except (BadSignature, ValueError, TypeError):
            return None
        return Session(nonce=nonce) if isinstance(nonce, str) else None

    def begin(self) -> Session:
        """A new session with a new number, so that one seen before the sign-in is worth nothing after it."""
        return Session(nonce=secrets.token_urlsafe(18))

    def keep(self, response: Response, session: Session, *, secure: bool) -> None:
        response.set_cookie(
            COOKIE,
            self._signer.dumps(session.nonce),
            max_age=SESSION_SECONDS,
            httponly=True,
            samesite="lax",
            secure=secure,
        )

    def seal(self, password_hash: str) -> str:
        """What a session keeps of the password it was opened with; empty for nobody's."""
        if not password_hash:
            return ""
        return hmac.new(self._key, f"password:{password_hash}".encode(), hashlib.sha256).hexdigest()[:20]

    def form_token(self, session: Session) -> str:
        """What every form of this session carries."""
        return hmac.new(self._key, f"form:{session.nonce}".encode(), hashlib.sha256).hexdigest()[:40]

    def sign(self, purpose: str, value: str) -> str:
        return str(URLSafeTimedSerializer(self._key, salt=purpose).dumps(value))

    def unsign(self, purpose: str, signed: str, *, seconds: int) -> str | None:
        """The value signed for `purpose` at most `seconds` ago, else None."""
        try:
            return str(URLSafeTimedSerializer(self._key, salt=purpose).loads(signed, max_age=seconds))
        except BadSignature:
            return None


class Passwords:
    """Argon2 takes 64 MB and a tenth of a second a time: at most `at_once` are checked together."""

    def __init__(self, *, at_once: int = 2) -> None:
        self._hasher = PasswordHash.recommended()
        self._room = threading.BoundedSemaphore(at_once)
        self._nobody: str | None = None

    def right(self, password: str, stored: str | None) -> bool:
        """Whether `password` is the one `stored` was made from. An unknown account costs the same time."""
        with self._room:
            if stored is None:
                self._nobody = self._nobody or self._hasher.hash(secrets.token_urlsafe(12))
                self._hasher.verify(password, self._nobody)
                return False
            return self._hasher.verify(password, stored)

    def hashed(self, password: str) -> str:
        """What is stored of a new password."""
        with self._room:
            return self._hasher.hash(password)


class Throttle:
    """At most `limit` tries of one caller in `seconds`, counted in the database: every process of the office counts the
    same, and starting one again forgives nobody. Two tries at the very same instant may both be the last.
    """

    def __init__(self, app: App, name: str, *, limit: int, seconds: int) -> None:
        self._app = app
        self._name = name
        self._limit = limit
        self._window = timedelta(seconds=seconds)

    def spend(self, *callers: str) -> None:
        """Count one try for each of `callers`. Raises TooMany when one of them has none left."""
        now = self._app.wall()
        marks = [self._mark(one) for one in callers]
        with self._app.transaction() as session:
            doors.forget_tries(session, at=now, older_than=FORGET_TRIES)
            for mark in marks:
                first = doors.earliest_of(session, mark, limit=self._limit, since=now - self._window)
                if first is not None:
                    raise TooMany(int((first + self._window - now).total_seconds()) + 1)
            for mark in marks:
                doors.count_try(session, mark, at=now)

    def forgive(self, caller: str) -> None:
        """Forget every try of `caller`."""
        with self._app.transaction() as session:
            doors.forgive(session, self._mark(caller))

    def give_back(self, *callers: str) -> None:
        """What was tried was right: that one try does not count; the wrong ones before it still do."""
        with self._app.transaction() as session:
            for one in callers:
                doors.give_back(session, self._mark(one))

    def _mark(self, caller: str) -> str:
        """Neither an address nor a dossier's code is kept: a hash that only this office can make."""
        said = f"{self._name}: {caller}".encode()
        return hmac.new(self._app.settings.secret_key, said, hashlib.sha256).hexdigest()[:32]


def caller(request: Request) -> str:
    """Where a request comes from; uvicorn has already believed or dropped forwarded headers."""
    return request.client.host if request.client else "unknown"


def spend_sign_in(request: Request, username: str) -> None:
    """Count one try to be `username`. Raises TooMany.

    Eight wrong ones shut the account out at this address only: a whole office, or a commune, shares one address. Many
    more, at one address over all accounts or of one account from everywhere, are a flood.
    """
    where = caller(request)
    request.app.state.sign_in_tries.spend(f"as {username} at {where}")
    request.app.state.sign_in_floods.spend(f"at {where}", f"as {username}")


def forgive_sign_in(request: Request, username: str) -> None:
    """The password was right: its owner's wrong tries are forgotten, and this one counts for nobody."""
    where = caller(request)
    request.app.state.sign_in_tries.forgive(f"as {username} at {where}")
    request.app.state.sign_in_floods.give_back(f"at {where}", f"as {username}")


def signed_in(request: Request) -> Officer:
    """Dependency: the officer of this request. Raises SignInNeeded."""
    officer: Officer | None = request.state.officer
    if officer is None:
        raise SignInNeeded
    return officer


Inside = Annotated[Officer, Depends(signed_in)]


class Needs:
    """Dependency of a page for certain roles; `roles` is read by the test that lists who may open what."""

    def __init__(self, roles: Iterable[Role]) -> None:
        self.roles = frozenset(roles)

    def __call__(self, officer: Inside) -> Officer:
        if not officer.has(*self.roles):
            raise Forbidden(self.roles)
        return officer


def needs(*roles: Role) -> Callable[[Officer], Officer]:
    return Needs(roles)


def any_officer() -> Callable[[Officer], Officer]:
    return Needs(OFFICERS)
