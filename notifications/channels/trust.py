"""Whom TLS believes: read once, because reading every authority's certificate takes longer than sending a message."""

import ssl
from functools import cache


@cache
def trusted() -> ssl.SSLContext:
    """The machine's authorities, host names checked; a changed list counts from the next start."""
    return ssl.create_default_context()
