"""Personal data as a page shows it to whoever need not read the whole: enough to tell two apart, not to use."""


def masked_phone(text: str) -> str:
    """`•••••• 218`: the last three digits."""
    plain = "".join(text.split())
    return f"•••••• {plain[-3:]}" if len(plain) > 3 else "•" * len(plain)


def masked_mail(text: str) -> str:
    """`p•••@example.org`."""
    name, at, domain = text.partition("@")
    return f"{name[:1]}•••@{domain}" if at else ""


def masked_address(text: str) -> str:
    """The last part alone, which is the commune or the province; nothing where there is but one."""
    parts = [one.strip() for one in text.split(",") if one.strip()]
    return f"•••, {parts[-1]}" if len(parts) > 1 else "•••"
