"""Refuses what must never be committed: private keys, tokens, addresses with a password in them, real identity numbers.

`python scripts/check_secrets.py FILE…`; exit 0 clean, 1 with file and line of each find. A line that shows an invented
value on purpose says so with the words "not a secret".
"""

import re
import sys
from pathlib import Path

PATTERNS = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "an access token": re.compile(r"\b(ghp_[A-Za-z0-9]{36}|AKIA[0-9A-Z]{16}|xox[bap]-[A-Za-z0-9-]{20,})"),
    # This machine and example.org have no secrets to lose; `user:password@` shows a form.
    "an address with a password": re.compile(
        r"\b[a-z+]+://[^\s:/@{}<>]+:(?!password@)[^\s:/@{}<>]+@(?!127\.0\.0\.1|localhost|[\w.]*example\.)\w"
    ),
    # Identity numbers of the demo and the tests begin with 099, which no province has.
    "an identity number of twelve digits": re.compile(r"(?<![\w.])0(?!99)\d{11}(?![\w.])"),
}


def finds(path: Path) -> list[str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (UnicodeDecodeError, FileNotFoundError):
        return []
    return [
        f"{path}:{number}: {what}"
        for number, line in enumerate(lines, start=1)
        for what, pattern in PATTERNS.items()
        if pattern.search(line) and "not a secret" not in line
    ]


if __name__ == "__main__":
    found = [find for name in sys.argv[1:] for find in finds(Path(name))]
    print(*found, sep="\n" if found else "")
    sys.exit(1 if found else 0)
