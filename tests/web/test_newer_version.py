"""The desk at a process of the version before, while a newer one has published a procedure that it cannot read."""

from tests.builders import TRANSFER
from tests.integration.test_newer_version import publish_by_a_newer_version
from tests.web.office import WebOffice, words


def test_the_desk_reads_which_procedure_it_is_and_everything_else_works(office: WebOffice) -> None:
    office.accepted("2026-06-01 08:30")
    with office.app.read() as session:
        reference = session.value("SELECT reference FROM dossier")
    publish_by_a_newer_version(office.app, TRANSFER)
    desk = office.sign_in("sen")
    page = desk.see(f"/tiep-nhan?thu-tuc={TRANSFER}", status=503)
    assert f"Thủ tục {TRANSFER} được công bố bằng phiên bản mới hơn của phần mềm" in words(page)
    for path in ("/tiep-nhan", "/tiep-nhan?thu-tuc=3.000465", "/ho-so", "/van-thu", f"/ho-so/{reference}"):
        desk.see(path)
    for person, path in (("hung", "/viec-cua-toi"), ("quan", "/giam-sat"), ("long", "/quan-tri/thu-tuc")):
        office.sign_in(person).see(path)
