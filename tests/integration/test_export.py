"""The office's own log goes out for study: whole, in every format the same, and without anybody's name."""

import csv
import gzip
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, BinaryIO

import openpyxl
import pytest

from tests.builders import PARENT, PUPIL, AnOffice, an_app
from tests.databases import environment
from tests.integration.test_reports import ask_for_papers, finish
from tthc_engine.bootstrap import App
from tthc_engine.domain import commands as c
from tthc_engine.domain.events import AnyEvent
from tthc_engine.exchange.logs import activities, commas, ocel, sheets, source, xes
from tthc_engine.exchange.logs.figures import figures
from tthc_engine.exchange.logs.reading import traces
from tthc_engine.exchange.logs.source import Passed, Told
from tthc_engine.store.people import EVERYTHING, Scope

pytestmark = pytest.mark.integration

NAMES = (PUPIL.name, PARENT.name, PARENT.email, PARENT.phone, PUPIL.identifier, "Bản Suối Ngần", "Thiếu học bạ")


@pytest.fixture(scope="module")
def commune(tmp_path_factory: pytest.TempPathFactory) -> App:
    """A commune with one dossier, and under it a school with a finished one and one that waits for papers."""
    app = an_app(tmp_path_factory.mktemp("commune"))
    commune = AnOffice(app, "commune", code="H99.58")
    school = AnOffice(app, "school", code="H99.58.04", parent="commune")
    finish(school, school.accept("2026-06-01 09:00").dossier_id, "2026-06-05 16:00")
    waiting = school.accept("2026-06-02 09:00").dossier_id
    hand_on(school, waiting, "2026-06-02 10:00")
    ask_for_papers(school, waiting, "2026-06-03 14:30")
    commune.accept("2026-06-02 10:00")
    return app


def hand_on(office: AnOffice, dossier: str, wall: str) -> None:
    """The desk is done with it and the handler has it."""
    with office.app.read() as session:
        known, rules = office.app.engine.dossier(session, dossier)
    step = rules.procedure.step(known.current_step or "")
    if step is not None and step.owner.value == "desk":
        office.do(c.Complete(dossier=dossier, by=office.officer(step.owner)), wall)


def written(
    app: App, write: Callable[[Iterable[Told], BinaryIO], None], scope: Scope = EVERYTHING
) -> tuple[bytes, Passed]:
    out, passed = io.BytesIO(), Passed()
    with app.read() as session:
        write(source.passing(source.told(session, app.engine.rulebook.declarations, scope), passed), out)
    return out.getvalue(), passed


def rows(app: App, sql: str) -> Any:
    with app.read() as session:
        return session.value(sql)


def test_a_log_read_back_has_the_fingerprint_it_was_written_with(commune: App, tmp_path: Path):
    text, passed = written(commune, xes.write)
    for name, content in (("log.xes", text), ("log.xes.gz", gzip.compress(text))):
        (tmp_path / name).write_bytes(content)
        read = figures(traces(tmp_path / name))
        assert read["fingerprint_case_activity_utcms_sha256"] == passed.fingerprint
        assert (read["n_cases"], read["n_events"]) == (passed.cases, passed.events)
    assert passed.cases == 3 and passed.events == rows(commune, "SELECT count(*) FROM event")


def test_the_study_of_our_own_log_knows_what_was_late_and_who_handed_over(commune: App, tmp_path: Path):
    (tmp_path / "log.xes").write_bytes(written(commune, xes.write)[0])
    read = figures(traces(tmp_path / "log.xes"))
    late = read["lateness_vs_due_at"]
    # One released in time, one whose clock stands still, one open when the log ends.
    assert late["counts"] == {"closed_on_time": 1, "no_due": 1, "open_not_due_asof": 1}
    assert late["by"]["unit"]["school"] == {"closed_on_time": 1, "no_due": 1}
    assert read["activity_counts"]["Tiếp nhận hồ sơ"] == 3
    assert read["lifecycle_counts"]["suspend"] == 1
    assert read["handovers"]["n_total"] > 0 and "school.handler" in dict(read["top_resources"])


def test_nobodys_name_leaves_in_any_format(commune: App):
    for write in (xes.write, ocel.write, commas.write_events, commas.write_dossiers):
        text = written(commune, write)[0].decode()
        assert [name for name in NAMES if name and name in text] == []
        assert "school.handler" in text or write is commas.write_dossiers
    book = openpyxl.load_workbook(io.BytesIO(written(commune, sheets.write)[0]))
    cells = " ".join(str(cell) for sheet in book for line in sheet.values for cell in line)
    assert [name for name in NAMES if name and name in cells] == []


def test_only_named_facts_leave_and_every_kind_of_event_has_a_name():
    kinds = {kind.model_fields["kind"].default for kind in AnyEvent.__args__}
    assert set(activities.NAMES) == kinds
    assert {"personal", "reason", "note", "received_by", "result_number", "items"}.isdisjoint(activities.DETAILS)


def test_a_unit_exports_what_it_may_see(commune: App):
    for scope, cases in (
        (Scope(frozenset({"school"})), 2),
        (Scope(frozenset({"commune"})), 1),
        (Scope(frozenset()), 0),
    ):
        assert written(commune, xes.write, scope)[1].cases == cases


def test_every_object_that_an_ocel_event_names_is_in_the_log(commune: App):
    text, passed = written(commune, ocel.write)
    log = json.loads(text)
    objects = {one["id"]: one["type"] for one in log["objects"]}
    assert len(objects) == len(log["objects"]) and len(log["events"]) == passed.events
    assert sorted(set(objects.values())) == ["dossier", "letter", "person", "procedure", "unit"]
    named = {link["objectId"] for one in (*log["events"], *log["objects"]) for link in one["relationships"]}
    assert named <= set(objects)
    for kind, types in (("events", log["eventTypes"]), ("objects", log["objectTypes"])):
        declared = {one["name"]: {each["name"] for each in one["attributes"]} for one in types}
        for one in log[kind]:
            assert {each["name"] for each in one["attributes"]} <= declared[one["type"]]
    assert "2026-06-01T02:00:00.000Z" in {one["time"] for one in log["events"]}


def test_tables_tell_the_same_events_and_dossiers(commune: App):
    events = list(csv.DictReader(io.StringIO(written(commune, commas.write_events)[0].decode("utf-8-sig"))))
    dossiers = list(csv.DictReader(io.StringIO(written(commune, commas.write_dossiers)[0].decode("utf-8-sig"))))
    assert events[0]["timestamp"] == "2026-06-01T09:00:00.000+07:00" and events[0]["activity"] == "Tiếp nhận hồ sơ"
    assert [one["outcome"] for one in dossiers] == ["granted", "", ""]
    assert sum(int(one["events"]) for one in dossiers) == len(events)
    book = openpyxl.load_workbook(io.BytesIO(written(commune, sheets.write)[0]))
    assert book.sheetnames == ["Hồ sơ", "Sự kiện"]
    assert [book["Hồ sơ"].max_row, book["Sự kiện"].max_row] == [len(dossiers) + 1, len(events) + 1]
    assert [cell.value for cell in book["Sự kiện"]["A"]][1:] == [one["case"] for one in events]


def test_a_table_that_does_not_fit_goes_on_in_a_further_sheet(commune: App):
    book = openpyxl.load_workbook(
        io.BytesIO(written(commune, lambda told, out: sheets.write(told, out, most_rows=10, mark="MINH HỌA"))[0])
    )
    lines = [sheet.max_row - 1 for sheet in book if sheet.title.startswith("Sự kiện")]
    assert len(lines) > 1 and lines[0] == 9 and sum(lines) == rows(commune, "SELECT count(*) FROM event")
    assert {sheet["A1"].value for sheet in book} == {"Mã hồ sơ"}


def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless():
    out = io.BytesIO()
    commas.write_dossiers([Told("=1+1", {"procedure": "@SUM(A1)"}, ())], out)
    assert out.getvalue().decode("utf-8-sig").splitlines()[1].startswith("'=1+1,'@SUM(A1),")


def tthc(app: App, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "tthc_engine.cli.main", *arguments],
        env={**os.environ, **environment(app.settings.data_dir), "COLUMNS": "80", "TZ": "America/New_York"},
        capture_output=True,
        timeout=60,
        check=False,
    )


def test_an_officer_exports_over_ssh_and_studies_the_file(commune: App, tmp_path: Path):
    file = tmp_path / "log.xes.gz"
    said = tthc(commune, "export", "xes", str(file), "--unit", "school")
    assert said.returncode == 0 and said.stderr.decode().startswith("2 dossiers, "), said.stderr
    read = json.loads(tthc(commune, "log", "stats", str(file), "--json").stdout)
    assert read["fingerprint_case_activity_utcms_sha256"] in said.stderr.decode() and read["n_cases"] == 2
    shown = tthc(commune, "log", "stats", str(file))
    assert shown.returncode == 0 and "2 cases" in shown.stdout.decode() and not shown.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["log.xes.gz"]


def test_the_unit_above_exports_the_units_under_it_and_a_pipe_gets_the_log_alone(commune: App):
    said = tthc(commune, "export", "csv", "-", "--unit", "commune", "--rows", "dossiers")
    assert said.returncode == 0 and len(said.stdout.decode("utf-8-sig").splitlines()) == 1 + 3
    assert tthc(commune, "export", "ocel", "-", "--all").stdout.startswith(b'{"objectTypes"')


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("export", "xes", "-"), "Say which unit"),
        (("export", "xes", "-", "--unit", "nowhere"), "no unit 'nowhere'"),
        (("export", "xlsx", "-", "--all"), "a file of its own"),
        (("export", "xlsx", "no/where.xlsx", "--all"), "cannot be written"),
        (("log", "stats", "nowhere.xes"), "does not exist"),
        (("log", "stats", __file__), "NotAnEventLog: Not XES, not OCEL"),
    ],
)
def test_a_wrong_call_is_told_and_exits_with_two(commune: App, arguments: tuple[str, ...], says: str):
    said = tthc(commune, *arguments)
    told = " ".join(said.stderr.decode().split())
    assert said.returncode == 2 and says in told.replace("│ ", "") and "Traceback" not in told
    assert not said.stdout
