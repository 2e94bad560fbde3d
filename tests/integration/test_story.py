"""`tthc story`: the whole life of a dossier told in a terminal, also the quickest smoke test there is."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tthc_engine.domain.standing import Standing
from tthc_engine.work.demo import story

pytestmark = pytest.mark.integration


def test_the_story_runs_to_its_end_without_a_browser_and_without_colour_when_piped(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONUTF8": "1", "COLUMNS": "100"}
    told = subprocess.run(
        [sys.executable, "-m", "tthc_engine.cli.main", "story", "--pdf", str(tmp_path)],
        capture_output=True, text=True, env=environment, timeout=60, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert "\x1b" not in told.stdout
    for word in (
        "hẹn trả kết quả 09/11/2026 17:00",
        "Hẹn trả kết quả mới 12/11/2026 17:00",
        "Sắp đến hạn",
        "Quá hạn",
        "Báo cáo giải trình",
        "Hẹn lại (lần duy nhất) 16/11/2026 17:00",
        "Biểu II.06a",
        "chuỗi băm đúng",
    ):
        assert word in told.stdout
    assert next(tmp_path.glob("*.pdf")).read_bytes().startswith(b"%PDF")


def test_the_story_goes_from_in_time_to_late_and_is_settled_in_the_report(tmp_path: Path) -> None:
    app = story.office_in(tmp_path)
    told = list(story.play(app, pdf_folder=tmp_path / "pdf"))
    stood = [one.standing for one in told if one.standing is not None]
    assert stood[0] is Standing.ON_TIME
    assert list(dict.fromkeys(stood)) == [
        Standing.ON_TIME,
        Standing.STOPPED,
        Standing.DUE_SOON,
        Standing.OVERDUE,
        Standing.LATE,
    ]
    refused = [one.refusal.name for one in told if one.refusal is not None]
    assert refused == ["AlreadyReappointed"]
    end = story.ending(app, told[-1].line.at)
    assert end.proof.holds
    assert (end.form.total[3], end.form.total[7], end.form.total[10]) == (1, 1, 1)
    app.database.dispose()
