"""Under which name a month that was listed with too little gets the rest: each once, none too much."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from domain.case import handing
from domain.case.acts import Outcome
from domain.case.passage import Joining
from domain.household import Relation
from domain.pay.joined import named
from domain.pay.purposes import basic, owed_more, purpose_for, purpose_zh
from tests.domain.test_passage import _alone, decided, month
from tests.people import Walk, application


def test_a_month_without_a_line_gets_its_ordinary_one_whatever_the_cause() -> None:
    assert purpose_for("confirmed", []) == purpose_for("top_up.m9", []) == "regular"


def test_a_month_listed_before_a_joining_gets_the_members_top_up_and_then_differences() -> None:
    stands = [("regular", "confirmed")]
    assert purpose_for("top_up.m9", stands) == "top_up.m9"
    assert purpose_zh("top_up.m9") == "成员增发" and basic("top_up.m9")
    stands.append(("top_up.m9", "top_up.m9"))
    assert purpose_for("top_up.m9", stands) == "difference.2"
    assert purpose_for("top_up.m10-m11", stands) == "top_up.m10-m11"


def test_what_was_kept_back_of_a_month_already_raised_is_no_top_up_when_it_is_released() -> None:
    assert purpose_for("top_up.m9", [("regular", "top_up.m9")]) == "difference.1"


_CAUSES = st.sampled_from(
    ["confirmed", "increase", "decrease", "standard", "top_up.m2", "top_up.m3"]
)


@given(st.lists(st.tuples(st.integers(0, 90_000), _CAUSES), max_size=12))
def test_whatever_is_decided_of_a_month_and_listed_after_it_no_name_comes_twice(
    decisions: list[tuple[int, str]],
) -> None:
    """After each list the month has had the most that any decision so far gave it, and no more."""
    stands: list[tuple[str, str]] = []
    given_fen = most = 0
    for fen, cause in decisions:
        for _ in range(2):  # the same list again, and the next
            more = owed_more(fen, given_fen)
            if more:
                stands.append((purpose_for(cause, stands), cause))
                given_fen += more
        most = max(most, fen)
        assert given_fen == most
    names = [name for name, _ in stands]
    assert len(set(names)) == len(names) and all(basic(name) for name in names)


def test_the_file_keeps_the_outcome_as_its_cause_and_the_lists_name_who_joined() -> None:
    walk = Walk(application()).living()
    assert named(walk.file) == walk.file.entitlements
    old, today = _alone(), walk.today
    told = Joining(
        case_no="JZ2026000007", household=old, on=today, paid_until=month(today), monthly_fen=40_000
    )
    walk.file = handing.household_joins(walk.file, told, today, walk.at)
    walk.later(36)
    extra = old.members[0].model_copy(update={"key": "m9", "relation": Relation.PARENT})
    home = walk.file.household
    home = home.model_copy(update={"members": (*home.members, extra)})
    decided(walk, home, Outcome.INCREASE)
    assert [e.cause for e in walk.file.entitlements] == ["confirmed", "increase"]
    assert [e.cause for e in named(walk.file)] == ["confirmed", "top_up.m9"]
