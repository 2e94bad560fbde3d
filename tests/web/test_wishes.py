"""How the applicant wishes to be told is asked at intake, and said again later by themselves."""

from tests.web.office import WebOffice, words
from tthc_engine.store import wishes
from tthc_engine.store.wishes import Wish

FORM = {
    "procedure": "2.002854",
    "procedure_words": "2.002854",
    "case": "same_province",
    "channel": "direct",
    "owner_name": "Giàng Minh Khang",
    "relation": "self",
    "phone": "0123 045 218",
    "paper.application": "present",
    "paper.results_summary": "present",
    "action": "accept",
}


def wish_of(office: WebOffice) -> Wish:
    with office.app.read() as session:
        dossier = session.value("SELECT id FROM dossier")
        return wishes.wish(session, str(dossier))


def test_the_desk_asks_once_and_the_record_is_made_with_the_dossier(office: WebOffice):
    browser = office.sign_in("sen")
    said = {"bao_bang": "sms", "bao_tieng": "en", "bao_dong_y": "yes"}
    page = "/tiep-nhan?thu-tuc=2.002854"
    answer = browser.send("/tiep-nhan", {**FORM, **said}, page=page)
    assert answer.status_code == 303, words(answer)[:600]
    assert wish_of(office) == Wish(language="en", way="sms", said="yes")
    with office.app.read() as session:
        assert session.value("SELECT by_person FROM office_event WHERE kind = 'wish_recorded'") == "sen"


def test_a_way_that_needs_consent_is_not_taken_without_it_and_the_form_keeps_what_was_typed(office: WebOffice):
    browser = office.sign_in("sen")
    said = {"bao_bang": "zalo", "bao_tieng": "vi", "bao_dong_y": ""}
    answer = browser.send("/tiep-nhan", {**FORM, **said}, page="/tiep-nhan?thu-tuc=2.002854")
    assert answer.status_code == 422 and "phải có sự đồng ý" in words(answer)
    assert 'value="zalo" selected' in answer.text and "Giàng Minh Khang" in answer.text


def test_who_was_not_asked_leaves_no_record(office: WebOffice):
    browser = office.sign_in("sen")
    said = {"bao_bang": "", "bao_tieng": "vi", "bao_dong_y": ""}
    assert browser.send("/tiep-nhan", {**FORM, **said}, page="/tiep-nhan?thu-tuc=2.002854").status_code == 303
    with office.app.read() as session:
        assert session.value("SELECT COUNT(*) FROM wish") == 0


def test_the_applicant_changes_it_where_they_look_their_dossier_up(office: WebOffice):
    done = office.accepted("2026-06-01 09:00")
    secret = done.dossier.personal.secret
    browser = office.visitor()
    typed = {"ma": done.dossier.reference, "bi_mat": secret}
    assert browser.send("/tra-cuu", typed, page="/tra-cuu").status_code == 303
    said = {"bao_bang": "paper", "bao_tieng": "vi", "bao_dong_y": "no"}
    answer = browser.send("/tra-cuu/bao-tin", said, page="/tra-cuu/ket-qua")
    assert answer.headers["location"].endswith("da=wish")
    assert wish_of(office) == Wish(way="paper", said="no")
    # Nobody else can: without code and secret there is no dossier to say it of.
    stranger = office.visitor()
    assert stranger.send("/tra-cuu/bao-tin", said, page="/tra-cuu").headers["location"] == "/tra-cuu"
