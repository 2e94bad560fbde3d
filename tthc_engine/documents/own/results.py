"""An office's Word template of a result, tried on one dossier and on many, before anybody drafts with it."""

from collections.abc import Iterator
from datetime import date

from tthc_engine.documents.own.trying import each
from tthc_engine.documents.results import Decided, Draft, Form, view
from tthc_engine.documents.word.filling import word_result
from tthc_engine.domain.letter_parts import Authority, Signatory, SignsFor

_PEOPLE = (
    Decided("H99.58.04-20261116-0001", "Giàng Minh Khang", "16/11/2026"),
    Decided("H99.58.04-20261116-0002", "Tẩn Gia Hân", "16/11/2026"),
    Decided("H99.58.04-20261117-0003", "Lò Văn Inh", "17/11/2026"),
)


def tried_result(form: Form) -> int:
    """Draft with the template for one dossier and for many, with and without another's right; how often.

    Raises what `each` raises.
    """
    return each(list(_samples(form)), word_result, _must_stand)


def _samples(form: Form) -> Iterator[Draft]:
    for people in (_PEOPLE[:1], _PEOPLE):
        for signs_for in ((), (SignsFor(authority=Authority.KT, of="Hiệu trưởng"),)):
            yield Draft(
                form=form,
                about="Về việc thử mẫu",
                text="Điều 1. Dòng thứ nhất của kết quả.\nĐiều 2. Dòng thứ hai của kết quả.",
                agency="Trường TH và THCS Suối Ngần",
                agency_parent="UBND xã Nậm Sen",
                symbol_suffix="THTHCSSN",
                place="Nậm Sen",
                on=date(2026, 11, 18),
                dossiers=people,
                signatory=Signatory(name="Nguyễn Quang Minh", title="Phó Hiệu trưởng", signs_for=signs_for),
                demo=False,
            )


def _must_stand(one: Draft) -> Iterator[str]:
    """What a result exists to say: whose it is, in which number's series, what is decided, and by whom."""
    head = view(one)["head"]
    yield from (head["title"], head["place_date"], head["number"].strip(" \N{NO-BREAK SPACE}"))
    yield from one.text.split("\n")
    if len(one.dossiers) > 1:
        for each in one.dossiers:
            yield from (each.reference, each.owner)
    yield from (*one.signatory.lines, one.signatory.name)
