"""What the applicant said of how they wish to be told, as a form says it."""

from tthc_engine.store.wishes import ANSWERS, APPLICANTS_WAYS, LANGUAGES, Wish
from tthc_engine.web.forms.typed import Typed

_NEED_CONSENT = frozenset({"sms", "zalo"})


def read_wish(typed: Typed) -> Wish | None:
    """The wish of `bao_bang`, `bao_tieng` and `bao_dong_y`; None, with the field marked, for one that cannot be.

    A form without these fields (an older page, a script) wishes what everybody wishes by default.
    """
    if "bao_bang" not in typed.values:
        return Wish()
    way, language = typed.values["bao_bang"], typed.values.get("bao_tieng", LANGUAGES[0])
    said = typed.values.get("bao_dong_y", "")
    if way not in APPLICANTS_WAYS or language not in LANGUAGES or said not in ANSWERS:
        typed.wrong("bao_bang", typed.says("wish.no_such"))
        return None
    if way in _NEED_CONSENT and said != "yes":
        typed.wrong("bao_bang", typed.says("wish.needs_consent"))
        return None
    return Wish(language=language, way=way, said=said)


def as_typed(typed: Typed) -> Wish:
    """The wish as the form shows it again, right or wrong."""
    return Wish(
        language=typed.values.get("bao_tieng", LANGUAGES[0]),
        way=typed.values.get("bao_bang", ""),
        said=typed.values.get("bao_dong_y", ""),
    )
