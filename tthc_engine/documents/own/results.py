"""An office's Word template of a result, tried on one dossier and on many, before anybody drafts with it."""

from collections.abc import Iterator
from datetime import date

from jinja2 import TemplateError

from tthc_engine.documents.own.inspecting import inspect
from tthc_engine.documents.own.trying import flat, text_of
from tthc_engine.documents.results import Decided, Draft, Form, view
from tthc_engine.documents.word.filling import word_result
from tthc_engine.domain.errors import TemplateFails, TemplateLacks, TemplateUnsafe
from tthc_engine.domain.letter_parts import Authority, Signatory, SignsFor

_PEOPLE = (
    Decided("H99.58.04-20261116-0001", "Giàng Minh Khang", "16/11/2026"),
    Decided("H99.58.04-20261116-0002", "Tẩn Gia Hân", "16/11/2026"),
    Decided("H99.58.04-20261117-0003", "Lò Văn Inh", "17/11/2026"),
)


def tried_result(form: Form) -> int:
    """Draft with the template for one dossier and for many, with and without another's right; how often.

    Raises TemplateFails, TemplateLacks (what of weight is nowhere in the paper) and what `inspect` raises for a file
    that is no longer plain once it is filled in.
    """
    found = list(_samples(form))
    for number, one in enumerate(found, 1):
        try:
            made = word_result(one)
            inspect(made)
            said = text_of(made)
        except TemplateError as error:
            raise TemplateFails(sample=number, of=len(found), problem=error.message or str(error)) from error
        except TemplateUnsafe:
            raise
        except Exception as error:  # a template can break a document in ways that only its reader finds
            raise TemplateFails(sample=number, of=len(found), problem=type(error).__name__) from error
        missing = [part for part in _must_stand(one) if flat(part) not in said]
        if missing:
            raise TemplateLacks(sample=number, of=len(found), missing=missing[0][:80])
    return len(found)


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
