"""The citizen's page: by the code and the secret of the receipt, and by nothing else."""

from tests.web.office import WebOffice, words
from tthc_engine.domain import commands as c
from tthc_engine.store import letters


def look(office: WebOffice, code: str, secret: str):
    citizen = office.visitor()
    return citizen, citizen.send("/tra-cuu", {"ma": code, "bi_mat": secret}, page="/tra-cuu")


def test_code_and_secret_open_the_dossier_on_a_phone(office: WebOffice):
    dossier = office.accepted("2026-06-01 08:20").dossier
    assert dossier.personal is not None
    citizen, answer = look(office, dossier.reference, dossier.personal.secret.lower().replace("-", ""))
    assert answer.headers["location"] == "/tra-cuu/ket-qua"
    page = words(citizen.see("/tra-cuu/ket-qua"))
    assert "Đang xử lý, trong hạn" in page
    assert "08/06/2026 17:00 thứ Hai" in page
    assert "Không phải làm gì thêm" in page
    assert citizen.see("/tra-cuu/van-ban/1.pdf").content.startswith(b"%PDF")


def test_a_wrong_secret_tells_nothing(office: WebOffice):
    dossier = office.accepted("2026-06-01 08:20").dossier
    wrong = look(office, dossier.reference, "AAAA-AAAA")[1]
    unknown = look(office, "H99.58.04-20260601-0999", "AAAA-AAAA")[1]
    assert wrong.status_code == unknown.status_code == 422
    assert "không đúng" in words(wrong)
    assert words(wrong).replace(dossier.reference, "") == words(unknown).replace("H99.58.04-20260601-0999", "")


def test_guessing_is_slowed_down(office: WebOffice):
    citizen = office.visitor()
    typed = {"ma": "H99.58.04-20260601-0001", "bi_mat": "AAAA-AAAA"}
    answers = [citizen.send("/tra-cuu", typed, page="/tra-cuu").status_code for _ in range(13)]
    assert answers == [422] * 12 + [429]


def test_a_whole_hall_may_look_up_its_own_dossiers_from_one_address(office: WebOffice):
    dossier = office.accepted("2026-06-01 08:20").dossier
    assert dossier.personal is not None
    for _ in range(14):
        assert look(office, dossier.reference, dossier.personal.secret)[1].status_code == 303
    citizen = office.visitor()
    typed = {"ma": dossier.reference, "bi_mat": "AAAA-AAAA"}
    answers = [citizen.send("/tra-cuu", typed, page="/tra-cuu").status_code for _ in range(13)]
    assert answers == [422] * 12 + [429], "right answers do not buy guesses"


def test_without_a_look_up_there_is_no_result_and_no_letter(office: WebOffice):
    office.accepted("2026-06-01 08:20")
    stranger = office.visitor()
    assert stranger.client.get("/tra-cuu/ket-qua").headers["location"] == "/tra-cuu"
    assert stranger.client.get("/tra-cuu/van-ban/1.pdf").headers["location"] == "/tra-cuu"


def test_who_must_supply_something_is_told_what_and_until_when(office: WebOffice):
    handled = office.accepted("2026-06-01 08:20")
    dossier = handled.dossier
    assert dossier.personal is not None
    item = c.Item(component="results_summary")
    asked = c.RequestSupplement(
        dossier=handled.dossier_id, by=office.actor("hung"), items=(item,), reason="Thiếu trang 2"
    )
    office.do(asked, "2026-06-03 10:00")
    office.clock_shows("2026-06-03 11:00")
    citizen = look(office, dossier.reference, dossier.personal.secret)[0]
    page = words(citizen.see("/tra-cuu/ket-qua"))
    assert "Chờ gia đình, cá nhân bổ sung giấy tờ" in page
    assert "Cần bổ sung: Bảng tổng hợp kết quả" in page
    assert "18/06/2026" in page, "fifteen days"


def test_the_qr_code_fills_in_the_code_and_never_the_secret(office: WebOffice):
    page = office.visitor().see("/tra-cuu?ma=H99.58.04-20260601-0001")
    assert 'value="H99.58.04-20260601-0001"' in page.text
    assert 'name="bi_mat" value=""' in page.text


def test_the_square_code_of_a_letter_says_whether_the_paper_is_ours(office: WebOffice):
    office.clock_shows("2026-06-01 09:00")
    handled = office.accepted("2026-06-01 09:00")
    with office.app.read() as session:
        context = letters.context(session, letters.letter_id(handled.dossier_id, "1"))
    assert context is not None
    reference, code = handled.dossier.reference, context.head.qr
    assert f"?ma={reference}&vb=1-" in code
    visitor = office.visitor()
    path = code[code.index("/tra-cuu") :]
    said = words(visitor.see(path))
    assert "Văn bản do cơ quan phát hành." in said
    assert "số 1, ngày 01/06/2026" in said
    assert "Giàng" not in said
    for forged in (f"ma={reference}&vb=1-000000", f"ma={reference}&vb=2-{code[-6:]}", "ma=x&vb=1"):
        assert "không khớp" in words(visitor.see(f"/tra-cuu?{forged}"))
