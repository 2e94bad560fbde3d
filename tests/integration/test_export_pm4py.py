"""What leaves as XES, OCEL and CSV is read back equal by PM4Py, the tool it is mostly meant for.

One file and one process: PM4Py takes seconds to import.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas
import pytest

from tests.builders import AnOffice, an_app
from tests.integration.test_reports import ask_for_papers, finish
from tthc_engine.bootstrap import App
from tthc_engine.exchange.logs import commas, ocel, source, xes
from tthc_engine.exchange.logs.figures import figures
from tthc_engine.exchange.logs.opening import opened
from tthc_engine.store.people import EVERYTHING

pytestmark = [pytest.mark.integration, pytest.mark.filterwarnings("ignore")]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    made = AnOffice(an_app(tmp_path_factory.mktemp("office")))
    for number in range(6):
        dossier = made.accept(f"2026-06-01 09:0{number}").dossier_id
        if number % 3 == 0:
            ask_for_papers(made, dossier, "2026-06-02 09:00")
        else:
            finish(made, dossier, f"2026-06-0{number + 2} 15:00")
    yield made.app
    made.app.database.dispose()


@pytest.fixture(scope="module")
def files(office: App, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("logs")
    paths = {"xes": folder / "log.xes", "jsonocel": folder / "log.json", "csv": folder / "log.csv"}
    writers: dict[str, Any] = {"xes": xes.write, "jsonocel": ocel.write, "csv": commas.write_events}
    for name, path in paths.items():
        with office.read() as session, path.open("wb") as out:
            told = source.told(session, office.engine.rulebook.declarations, EVERYTHING)
            writers[name](told, out)
    return paths


def fingerprint(rows: list[tuple[str, str, Any]]) -> str:
    lines = sorted(f"{case}\x1f{activity}\x1f{round(at.timestamp() * 1000)}" for case, activity, at in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def test_pm4py_reads_each_format_as_it_was_written(files: dict[str, Path], capsys: pytest.CaptureFixture[str]):
    import pm4py

    expected = figures(opened(files["xes"]))
    for path in files.values():
        again = figures(opened(path))
        assert again["fingerprint_case_activity_utcms_sha256"] == expected["fingerprint_case_activity_utcms_sha256"]
    read = pm4py.read_xes(str(files["xes"]))
    frames = [read[["case:concept:name", "concept:name", "time:timestamp"]]]
    table = pandas.read_csv(files["csv"], encoding="utf-8-sig")
    table = pm4py.format_dataframe(table, case_id="case", activity_key="activity", timestamp_key="timestamp")
    frames.append(table[["case:concept:name", "concept:name", "time:timestamp"]])
    centric = pm4py.read_ocel2_json(str(files["jsonocel"]))
    flat = pm4py.ocel_flattening(centric, "dossier")
    flat["case:concept:name"] = flat["case:concept:name"].str.removeprefix("dossier:")
    frames.append(flat[["case:concept:name", "concept:name", "time:timestamp"]])
    for frame in frames:
        rows = [tuple(row) for row in frame.itertuples(index=False)]
        assert fingerprint(rows) == expected["fingerprint_case_activity_utcms_sha256"]
    for kind in ("xml", "sqlite"):
        written = files["jsonocel"].with_name(f"by_pm4py.{kind}")
        getattr(pm4py, f"write_ocel2_{kind}")(centric, str(written))
        again = figures(opened(written, object_type="dossier"))
        assert again["fingerprint_case_activity_utcms_sha256"] == expected["fingerprint_case_activity_utcms_sha256"]
    durations = sorted(pm4py.get_all_case_durations(read))
    assert durations[-1] == pytest.approx(expected["throughput_wall_seconds"]["quantiles_linear"]["p100"])
    assert pm4py.get_variants(read).keys().__len__() == expected["variants_time_order"]["n"]
    assert json.dumps(expected)
