"""A changed copy is what `dataclasses.replace` would make."""

import dataclasses
from datetime import UTC, date, datetime

import pytest

from tthc_engine.domain.changing import replace
from tthc_engine.domain.dossier import Dossier, Stage
from tthc_engine.domain.obligations import Obligation, ObligationKind, Settled
from tthc_engine.domain.procedure import Channel, Role


def a_dossier() -> Dossier:
    at = datetime(2026, 6, 1, 2, tzinfo=UTC)
    return Dossier(
        procedure="school_transfer", code="2.002854", in_force_from=date(2025, 7, 1), digest="", regime="nd118-2025",
        calendar="vn-a", case="", channel=Channel.DIRECT, receiving_unit="school", competent_unit="school",
        receive_result=Channel.DIRECT, sets=1, papers=(), stage=Stage.HANDLING, status=2, registered_at=at, last_at=at,
    )  # fmt: skip


OWED = Obligation(
    kind=ObligationKind.APOLOGY, epoch="1", owed_by=Role.APPROVER, since=datetime(2026, 6, 8, 10, tzinfo=UTC)
)


def test_a_changed_copy_equals_the_one_the_standard_library_makes():
    met = replace(OWED, settled=Settled.MET, epoch="2")
    assert met == dataclasses.replace(OWED, settled=Settled.MET, epoch="2")
    assert hash(met) == hash(dataclasses.replace(OWED, settled=Settled.MET, epoch="2"))


def test_the_original_stays_and_the_copy_is_frozen_too():
    met = replace(OWED, settled=Settled.MET)
    assert OWED.settled is None
    with pytest.raises(dataclasses.FrozenInstanceError):
        met.settled = None


def test_a_dossier_is_copied_whole():
    before = a_dossier()
    after = replace(before, status=3)
    assert after == dataclasses.replace(before, status=3)
    assert (before.status, after.status) == (2, 3)
    with pytest.raises(dataclasses.FrozenInstanceError):
        after.status = 4
    with pytest.raises(TypeError, match="has no field colour"):
        replace(before, colour="red")


def test_a_field_that_does_not_exist_is_an_error():
    with pytest.raises(TypeError, match="has no field colour"):
        replace(OWED, colour="red")
