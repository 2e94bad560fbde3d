"""The keeper's page of the office's own Word templates, and the Word file beside a letter's PDF."""

from io import BytesIO

import docx
import pytest

from tests.web.office import Browser, WebOffice, checked, hidden_fields, words
from tthc_engine.documents.word import DOCX
from tthc_engine.domain.regime import LetterKind
from tthc_engine.work.letter_templates import beginning

pytestmark = pytest.mark.web
PAGE = "/mau-van-ban"
KIND = LetterKind.STOP_NOTICE


def upload(browser: Browser, file: bytes, *, kind: str = KIND.value, name: str = "mau.docx"):
    typed = hidden_fields(browser.client.get(PAGE).text, PAGE) | {"loai": kind}
    return checked(browser.client.post(PAGE, data=typed, files={"tep": (name, file, DOCX)}))


def test_a_template_is_downloaded_changed_kept_put_to_use_and_taken_back(office: WebOffice):
    keeper = office.sign_in("long")
    downloaded = keeper.client.get(f"{PAGE}/{KIND}.docx")
    assert downloaded.content == beginning(KIND)
    document = docx.Document(BytesIO(downloaded.content))
    document.add_paragraph("Trường Suối Ngần kính báo")
    own = BytesIO()
    document.save(own)
    assert upload(keeper, own.getvalue()).status_code == 303
    assert "đã điền thử 2 trường hợp" in words(keeper.see(PAGE))
    answer = keeper.send(f"{PAGE}/dung", {"loai": KIND.value, "ban": "1"}, page=PAGE)
    assert answer.status_code == 303
    assert "Trịnh Đức Long đưa vào dùng" in words(keeper.see(PAGE))
    assert keeper.client.get(f"{PAGE}/{KIND}.docx").content == own.getvalue()
    assert keeper.send(f"{PAGE}/dung", {"loai": KIND.value, "ban": ""}, page=PAGE).status_code == 303
    assert keeper.client.get(f"{PAGE}/{KIND}.docx").content == beginning(KIND)


def test_what_is_wrong_with_a_file_is_said_in_words_and_the_choice_stays(office: WebOffice):
    keeper = office.sign_in("long")
    answer = upload(keeper, b"PK rubbish")
    assert answer.status_code == 422
    assert "không phải là tài liệu Word" in words(answer)
    assert f'<option value="{KIND}" selected' in answer.text
    answer = upload(keeper, beginning(LetterKind.RECEIPT))
    assert answer.status_code == 422
    assert "Điền thử trường hợp 1/2 không được" in words(answer)
    answer = keeper.send(PAGE, {"loai": ""})
    assert answer.status_code == 422
    assert "Chọn loại văn bản." in words(answer)
    assert "Chọn tệp mẫu." in words(answer)
    assert keeper.send(f"{PAGE}/dung", {"loai": KIND.value, "ban": "7"}, page=PAGE).status_code == 404


def test_a_letters_word_file_stands_beside_its_pdf(office: WebOffice):
    office.clock_shows("2026-06-01 09:00")
    reference = office.accepted("2026-06-01 09:00").dossier.reference
    desk = office.sign_in("sen")
    page = desk.see(f"/ho-so/{reference}/van-ban/1")
    assert f'href="/ho-so/{reference}/van-ban/1.docx"' in page.text
    word = desk.client.get(f"/ho-so/{reference}/van-ban/1.docx")
    assert word.headers["content-type"] == DOCX
    cells = [cell.text for table in docx.Document(BytesIO(word.content)).tables for cell in table._cells]
    assert any(f"Mã hồ sơ: {reference}" in text for text in cells)
    other = office.sign_in("la")
    assert other.client.get(f"/ho-so/{reference}/van-ban/1.docx").status_code == 404


def test_the_tracking_sheet_is_printed_from_the_dossiers_page(office: WebOffice):
    office.clock_shows("2026-06-01 09:00")
    reference = office.accepted("2026-06-01 09:00").dossier.reference
    desk = office.sign_in("sen")
    for ending in ("pdf", "docx"):
        assert f'href="/ho-so/{reference}/phieu-kiem-soat.{ending}"' in desk.see(f"/ho-so/{reference}").text
        assert desk.client.get(f"/ho-so/{reference}/phieu-kiem-soat.{ending}").status_code == 200
        assert office.sign_in("la").client.get(f"/ho-so/{reference}/phieu-kiem-soat.{ending}").status_code == 404
