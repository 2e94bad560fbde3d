"""Signed files sent by tens from a real browser: no request is long, and each file has its outcome."""

import pytest

from tests.web.certificates import Authority
from tests.web.office import WebOffice
from tests.web.test_browser import Window, served, window
from tests.web.test_results import ca, download, draft, ready, signed, trusting

pytestmark = pytest.mark.browser
__all__ = ["ca", "served", "trusting", "window"]


@pytest.fixture
def back(trusting: WebOffice, ca: Authority) -> list[tuple[str, bytes]]:
    """Twelve drafts as they come back from the Government's tool; made before a browser is there."""
    approver = trusting.sign_in("minh")
    files = download(approver, draft(approver, ready(trusting, 12)))
    return signed(files, ca.issue("Nguyễn Quang Minh"))


def test_twelve_signed_files_are_sent_in_two_portions_and_told_in_one_table(
    back: list[tuple[str, bytes]], window: Window
):
    sent = [{"name": name, "mimeType": "application/pdf", "buffer": pdf} for name, pdf in back[:-1]]
    sent.append({"name": "la.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 nothing of ours"})
    window.sign_in("minh")
    page, asked = window.page, []
    page.on("request", lambda request: asked.append(request.url) if request.method == "POST" else None)
    page.goto(f"{window.address}/ket-qua")
    page.set_input_files("#f-file", sent)
    page.locator("button", has_text="Kiểm tra").click()
    page.locator("[data-told] tbody tr").nth(11).wait_for()
    assert len([one for one in asked if one.endswith("/ket-qua/tai-len")]) == 2
    assert page.locator("main .head [role=status]").inner_text() == "11 tệp đã nhận · 1 tệp không nhận"
    assert page.locator("progress").count() == 0
    page.goto(f"{window.address}/ket-qua")
    boxes = page.locator("form[action='/ket-qua/ky'] input[name=chon]")
    assert boxes.count() == 1, "only the paper whose file was not ours still waits"
