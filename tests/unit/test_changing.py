"""A changed copy is what `dataclasses.replace` would make."""

import dataclasses
from datetime import UTC, datetime

import pytest

from tthc_engine.domain.changing import replace
from tthc_engine.domain.obligations import Obligation, ObligationKind, Settled
from tthc_engine.domain.procedure import Role

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


def test_a_field_that_does_not_exist_is_an_error():
    with pytest.raises(TypeError, match="has no field colour"):
        replace(OWED, colour="red")
