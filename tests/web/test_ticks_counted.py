"""What the desk ticks while it works is what plans and the index of Quyết định 766 count: nobody types it again."""

import json
from collections import Counter

from tests.builders import TRANSFER
from tests.web.office import WebOffice
from tests.web.test_plans import NEW, row
from tests.web.test_voices_in_reports import line
from tthc_engine.domain import commands as c
from tthc_engine.domain.commands import IdentityCheck, Payway
from tthc_engine.domain.procedure import PaperForm

PLAN = "/ke-hoach/school/so-gddt-bac-giang/2026"
KEPT = ["reused", "identified", "paid_online", "digitized"]
DESK = (
    # (identity, paid, the second paper)
    (IdentityCheck.CARD, Payway.CASH, c.Paper(component="results_summary", reused_from="CSDL học sinh")),
    (IdentityCheck.SEEN, Payway.PORTAL, c.Paper(component="results_summary")),
    (IdentityCheck.DATABASE, Payway.TRANSFER, c.Paper(component="results_summary", form=PaperForm.ELECTRONIC)),
    (None, None, c.Paper(component="results_summary")),
)


def plan(office: WebOffice) -> str:
    office.clock_shows("2026-06-15 16:00")
    head = office.sign_in("quan")
    head.send(NEW, {"mau": "so-gddt-bac-giang", "nam": "2026", "giu": KEPT}, page=f"{NEW}?mau=so-gddt-bac-giang")
    return head.see(PLAN).text


def a_week_at_the_desk(office: WebOffice) -> None:
    for hour, (checked, paid, paper) in enumerate(DESK, start=8):
        application = c.Paper(component="application", form=PaperForm.ELECTRONIC)
        registration = c.Registration(
            procedure=TRANSFER,
            owner=c.Party(name=f"Giàng Minh {hour}", identifier=f"0993160012{hour}"),
            papers=(application, paper),
            owner_checked=checked,
            paid=paid,
        )
        accept = c.Accept(dossier=office.app.engine.new_id(), by=office.actor("sen"), registration=registration)
        dossier = office.do(accept, f"2026-06-01 {hour:02d}:00").dossier_id
        if checked is None:
            scan = c.AttachScan(
                dossier=dossier,
                by=office.actor("sen"),
                component="results_summary",
                sha256="a" * 64,
                size=1000,
                media="application/pdf",
                signed=False,
            )
            office.do(scan, "2026-06-02 09:00")


def pencil(office: WebOffice) -> Counter[str]:
    """The same counted from the raw log, by code that shares nothing with the reports."""
    told: Counter[str] = Counter()
    scans: set[tuple[str, str]] = set()
    files: dict[str, list[dict[str, str]]] = {}
    with office.app.read() as session:
        rows = session.rows("SELECT dossier_id, payload FROM event ORDER BY position")
    for dossier, payload in rows:
        event = json.loads(payload)
        if event["kind"] == "scan_attached":
            scans.add((dossier, event["component"]))
        if event["kind"] != "dossier_accepted":
            continue
        desk = event["registered"]
        files[dossier] = desk["papers"]
        told["all"] += 1
        told["reused"] += any(paper["reused_from"] for paper in desk["papers"])
        told["identified"] += desk["owner_checked"] in ("card", "database")
        told["paid"] += desk["paid"] is not None
        told["online"] += desk["paid"] in ("transfer", "portal")
    for dossier, papers in files.items():
        told["digitized"] += all(
            one["form"] == "electronic" or one["reused_from"] or (dossier, one["component"]) in scans for one in papers
        )
    return told


def test_with_nothing_received_none_of_it_is_a_figure(office: WebOffice):
    page = plan(office)
    assert all("Chưa có số liệu" in row(page, key) for key in KEPT)
    assert all("Chưa có số liệu" in line(office, "service_index", key) for key in ("3.6", "4.3", "4.5b"))


def test_reuse_identity_payment_and_digitisation_are_what_a_pencil_counts_from_the_log(office: WebOffice):
    a_week_at_the_desk(office)
    told, page = pencil(office), plan(office)
    assert told == Counter(all=4, reused=1, identified=2, paid=3, online=2, digitized=3)
    assert f"({told['reused']}/{told['all']})" in row(page, "reused")
    assert f"({told['identified']}/{told['all']})" in row(page, "identified")
    assert f"({told['online']}/{told['paid']})" in row(page, "paid_online")
    assert f"({told['digitized']}/{told['all']})" in row(page, "digitized")


def test_the_index_scores_them_and_never_gives_full_marks_for_what_nobody_noted(office: WebOffice):
    a_week_at_the_desk(office)
    office.clock_shows("2026-06-15 16:00")
    assert "1 4 25,0 %" in line(office, "service_index", "4.3")
    assert "2 4 50,0 %" in line(office, "service_index", "4.5b")
    assert "2 3 66,7 %" in line(office, "service_index", "3.6")


def test_what_was_scanned_later_was_not_known_before(office: WebOffice):
    a_week_at_the_desk(office)
    plan(office)
    before = office.sign_in("quan").client.get(f"{PLAN}/bao-cao.csv?den=2026-06-01").text
    assert "50 % (2/4)" in before
