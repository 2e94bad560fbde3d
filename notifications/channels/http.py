"""What the channels over HTTP share: one request, one connection, and its answer sorted into the ways of failing."""

from collections.abc import Mapping
from datetime import timedelta

import httpx

from notifications.channels import PermanentFailure, TemporaryFailure, Unreachable
from notifications.channels.trust import trusted

PATIENCE_SECONDS = 20.0
# Told to go away, to sign in, or to come back later: no other message would fare better.
ABOUT_US = frozenset({401, 402, 403, 404, 429, 502, 503, 504})
_LONGEST_REST = timedelta(hours=12)


def post(url: str, content: bytes, *, headers: Mapping[str, str], patience: float = PATIENCE_SECONDS) -> httpx.Response:
    """POST `content`; the answer when it is a 2xx.

    A connection is used once, so that a gateway that answers twice cannot answer the next message. Raises
    TemporaryFailure, Unreachable or PermanentFailure; redirects are not followed, they would carry the message and our
    key to an address that nobody chose.
    """
    try:
        with httpx.Client(verify=trusted(), timeout=patience, trust_env=False, follow_redirects=False) as client:
            answer = client.post(url, content=content, headers={**headers, "Connection": "close"})
    except httpx.HTTPError as away:
        raise Unreachable(f"{type(away).__name__}: {away}") from away
    if answer.is_success:
        return answer
    raise _judged(answer)


def _judged(answer: httpx.Response) -> Exception:
    said = f"{answer.status_code} {' '.join(answer.text[:200].split())}".strip()
    rest = _rest(answer.headers.get("Retry-After", ""))
    if answer.status_code in ABOUT_US or answer.is_redirect:
        return Unreachable(said, rest=rest)
    # 408, 409 (the same key is being worked on) and 425 say "not now"; any other 4xx is about this message.
    if answer.status_code >= 500 or answer.status_code in (408, 409, 425):
        return TemporaryFailure(said, rest=rest)
    return PermanentFailure(said)


def _rest(retry_after: str) -> timedelta | None:
    return min(timedelta(seconds=int(retry_after)), _LONGEST_REST) if retry_after.strip().isdecimal() else None
