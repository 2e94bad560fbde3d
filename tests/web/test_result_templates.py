"""The office's own templates of results: words and Word file, tried before they are kept, bound to their drafts."""

import io
import re

import docx
import pytest

from tests.builders import hanoi
from tests.web.office import Browser, WebOffice, hidden_fields, words
from tests.web.test_results import draft, ready
from tthc_engine.domain.errors import NotYourRole
from tthc_engine.store import result_templates
from tthc_engine.work import result_templates as own

PAGE = "/mau-ket-qua"
PUPIL = {
    "thu_tuc": "2.002854",
    "ten": "Giấy giới thiệu chuyển trường",
    "ky_hieu": "GGT",
    "mot": "{cơ quan} giới thiệu {chủ hồ sơ}, hồ sơ số {mã hồ sơ}, đến trường mới./.",
    "nhieu": "",
}


def keep(keeper: Browser, file: bytes | None = None, **typed: str):
    hidden = hidden_fields(keeper.see(PAGE).text, PAGE)
    files = {"tep": ("mau.docx", file)} if file is not None else {"tep": ("", b"")}
    return keeper.client.post(PAGE, data={**hidden, **PUPIL, **typed}, files=files)


def word_of(keeper: Browser, *, without: str = "") -> bytes:
    """Our template with a sentence of the office's added, and one of its places taken out."""
    document = docx.Document(io.BytesIO(keeper.client.get(f"{PAGE}/mau.docx").content))
    document.add_paragraph("Trường gửi kèm học bạ.")
    for paragraph in document.paragraphs:
        if without and without in paragraph.text:
            paragraph.text = paragraph.text.replace(without, "")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_a_template_for_one_procedure_is_offered_first_and_its_version_stays_with_the_draft(office: WebOffice):
    keeper, handler = office.sign_in("long"), office.sign_in("hung")
    assert keep(keeper, word_of(keeper)).status_code == 303
    shown = words(keeper.see(PAGE))
    assert "Giấy giới thiệu chuyển trường" in shown and "điền thử 4 lần" in shown
    (reference, other) = ready(office, 2)
    page = handler.client.get("/ket-qua/moi", params={"chon": [reference]}).text
    offered = re.findall(r'name="form" value="([^"]+)"( checked)?', page)
    assert len(offered) == 4 and offered[0][1], "the office's own comes first and is chosen"
    papers = draft(handler, [reference], form=offered[0][0])
    listed = handler.see("/ket-qua").text
    assert "Giấy giới thiệu chuyển trường" in listed
    made = docx.Document(io.BytesIO(handler.client.get(f"/ket-qua/{papers[0]}.docx").content))
    said = "\n".join(one.text for one in made.paragraphs)
    assert f"giới thiệu Học sinh số 0, hồ sơ số {reference}, đến trường mới" in said
    assert "Trường gửi kèm học bạ." in said
    assert keep(keeper, mot="{cơ quan} trả lời {chủ hồ sơ}./.").status_code == 303
    with office.app.read() as session:
        kept = result_templates.of_unit(session, "school")
    assert [(one.version, one.in_use) for one in kept] == [(2, True), (1, False)]
    again = handler.client.get("/ket-qua/moi", params={"chon": [other]}).text
    assert kept[0].id in again and kept[1].id not in again, "new drafts take the new version"
    assert "Trường gửi kèm học bạ." in said and handler.client.get(f"/ket-qua/{papers[0]}.docx").status_code == 200


def test_a_word_file_that_leaves_out_who_signs_is_refused_with_what_was_typed(office: WebOffice):
    keeper = office.sign_in("long")
    refused = keep(keeper, word_of(keeper, without="{{r paragraph }}"))
    assert refused.status_code == 422
    assert "Dòng thứ nhất của kết quả" in words(refused), "the refusal names what is nowhere in the paper"
    assert "Giấy giới thiệu chuyển trường" in refused.text
    assert keep(keeper, b"not a Word file").status_code == 422
    assert keep(keeper, ten="").status_code == 422
    assert "Chưa có mẫu nào" in words(keeper.see(PAGE))


def test_a_template_put_away_is_not_offered_and_belongs_to_its_unit_alone(office: WebOffice):
    keeper = office.sign_in("long")
    assert keep(keeper, thu_tuc="", ten="Giấy xác nhận học sinh").status_code == 303
    with office.app.read() as session:
        (one,) = result_templates.of_unit(session, "school")
        assert next(iter(own.offered(session, "school", {"3.000465"}))) == one.id
        assert one.id not in own.offered(session, "commune", {"3.000465"})
    done = keeper.send(f"{PAGE}/thoi-dung", {"mau": one.id}, page=PAGE)
    assert done.status_code == 303
    assert keeper.send(f"{PAGE}/thoi-dung", {"mau": one.id}, page=PAGE).status_code == 404
    with office.app.read() as session:
        assert one.id not in own.offered(session, "school", {"3.000465"})
    record = words(keeper.see("/quan-tri/nhat-ky"))
    assert "Lưu mẫu kết quả" in record and "Thôi dùng mẫu kết quả" in record


def test_only_who_keeps_the_house_writes_templates(office: WebOffice):
    office.sign_in("hung").see(PAGE, status=403)
    with pytest.raises(NotYourRole):
        own.put_away(office.app, office.actor("minh"), "x", at=hanoi("2026-06-01 09:00"))
