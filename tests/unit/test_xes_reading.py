"""Event logs of other systems come from strangers: they are read a trace at a time, and refused in one sentence."""

import gzip
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tthc_engine.exchange.logs import reading
from tthc_engine.exchange.logs.figures import figures
from tthc_engine.exchange.logs.names import instant
from tthc_engine.exchange.logs.opening import opened
from tthc_engine.exchange.logs.reading import NotAnEventLog, traces

EVENT = '<event><string key="concept:name" value="Nhận"/><date key="time:timestamp" value="{at}"/>{more}</event>'


def log(*events: str, head: str = "", attributes: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<log xes.version="1.0" xmlns="http://www.xes-standard.org/">'
        '<global scope="event"><string key="concept:name" value="UNKNOWN"/></global>'
        f'<trace><string key="concept:name" value="hs-1"/>{attributes}{"".join(events)}</trace></log>'
    )


def event(at: str = "2026-06-01T09:00:00.000+07:00", more: str = "") -> str:
    return EVENT.format(at=at, more=more)


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str | bytes], Path]:
    def write(text: str | bytes) -> Path:
        path = tmp_path / "log.xes"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def test_a_trace_has_its_attributes_by_type_and_its_events_in_the_order_of_the_file(written):
    attributes = (
        '<date key="due" value="2026-06-08T17:00:00+07:00"/><int key="sets" value="2"/>'
        '<float key="fee" value="1.5"/><boolean key="online" value="true"/>'
    )
    more = '<string key="org:resource" value="sen"/><string key="lifecycle:transition" value="complete"/>'
    [trace] = traces(written(log(event("2026-06-02T08:00:00Z"), event(more=more), attributes=attributes)))
    assert trace.name == "hs-1" and [one.at.day for one in trace.events] == [2, 1]
    assert (trace.attributes["sets"], trace.attributes["fee"], trace.attributes["online"]) == (2, 1.5, True)
    assert trace.attributes["due"] == datetime.fromisoformat("2026-06-08T17:00:00+07:00")
    assert (trace.events[1].resource, trace.events[1].transition, trace.events[0].resource) == ("sen", "complete", None)


def test_a_wall_clock_keeps_the_offset_that_the_log_wrote_and_one_without_is_utc(written):
    [trace] = traces(written(log(event("2026-06-01T09:00:00.123+02:00"), event("2026-06-01T09:00:00"))))
    assert [one.at.utcoffset() for one in trace.events] == [timedelta(hours=2), timedelta(0)]


def test_attributes_of_attributes_are_passed_over(written):
    nested = '<string key="a" value="1"><string key="concept:name" value="khác"/></string>'
    [trace] = traces(written(log(event(more=nested), attributes=nested)))
    assert trace.name == "hs-1" and trace.events[0].activity == "Nhận" and trace.attributes["a"] == "1"


def test_gzip_is_told_by_the_content_and_a_byte_order_mark_is_no_obstacle(written):
    packed = gzip.compress(b"\xef\xbb\xbf" + log(event()).encode())
    assert [trace.name for trace in traces(written(packed))] == ["hs-1"]


def test_a_prefix_of_the_namespace_changes_nothing(written):
    text = log(event()).replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?").replace("xmlns=", "xmlns:x=")
    assert [len(trace.events) for trace in traces(written(text))] == [1]


def test_a_trace_is_told_before_the_log_ends(written):
    many = log(event()).replace("</log>", "<trace></trace>" * 20_000 + "</log>")
    done: list[int] = []
    first = next(traces(written(many), read=done.append))
    assert first.name == "hs-1" and done[-1] < len(many.encode())


BILLION_LAUGHS = '<!DOCTYPE log [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (log(event(), head=BILLION_LAUGHS), "document type"),
        (log(event(), head='<!DOCTYPE log SYSTEM "file:///etc/passwd">'), "document type"),
        ("<html></html>", "not an XES <log>"),
        (log(event())[:-10], "Line 1"),
        ("", "no element found"),
        ("mã hồ sơ;ngày nhận", "syntax error"),
        (log(event()).replace("UTF-8", "cua-toi"), "encoding"),
        (log(event(more="<list>" * 70 + "</list>" * 70)), "deeper"),
    ],
)
def test_what_is_no_event_log_is_refused_in_one_sentence(written, text: str, says: str):
    with pytest.raises(NotAnEventLog, match=says):
        list(traces(written(text)))


def test_damaged_gzip_is_refused(written):
    whole = gzip.compress(log(event()).encode())
    for damaged in (whole[:-12], whole[:20] + b"\0" * 20 + whole[40:]):
        with pytest.raises(NotAnEventLog, match="gzip"):
            list(traces(written(damaged)))


def test_one_element_and_one_trace_may_not_fill_the_memory(written, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reading, "LONGEST_ELEMENT", 100_000)
    monkeypatch.setattr(reading, "MOST_EVENTS", 2)
    long_value = f'<string key="a" value="{"x" * 400_000}"/>'
    with pytest.raises(NotAnEventLog, match="longer than"):
        list(traces(written(log(event(more=long_value)))))
    with pytest.raises(NotAnEventLog, match="more than 2 events"):
        list(traces(written(log(event(), event(), event()))))


def test_an_event_without_a_readable_time_is_left_out_and_counted(written):
    odd = (event("hôm qua"), event("0001-01-01T00:00:00+07:00"), "<event/>", event())
    [trace] = traces(written(log(*odd)))
    assert (len(trace.events), trace.without_time) == (1, 3)
    assert figures([trace])["n_events_without_timestamp"] == 3


def test_a_value_that_is_not_of_its_type_stays_as_it_was_written(written):
    [trace] = traces(written(log(event(more='<int key="sets" value="hai"/>'))))
    assert trace.events[0].attributes["sets"] == "hai"


def test_a_log_that_names_its_attributes_otherwise_is_read_all_the_same(written):
    text = log(event("2026/06/01 09:00:00", more='<string key="Resource" value="sen"/>'))
    [trace] = traces(written(text.replace("concept:name", "Activity").replace("time:timestamp", "Complete Timestamp")))
    assert (trace.events[0].activity, trace.events[0].resource, trace.events[0].transition) == ("Nhận", "sen", None)


TABLE = """Case ID;Activity;Complete Timestamp;Resource;case:deadline
1;Nhận;2026-06-01 09:00;sen;2026-06-08T17:00:00+07:00
2;Nhận;01/06/2026 10:00;;
1;"Trả; xong";2026-06-02T08:00:00+07:00;minh;2026-06-08T17:00:00+07:00
2;Trả;không rõ;minh;
"""


def test_a_table_of_events_is_a_log_whatever_divides_it(written):
    for text in (TABLE, "\ufeff" + TABLE.replace(";", "\t").replace('"Trả\t xong"', "Trả")):
        one, two = opened(written(text))
        assert (one.name, len(one.events), two.without_time) == ("1", 2, 1)
        assert one.attributes["deadline"] == datetime.fromisoformat("2026-06-08T17:00:00+07:00")
        assert two.events[0].at == datetime.fromisoformat("2026-06-01T10:00:00+00:00")
        assert two.events[0].resource is None


def test_an_object_centric_log_is_told_by_one_type_of_object(written):
    due = {"name": "due_at", "time": "1970-01-01T00:00:00Z", "value": "2026-06-08T10:00:00Z"}
    of, by = {"objectId": "hs-1", "qualifier": "of"}, {"objectId": "sen", "qualifier": "by"}
    log_2 = {
        "objects": [{"id": "hs-1", "type": "dossier", "attributes": [due]}, {"id": "sen", "type": "person"}],
        "events": [
            {"id": "e1", "type": "Nhận", "time": "2026-06-01T02:00:00Z", "relationships": [of, by]},
            {"id": "e2", "type": "Trả", "time": "2026-06-02T02:00:00Z", "relationships": [of]},
        ],
    }
    told = {"ocel:activity": "Nhận", "ocel:timestamp": "2026-06-01 02:00:00", "ocel:omap": ["hs-1"]}
    log_1 = {
        "ocel:objects": {"hs-1": {"ocel:type": "dossier", "ocel:ovmap": {}}},
        "ocel:events": {"e1": told},
    }
    [trace] = opened(written(gzip.compress(json.dumps(log_2).encode())))
    assert [(one.activity, one.resource) for one in trace.events] == [("Nhận", "sen"), ("Trả", None)]
    assert trace.attributes["due_at"] == datetime.fromisoformat("2026-06-08T10:00:00+00:00")
    [by_person] = opened(written(json.dumps(log_2)), object_type="person")
    assert (by_person.name, len(by_person.events)) == ("sen", 1)
    [old] = opened(written(json.dumps(log_1)))
    assert old.events[0].activity == "Nhận"
    for text, says in (('{"a": 1}', "Not an event log"), ("a,b\n1,2", "no table of events"), ("{", "Line 1")):
        with pytest.raises(NotAnEventLog, match=says):
            list(opened(written(text)))


OBJECTS_IN_XML = """<?xml version="1.0" encoding="utf-8"?>
<log><object-types><object-type name="dossier"><attributes/></object-type></object-types>
<objects><object id="hs-1" type="dossier"><attributes>
<attribute name="due_at" time="1970-01-01T00:00:00Z">2026-06-08T10:00:00Z</attribute></attributes></object>
<object id="sen" type="person"/></objects>
<events><event id="e1" type="Nhận" time="2026-06-01T09:00:00+07:00">
<attributes><attribute name="lifecycle">start</attribute></attributes>
<objects><relationship object-id="hs-1" qualifier="of"/><object object-id="sen" qualifier="by"/></objects></event>
<event id="e2" type="Trả" time="không rõ"><objects><relationship object-id="hs-1"/></objects></event></events></log>"""
OLD_OBJECTS_IN_XML = """<log><global scope="event"><string key="activity" value="x"/></global>
<events><event>
<string key="id" value="e1"/><string key="activity" value="Nhận"/><date key="timestamp" value="2026-06-01T02:00:00Z"/>
<list key="omap"><string key="object-id" value="hs-1"/></list>
<list key="vmap"><string key="resource" value="sen"/></list></event></events>
<objects><object><string key="id" value="hs-1"/><string key="type" value="dossier"/>
<list key="ovmap"><string key="due_at" value="2026-06-08T10:00:00Z"/></list></object></objects></log>"""


def objects_in_sqlite(path: Path) -> bytes:
    with closing(sqlite3.connect(path)) as base:
        base.executescript(
            """CREATE TABLE event (ocel_id TEXT, ocel_type TEXT);
            CREATE TABLE event_map_type (ocel_type TEXT, ocel_type_map TEXT);
            CREATE TABLE "event_Nhan ho so" (ocel_id TEXT, ocel_time TEXT, resource TEXT);
            CREATE TABLE object (ocel_id TEXT, ocel_type TEXT);
            CREATE TABLE object_map_type (ocel_type TEXT, ocel_type_map TEXT);
            CREATE TABLE object_Dossier (ocel_id TEXT, ocel_time TEXT, ocel_changed_field TEXT, due_at TEXT);
            CREATE TABLE event_object (ocel_event_id TEXT, ocel_object_id TEXT, ocel_qualifier TEXT);
            INSERT INTO event VALUES ('e1', 'Nhận');
            INSERT INTO event_map_type VALUES ('Nhận', 'Nhan ho so');
            INSERT INTO "event_Nhan ho so" VALUES ('e1', '2026-06-01 02:00:00', 'sen');
            INSERT INTO object VALUES ('hs-1', 'dossier');
            INSERT INTO object_map_type VALUES ('dossier', 'Dossier');
            INSERT INTO object_Dossier VALUES ('hs-1', '1970-01-01', NULL, '2026-06-08T10:00:00Z');
            INSERT INTO object_Dossier VALUES ('hs-1', '2026-06-02', 'due_at', '2026-07-08T10:00:00Z');
            INSERT INTO event_object VALUES ('e1', 'hs-1', 'of');"""
        )
    return path.read_bytes()


FROM_DATABASE = pytest.mark.integration
"""SQLite reads files."""


@pytest.mark.parametrize(
    "shape",
    ["xml", "old xml", *(pytest.param(one, marks=FROM_DATABASE) for one in ("sqlite", "packed sqlite"))],
)
def test_an_object_centric_log_is_read_in_xml_and_from_a_database_too(written, tmp_path: Path, shape: str):
    content: str | bytes = {"xml": OBJECTS_IN_XML, "old xml": OLD_OBJECTS_IN_XML}.get(shape, "")
    if not content:
        content = objects_in_sqlite(tmp_path / "objects")
        content = gzip.compress(content) if shape == "packed sqlite" else content
    [trace] = opened(written(content), object_type="dossier")
    [event] = trace.events
    assert (trace.name, event.activity, event.resource) == ("hs-1", "Nhận", "sen")
    assert event.at == datetime.fromisoformat("2026-06-01T09:00:00+07:00")
    assert trace.attributes["due_at"] == datetime.fromisoformat("2026-06-08T10:00:00+00:00"), "as it was at first"
    assert (trace.without_time, event.transition) == ((1, "start") if shape == "xml" else (0, None))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04 a workbook", "save the sheet as CSV"),
        (b"\x00\x01\x02 noise", "not text"),
        pytest.param(
            b"SQLite format 3\x00 and nothing more", "No object-centric log in this database", marks=FROM_DATABASE
        ),
        (b'<!DOCTYPE log [<!ENTITY a "b">]><log><objects/></log>', "document type"),
        (OBJECTS_IN_XML[:-20].encode(), "Line 9"),
        (gzip.compress(OBJECTS_IN_XML.encode())[:-30], "gzip file is damaged"),
        (b'{"events": 1, "objects": []}', "Not an event log"),
        (b'{"events": [], "objects": []}', "touches an object"),
    ],
)
def test_what_is_no_log_of_any_kind_is_refused_in_one_sentence(written, content: bytes, says: str):
    with pytest.raises(NotAnEventLog, match=says) as no:
        list(opened(written(content)))
    assert "\n" not in str(no.value)


def test_a_table_in_utf_16_as_spreadsheets_save_it_is_read(written):
    [one, two] = opened(written(TABLE.encode("utf-16")))
    assert [event.activity for event in one.events] == ["Nhận", "Trả; xong"] and two.name == "2"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1767225600", "2026-01-01T00:00:00+00:00"),
        ("1767225600123", "2026-01-01T00:00:00.123+00:00"),
        ("20260101080000", "2026-01-01T08:00:00+00:00"),
        ("01/02/2026 01:30 PM", "2026-02-01T13:30:00+00:00"),
        ("2026-01-01T08:00:00+0700", "2026-01-01T01:00:00+00:00"),
    ],
)
def test_an_instant_is_read_as_systems_write_it(text: str, read: str):
    assert instant(text) == datetime.fromisoformat(read)
