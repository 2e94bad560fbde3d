"""A reflection as a form says it: who, where they can be reached, what it is about (Điều 7 NĐ 20/2008)."""

from collections.abc import Iterable

from tthc_engine.domain.feedback import About, Act, Done, Rating
from tthc_engine.web.forms.typed import Typed
from tthc_engine.web.messages import Messages
from tthc_engine.work.feedback import CHANNELS, ONLINE, Sent


def sent(typed: Typed, units: Iterable[str], *, unit: str = "") -> Sent:
    """What was typed; name, address, telephone and content are required, and marked where they are missing."""
    _ = typed.says
    if not unit:
        typed.required("don_vi", _("feedback.unit"))
        typed.offered("don_vi", units)
    channel = typed.text("cach") if unit else ONLINE
    if unit:
        typed.offered("cach", CHANNELS)
    return Sent(
        unit=unit or typed.text("don_vi"),
        sender=typed.required("ten", _("feedback.sender")),
        address=typed.required("dia_chi", _("house.address")),
        phone=typed.required("phone", _("house.phone")),
        email=typed.email("email"),
        content=typed.required("noi_dung", _("feedback.content")),
        reference=typed.text("ho_so"),
        channel=channel or CHANNELS[0],
    )


def done_of(typed: Typed, act: Act, done: Done) -> Done:
    """`done` with what the form of `act` carries; a missing or stale choice is an error of its field."""
    about, upheld = done.about, done.upheld
    if act is Act.ACCEPT:
        typed.required("ve", typed.says("feedback.about"))
        typed.offered("ve", list(About))
        about = About(typed.text("ve")) if not typed.errors else None
    if act is Act.FORWARD and typed.text("ve") in set(About):
        about = About(typed.text("ve"))
    if act is Act.ANSWER:
        upheld = typed.text("dung") == "co"
    return Done(
        kind=act, at=done.at, by=done.by, text=typed.text("loi"), to=typed.text("noi"), about=about, upheld=upheld
    )


def ratings(_: Messages) -> list[tuple[str, str]]:
    return [(one.value, _(f"rating.{one.value}")) for one in Rating]
