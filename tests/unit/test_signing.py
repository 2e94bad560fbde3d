"""In whose right a letter is signed (NĐ 30/2020/NĐ-CP Điều 13)."""

from datetime import date

import pytest

from tthc_engine.domain.errors import DelegationNeedsDocument, DelegationNeedsEnd, DelegationNeedsKinds, EndNotLater
from tthc_engine.domain.letter_parts import Authority
from tthc_engine.domain.regime import LetterKind
from tthc_engine.domain.signing import Absent, Delegation, check, right

TM, KT, TL, TUQ, Q = Authority.TM, Authority.KT, Authority.TL, Authority.TUQ, Authority.Q
DAY = date(2026, 11, 16)
APOLOGY, REFUSAL = LetterKind.APOLOGY, LetterKind.REFUSAL
PEOPLES_COMMITTEE = (TM, "Ủy ban nhân dân")


def given(*signs, kinds=(), since=date(2026, 11, 1), until=date(2026, 11, 30), document="Giấy ủy quyền số 05"):
    return Delegation(
        person="anh",
        unit="xa",
        signs=signs,
        valid_from=since,
        valid_until=until,
        kinds=kinds,
        document=document,
    )


def test_without_anything_special_everybody_signs_by_their_own_office():
    assert right(APOLOGY, on=DAY) == ()
    assert right(APOLOGY, on=DAY, own=((KT, "Hiệu trưởng"),)) == ((KT, "Hiệu trưởng"),)


def test_a_delegation_holds_on_its_days_and_for_its_kinds_only():
    one = given((TUQ, "Chủ tịch"), kinds=(APOLOGY,))
    own = ((KT, "Trưởng phòng"),)
    assert right(APOLOGY, on=DAY, own=own, delegations=[one]) == ((TUQ, "Chủ tịch"),)
    assert right(REFUSAL, on=DAY, own=own, delegations=[one]) == own
    assert right(APOLOGY, on=date(2026, 12, 1), own=own, delegations=[one]) == own
    assert right(APOLOGY, on=date(2026, 10, 31), own=own, delegations=[one]) == own


def test_a_delegation_for_one_kind_goes_before_one_for_all():
    every, this = given((KT, "Hiệu trưởng"), since=date(2026, 11, 10)), given((TUQ, "Hiệu trưởng"), kinds=(APOLOGY,))
    assert right(APOLOGY, on=DAY, delegations=[every, this]) == ((TUQ, "Hiệu trưởng"),)
    assert right(REFUSAL, on=DAY, delegations=[every, this]) == ((KT, "Hiệu trưởng"),)


@pytest.mark.parametrize(
    ("absent", "printed"),
    [
        (Absent(title="Hiệu trưởng", signs_letters=True), ((KT, "Hiệu trưởng"),)),
        (Absent(title="Phó Hiệu trưởng", signs=((KT, "Hiệu trưởng"),), signs_letters=True), ((KT, "Hiệu trưởng"),)),
        (
            Absent(title="Chủ tịch", signs=(PEOPLES_COMMITTEE,), signs_letters=True),
            (PEOPLES_COMMITTEE, (KT, "Chủ tịch")),
        ),
        (
            Absent(title="Phó Chủ tịch", signs=(PEOPLES_COMMITTEE, (KT, "Chủ tịch")), signs_letters=True),
            (PEOPLES_COMMITTEE, (KT, "Chủ tịch")),
        ),
        (
            Absent(title="Chánh Văn phòng", signs=((TL, "Chủ tịch"),), signs_letters=True),
            ((TL, "Chủ tịch"), (KT, "Chánh Văn phòng")),
        ),
        (Absent(title="Phó Hiệu trưởng", signs=((Q, "Hiệu trưởng"),), signs_letters=True), ((KT, "Hiệu trưởng"),)),
        (Absent(title="Trưởng phòng", signs=((TUQ, "Chủ tịch"),), signs_letters=True), ()),
        (Absent(title="Nhân viên giáo vụ"), ()),
    ],
    ids=[
        "a head",
        "a deputy",
        "a committee's head",
        "a committee's deputy",
        "by order",
        "acting",
        "authorised",
        "staff",
    ],
)
def test_who_stands_in_for_somebody_absent_signs_in_their_place_as_far_as_that_may_be_passed_on(absent, printed):
    assert right(APOLOGY, on=DAY, absent=absent) == printed


def test_a_deputy_who_stands_in_for_the_head_signs_by_their_own_office():
    head = Absent(title="Hiệu trưởng", signs_letters=True)
    assert right(APOLOGY, on=DAY, own=((KT, "Hiệu trưởng"),), absent=head) == ((KT, "Hiệu trưởng"),)


def test_an_authorisation_is_written_limited_in_time_and_in_content():
    whole = given((TUQ, "Chủ tịch"), kinds=(APOLOGY,))
    check(whole)
    with pytest.raises(DelegationNeedsDocument):
        check(given((TUQ, "Chủ tịch"), kinds=(APOLOGY,), document=" "))
    with pytest.raises(DelegationNeedsDocument):
        check(given((TL, "Chủ tịch"), document=""))
    with pytest.raises(DelegationNeedsEnd):
        check(given((TUQ, "Chủ tịch"), kinds=(APOLOGY,), until=None))
    with pytest.raises(DelegationNeedsKinds):
        check(given((TUQ, "Chủ tịch")))
    with pytest.raises(EndNotLater):
        check(given((KT, "Hiệu trưởng"), until=date(2026, 10, 1)))
    check(given((KT, "Hiệu trưởng"), until=None, document=""))
