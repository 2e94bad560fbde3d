"""One's own password, and the demo's accounts that anybody may try."""

import pytest

from tests.web.office import PASSWORD, Browser, WebOffice, words

NEW = "con-suoi-ngan-2026"


def change(browser: Browser, *, old: str = PASSWORD, new: str = NEW, again: str | None = None):
    typed = {"cu": old, "moi": new, "moi_lai": new if again is None else again}
    return browser.send("/tai-khoan/mat-khau", typed, page="/tai-khoan")


def test_a_changed_password_opens_and_the_old_one_does_not(office: WebOffice):
    officer = office.sign_in("hung")
    assert change(officer).headers["location"] == "/tai-khoan?da=password"
    assert "Đã đổi mật khẩu" in words(officer.see("/tai-khoan?da=password")), "whoever changed it stays signed in"
    old = office.visitor().send("/dang-nhap", {"ten": "hung", "mat_khau": PASSWORD})
    assert old.status_code == 422
    new = office.visitor().send("/dang-nhap", {"ten": "hung", "mat_khau": NEW})
    assert new.status_code == 303


def test_a_changed_password_ends_the_sessions_on_other_machines(office: WebOffice):
    here, there, colleague = office.sign_in("hung"), office.sign_in("hung"), office.sign_in("minh")
    change(here)
    there.see("/viec-cua-toi", status=303)
    here.see("/viec-cua-toi")
    colleague.see("/viec-cua-toi")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"old": "khong-phai"}, "Mật khẩu hiện tại không đúng"),
        ({"new": "ngan-qua"}, "phải có ít nhất 10 ký tự"),
        ({"new": "toi-la-hung-day"}, "không được chứa tên đăng nhập"),
        ({"new": PASSWORD}, "phải khác mật khẩu hiện tại"),
        ({"again": "con-suoi-khac-2026"}, "Hai lần nhập mật khẩu mới không giống nhau"),
    ],
)
def test_a_password_that_cannot_be_is_refused_beside_its_field(office: WebOffice, typed: dict[str, str], sentence: str):
    answer = change(office.sign_in("hung"), **typed)
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert NEW not in answer.text, "a typed password is never sent back"
    assert office.visitor().send("/dang-nhap", {"ten": "hung", "mat_khau": PASSWORD}).status_code == 303


def test_the_demo_lists_its_accounts_by_unit_and_a_click_fills_the_form(office: WebOffice):
    page = office.visitor().see("/dang-nhap")
    said = words(page)
    assert said.index("Trường Suối Ngần") < said.index("sen Vàng Thị Sen, Nhân viên văn thư") < said.index("UBND xã")
    chosen = office.visitor().see("/dang-nhap?ten=hung&tiep=%2Fho-so").text
    assert 'name="ten" value="hung"' in chosen
    assert 'name="tiep" value="/ho-so"' in chosen
    assert "mật khẩu chung" in words(office.visitor().see("/dang-nhap?ten=nguoi-la"))
    assert 'type="password" id="f-mat_khau" name="mat_khau" value=""' in office.visitor().see("/dang-nhap?ten=x").text


def test_a_real_office_shows_nobody_s_account(office: WebOffice, tmp_path_factory: pytest.TempPathFactory):
    real = WebOffice(office.app.settings.data_dir, demo=False)
    try:
        page = real.visitor().see("/dang-nhap?ten=hung")
    finally:
        real.close()
    assert "Vàng Thị Sen" not in page.text
    assert "mật khẩu chung" not in words(page)
