"""What the desk will not register: said in words, beside its field, with everything typed still there."""

from typing import Any

import pytest

from tests.web.office import Browser, WebOffice, hidden_fields, words
from tests.web.test_desk import FORM, desk, everything, typed

__all__ = ["desk"]


def sent(desk: Browser, **changed: Any):
    """The form as if its fields had been changed after it was opened."""
    return desk.send("/tiep-nhan", typed(**changed), page=FORM)


def keeps_what_was_typed(page: str) -> bool:
    return all(f'value="{text}"' in page for text in ("Tẩn Gia Hân", "03/09/2016", "Tẩn Thị Mẩy", "Bản Nậm Pung"))


@pytest.mark.parametrize("action", ["accept", "supplement", "refuse"])
@pytest.mark.parametrize(
    ("code", "status", "said"),
    [
        ("9.999999", 422, "Chưa có thủ tục 9.999999"),
        ("1.005099", 409, "không có hiệu lực vào ngày 01/06/2026"),
        ("", 422, "Thủ tục"),
    ],
)
def test_a_procedure_that_cannot_be_used_is_refused_and_another_can_be_chosen_for_the_same_form(
    desk: Browser, office: WebOffice, action: str, code: str, status: int, said: str
):
    page = sent(
        desk, action=action, procedure=code, procedure_words=f"{code} · Tên cũ", **{"remark.application": "Bản chụp mờ"}
    )
    assert page.status_code == status, words(page)
    assert said in words(page)
    assert keeps_what_was_typed(page.text)
    assert everything(office) == []
    assert '<button name="procedure" value="2.002854"' in page.text
    kept = hidden_fields(page.text, "/tiep-nhan")
    assert kept["remark.application"] == "Bản chụp mờ"
    chosen = desk.client.post("/tiep-nhan", data={**typed(action="choose"), **kept, "procedure": "2.002854"})
    assert chosen.status_code == 200
    assert keeps_what_was_typed(chosen.text)
    assert 'value="Bản chụp mờ"' in chosen.text


@pytest.mark.parametrize("received", ["01/01/1990 08:00", "01/01/0001 08:00"])
def test_a_day_of_receipt_before_the_procedure_was_in_force_is_refused_in_its_form(
    desk: Browser, office: WebOffice, received: str
):
    page = sent(desk, received_at=received)
    assert page.status_code == 409
    assert "không có hiệu lực vào ngày 01/01/" in words(page)
    assert 'id="e-received_at"' in page.text
    assert keeps_what_was_typed(page.text)
    assert f'value="{received}"' in page.text
    assert 'name="paper.application" value="present" checked' in page.text
    assert everything(office) == []


@pytest.mark.parametrize(
    "field",
    ["case", "channel", "relation", "receive_result", "competent_unit", "form.application"],
)
def test_a_choice_that_is_not_on_offer_is_never_read_as_another(desk: Browser, office: WebOffice, field: str):
    page = sent(desk, **{field: "dog"})
    assert page.status_code == 422
    assert "“dog” không có trong các lựa chọn" in words(page)
    assert keeps_what_was_typed(page.text)
    assert everything(office) == []


def test_a_paper_in_an_unknown_state_was_not_checked(desk: Browser, office: WebOffice):
    assert sent(desk, **{"paper.application": "dog"}).status_code == 422
    assert everything(office) == []


def test_the_portal_is_not_chosen_at_the_desk(desk: Browser):
    assert sent(desk, channel="online").status_code == 422


@pytest.mark.parametrize(
    ("field", "most"), [("owner_name", 300), ("content", 1000), ("phone", 30), ("address", 300), ("key", 100)]
)
def test_what_is_longer_than_its_field_is_refused(desk: Browser, office: WebOffice, field: str, most: int):
    page = sent(desk, **{field: "x" * (most + 1)})
    assert page.status_code == 422
    longer, longest = (f"{length:,}".replace(",", ".") for length in (most + 1, most))
    assert f"dài {longer} ký tự; tối đa {longest} ký tự" in words(page)
    assert everything(office) == []
    assert sent(desk, **{field: "x" * most}).status_code == 303


def test_a_reason_is_not_a_novel(desk: Browser, office: WebOffice):
    page = sent(desk, action="refuse", refuse_reason="x" * 2001)
    assert page.status_code == 422
    assert 'id="e-refuse_reason"' in page.text
    ref = office.accepted("2026-06-01 08:20").dossier.reference
    told = office.sign_in("hung").order(ref, "declare_delay", reason="x" * 2001)
    assert told.status_code == 422
    assert "tối đa 2.000 ký tự" in words(told)


def test_a_name_is_one_line_without_letters_that_nobody_sees(desk: Browser, office: WebOffice):
    assert sent(desk, owner_name="Tẩn\r\nGia\u0001 \u202eHân\u200b", submitter_name="Tẩn\tThị  Mẩy").status_code == 303
    line = everything(office)[0]
    assert (line.owner, line.submitter) == ("Tẩn Gia Hân", "Tẩn Thị Mẩy")


@pytest.mark.parametrize("wrong", ["may", "may@", "may@bản.vn", "a b@example.org", "m@x", "thư\nBcc: a@b.c"])
def test_a_mail_address_that_cannot_be_one_is_said_beside_its_field(desk: Browser, office: WebOffice, wrong: str):
    page = sent(desk, email=wrong)
    assert page.status_code == 422
    assert "không phải là địa chỉ thư điện tử" in words(page)
    assert 'id="e-email"' in page.text
    assert everything(office) == []


@pytest.mark.parametrize("right", ["", "may.tan+truong@example.org", "m@mail.edu.vn"])
def test_a_mail_address_or_none_is_taken(desk: Browser, right: str):
    assert sent(desk, email=right).status_code == 303


def test_nobody_is_born_tomorrow(desk: Browser, office: WebOffice):
    page = sent(desk, owner_born_on="02/06/2026")
    assert page.status_code == 422
    assert "“02/06/2026” ở sau hôm nay" in words(page)
    assert everything(office) == []
    assert sent(desk, owner_born_on="01/06/2026", owner_identifier="").status_code == 303
