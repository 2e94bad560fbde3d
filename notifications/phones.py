"""Telephone numbers as people write them, and as gateways want them."""

import re

from notifications.mail import NoSuchAddress

_VIETNAM = "84"


def international(phone: str) -> str:
    """`0912 345 678` or `+84 912…` as `84912345678`. Raises NoSuchAddress for what is no Vietnamese number."""
    digits = re.sub(r"[\s.()-]", "", phone).removeprefix("+")
    if digits.startswith("0"):
        digits = _VIETNAM + digits[1:]
    if not re.fullmatch(r"84\d{9,10}", digits, flags=re.ASCII):
        raise NoSuchAddress(phone)
    return digits
