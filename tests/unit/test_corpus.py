"""Old events stay readable for ever: recorded logs fold to what they were and their chains still prove."""

import gzip
import json
from pathlib import Path

import pytest

from tests.corpus import FOLDER, summary
from tthc_engine.domain.events import Personal, event_adapter
from tthc_engine.domain.fold import replay
from tthc_engine.store import log

CORPORA = sorted(FOLDER.glob("*.jsonl.gz"))


def lives(corpus: Path) -> list[dict]:
    return [json.loads(line) for line in gzip.decompress(corpus.read_bytes()).decode().splitlines()]


def test_there_is_a_recorded_corpus():
    assert CORPORA


@pytest.mark.parametrize("corpus", CORPORA, ids=lambda path: path.name.split(".")[0])
def test_a_recorded_log_folds_to_what_it_was(corpus):
    for life in lives(corpus):
        personal = {seq: Personal.model_validate_json(payload) for seq, _, payload in life["personal"]}
        events = [event_adapter.validate_json(row[9]) for row in life["events"]]
        events = [
            event.model_copy(update={"personal": personal[row[1]]}) if row[1] in personal else event
            for row, event in zip(life["events"], events, strict=True)
        ]
        assert summary(replay(events)) == life["then"]


@pytest.mark.parametrize("corpus", CORPORA, ids=lambda path: path.name.split(".")[0])
def test_a_recorded_chain_still_proves(corpus):
    for life in lives(corpus):
        digests = {seq: log.personal_digest(salt, payload) for seq, salt, payload in life["personal"]}
        previous = log.GENESIS
        for row in life["events"]:
            assert row[-2] == previous
            assert log.chained(previous, row[:-2]) == row[-1]
            assert row[10] == digests.get(row[1], "")
            previous = row[-1]


def test_together_they_hold_nearly_every_kind_of_event():
    """What random lives do not reach is reached by the timelines."""
    kinds = {row[2] for corpus in CORPORA for life in lives(corpus) for row in life["events"]}
    assert len(kinds) >= 30, sorted(kinds)
