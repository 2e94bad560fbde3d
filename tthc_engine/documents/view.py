"""What any template gets: plain JSON in which every word that is printed already stands.

A paragraph is a list of runs: a string, or `{"b": …}` for bold. A field is a pair of label and value. The typst
templates only place these, so another format can print the same words from the same view.
"""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

import segno

from tthc_engine.documents.words import day_in_words, signing_instant, tied
from tthc_engine.domain.letter_parts import Addressee, Contact, LetterHead, Signatory, Subject

Run = str | dict[str, str]
Paragraph = list[Run]
Field = tuple[str, str]
View = dict[str, Any]

_ROOM_FOR_A_NUMBER = "\N{NO-BREAK SPACE}" * 8
DEMO_MARK = "DỮ LIỆU MINH HỌA"


def bold(text: str) -> dict[str, str]:
    return {"b": text}


def paragraphs(prose: str) -> list[Paragraph]:
    return [[line] for line in prose.split("\n") if line]


def head_view(head: LetterHead, *, from_desk: bool) -> View:
    """The letterhead; slips given at the desk are issued under the one-stop's name, letters under the agency's."""
    over, issuer = (head.agency, head.onestop) if from_desk and head.onestop else (head.agency_parent, head.agency)
    return {
        "above": [over.upper()] if over else [],
        "issuer": issuer.upper(),
        "number": _number(head),
        "place_date": f"{head.place}, {day_in_words(head.letter_date)}",
        "title": head.title.upper(),
        "basis": [f"Căn cứ {basis};" for basis in head.legal_basis],
        "agency": head.agency,
        "code": head.dossier_code,
        # A paper for which no circular has a form cites none.
        "form": " - ".join(filter(None, (head.form_number, head.citation))) if head.form_number else "",
        "demo": DEMO_MARK if head.demo else "",
        "paper": head.paper.lower(),
    }


def _number(head: LetterHead) -> str:
    """After "Số: ", with room for the clerk's pen where there is no number yet; empty for a paper without numbers."""
    if head.number_typed:
        return head.number_typed if "/" in head.number_typed else f"{head.number_typed}/{head.symbol}"
    if not head.symbol:
        return ""
    return f"{f'{head.number:02d}' if head.number else _ROOM_FOR_A_NUMBER}/{head.symbol}"


def signature_view(signatory: Signatory) -> View:
    stamp = []
    if signatory.signed_at is not None:
        stamp = [f"Ký bởi: {signatory.name}"]
        if signatory.signed_agency:
            stamp.append(f"Cơ quan: {signatory.signed_agency}")
        stamp.append(f"Thời gian ký: {signing_instant(signatory.signed_at)}")
    return {"lines": list(signatory.lines), "name": signatory.name, "stamp": stamp}


def recipients_view(recipients: Sequence[str]) -> list[str]:
    """A dash before each, a semicolon after each, a full stop after the last."""
    return [f"- {one}{'.' if position == len(recipients) else ';'}" for position, one in enumerate(recipients, 1)]


def addressee_line(addressee: Addressee) -> str:
    name = " ".join(filter(None, (addressee.salutation, addressee.name)))
    return ", ".join(filter(None, (name, addressee.note)))


def request_line(subject: Subject) -> str:
    """What is asked, with the procedure's code and the declared case in brackets."""
    code = f"mã thủ tục {subject.procedure_code}" if subject.procedure_code else ""
    detail = ", ".join(filter(None, (code, subject.case)))
    return f"{subject.procedure} ({detail})" if detail else subject.procedure


def submitter_line(subject: Subject) -> str:
    who = subject.submitter or subject.owner
    return f"{who} ({subject.relation})" if subject.submitter and subject.relation else who


def contact_words(contact: Contact) -> str:
    """`bà Vàng Thị Sen, văn thư, điện thoại 0123 045 000`; empty where nothing is known."""
    phone = f"điện thoại {tied(contact.phone)}" if contact.phone else ""
    website = f"trang thông tin điện tử {contact.website}" if contact.website else ""
    return ", ".join(filter(None, (contact.person, phone, website)))


def enquiries(contact: Contact) -> str:
    return f"Mọi thắc mắc xin liên hệ {words}." if (words := contact_words(contact)) else ""


def ending(sentences: Iterable[str]) -> str:
    """The last paragraph of a letter, closed by `./.` as official texts are."""
    return " ".join(filter(None, sentences)).rstrip(".") + "./."


def qr_text(head: LetterHead) -> str:
    """What the square code of the dossier says; empty where there is neither code nor text."""
    return head.qr or head.dossier_code


def qr_svg(text: str) -> str:
    if not text:
        return ""
    out = BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=2, xmldecl=False, svgns=True, nl=False)
    return out.getvalue().decode()


def qr_png(text: str) -> bytes:
    out = BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", border=2, scale=8)
    return out.getvalue()


def numbered_lines(lines: Sequence[str]) -> list[str]:
    """`1. …`, `2. …`; a single line stands without a number."""
    return [f"{position}. {line}" for position, line in enumerate(lines, 1)] if len(lines) > 1 else list(lines)
