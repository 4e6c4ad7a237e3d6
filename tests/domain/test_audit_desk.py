"""The auditor's desk: a draw anybody repeats, lists that raise suspicions and never findings."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from domain.base import CaseRefusal, Frozen
from domain.case.lifecycle import Role
from domain.oversight import engine
from domain.oversight.desk import (
    Issued,
    Matched,
    PopulationClosed,
    SeedFixed,
    band_of,
    drawn,
    population_digest,
    wanted,
)
from domain.oversight.file import AuditPart, Held, OversightKind
from domain.oversight.sampling import MOST
from tests.oversight import Desk
from tests.people import START

A = Role.AUDITOR
LINES = tuple(f"JZ2026{n:06d} {('dibao', 'tekun')[n % 3 == 0]}/jz-{n % 2}" for n in range(1, 1001))
PLAN = {
    "by": ["programme", "township"],
    "method": "percent",
    "count": 7,
    "first": START - timedelta(days=300),
    "last": START,
    "text": "按项目和乡镇分层",
}


def audit() -> Desk:
    return Desk(OversightKind.AUDIT)


def part(desk: Desk) -> AuditPart:
    assert desk.file.audit is not None
    return desk.file.audit


def brought(desk: Desk, answer: Frozen | None = None) -> str:
    """The next errand done; what it was."""
    errand = desk.file.errands[0]
    desk.file = engine.errand_done(desk.file, errand.key, answer, desk.today, desk.now)
    return errand.what


def sampled(**changes: object) -> Desk:
    desk = audit()
    desk.do("plan_sample", A, **{**PLAN, **changes})
    assert brought(desk, SeedFixed(chance="5eed")) == "seed"
    assert brought(desk, PopulationClosed(lines=LINES)) == "population"
    return desk


def test_the_seed_stands_in_the_record_before_the_population_is_closed() -> None:
    desk = audit()
    desk.do("plan_sample", A, **PLAN)
    assert [e.what for e in desk.file.errands] == ["seed"]
    errand = desk.file.errands[0].model_copy(update={"key": "population:1", "what": "population"})
    early = desk.file.having(errands=(errand,))
    with pytest.raises(RuntimeError):
        engine.errand_done(early, errand.key, PopulationClosed(lines=LINES), desk.today, desk.now)
    acts = [note.act for note in sampled().file.journal]
    assert acts.index("plan_sample") < acts.index("seed") < acts.index("population")


def test_anybody_repeats_the_draw_from_the_record_in_whatever_order_the_list_is_written() -> None:
    (sample,) = part(sampled()).samples
    shuffled = list(LINES)
    random.Random(3).shuffle(shuffled)  # noqa: S311
    assert drawn(sample, shuffled) == sample.strata
    assert sample.population_digest == population_digest(shuffled) and sample.size == 1000
    other = sample.model_copy(update={"seed": "5eee"})
    assert drawn(other, LINES) != sample.strata
    for stratum in sample.strata:
        assert len(stratum.cases) == wanted(sample, stratum.size) >= stratum.size * 7 / 100
    assert sum(s.size for s in sample.strata) == 1000 and len(sample.strata) == 4


def test_a_number_of_each_stratum_is_drawn_and_no_more_than_there_are() -> None:
    (sample,) = part(sampled(method="number", count=400)).samples
    assert {len(s.cases) for s in sample.strata} == {min(400, s.size) for s in sample.strata}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"count": 101}, "share_too_large"),
        ({"first": START, "last": START - timedelta(days=1)}, "period_turned"),
        ({"last": START + timedelta(days=1)}, "period_not_over"),
        ({"by": ["amount"]}, "bands_unclear"),
        ({"bands": [500]}, "bands_unclear"),
        ({"by": ["amount"], "bands": [500, 300]}, "bands_unclear"),
        ({"by": ["amount"], "bands": [0]}, "bands_unclear"),
    ],
)
def test_a_plan_that_cannot_be_carried_out_is_refused(
    changes: dict[str, object], code: str
) -> None:
    with pytest.raises(CaseRefusal) as refused:
        audit().do("plan_sample", A, **{**PLAN, **changes})
    assert refused.value.code == code
    audit().do("plan_sample", A, **{**PLAN, "count": 100})
    audit().do("plan_sample", A, **{**PLAN, "by": ["amount"], "bands": [300, 500]})


def test_a_limit_between_bands_belongs_to_the_band_above_it() -> None:
    assert [band_of(fen, (30_000, 50_000)) for fen in (29_999, 30_000, 49_999, 50_000)] == [
        0,
        1,
        1,
        2,
    ]


def test_nobody_looks_at_another_case_instead_of_a_drawn_one() -> None:
    desk = sampled()
    (sample,) = part(desk).samples
    left = len(sample.unchecked)
    task = next(t for t in desk.tasks() if t.act == "record_sample_check")
    assert f"{left}件" in task.zh
    other = next(no for line in LINES if (no := line.split(" ")[0]) not in sample.drawn)
    with pytest.raises(CaseRefusal) as refused:
        desk.do("record_sample_check", A, sample=1, case_no=other, right=True, text="案卷齐全")
    assert refused.value.code == "not_drawn"
    for no in sample.drawn:
        desk.do("record_sample_check", A, sample=1, case_no=no, right=True, text="案卷齐全")
    assert [t.act for t in desk.tasks()] == ["conclude_audit"]
    with pytest.raises(CaseRefusal):
        desk.do("plan_sample", Role.SUPERVISOR, **PLAN)


LIST = {"kind": "dead", "digest": "a" * 64, "format": "xlsx", "source": "殡葬管理所11月"}


def test_a_list_is_read_then_doubts_go_to_a_person_then_suspicions_go_out() -> None:
    desk = audit()
    desk.do("take_list", A, **LIST)
    issue = {"list": 1, "due": START + timedelta(days=20)}
    with pytest.raises(CaseRefusal) as refused:
        desk.do("issue_list", A, **issue)
    assert refused.value.code == "not_read"
    found = Matched(rows=100, certain=4, doubtful=2, strangers=91, faults=3, unread=(7, 19))
    assert brought(desk, found) == "match"
    (taken,) = part(desk).lists
    assert taken.read and (taken.rows, taken.certain, taken.doubtful) == (100, 4, 2)
    assert "不能识别3行（第7、19行等）" in desk.file.journal[-1].text
    with pytest.raises(CaseRefusal) as refused:
        desk.do("take_list", A, **LIST)
    assert refused.value.code == "taken_before"
    desk.do("settle_suspicion", A, key="0" * 20, same=True, reason="出生地、住址相同")
    assert brought(desk) == "settle_same"
    with pytest.raises(CaseRefusal) as refused:
        desk.do("settle_suspicion", A, key="0" * 20, same=False, reason="改变主意了")
    assert refused.value.code == "settled_before"
    desk.do("issue_list", A, **issue)
    assert brought(desk, Issued(count=5)) == "issue"
    assert part(desk).lists[0].issued == 5
    assert part(desk).findings == (), "a hit is not a finding"


def test_a_list_that_could_not_be_read_says_so_and_may_be_handed_in_again() -> None:
    desk = audit()
    desk.do("take_list", A, **LIST)
    brought(desk, Matched(trouble="half"))
    assert "复制完整" in desk.file.journal[-1].text
    with pytest.raises(CaseRefusal) as refused:
        desk.do("issue_list", A, list=1, due=START + timedelta(days=20))
    assert "复制完整" in refused.value.message
    desk.do("take_list", A, **LIST)
    assert len(part(desk).lists) == 2


def test_lists_that_could_not_be_read_use_up_none_of_the_lists_an_audit_may_have() -> None:
    desk = audit()
    for n in range(MOST):
        desk.do("take_list", A, **{**LIST, "digest": f"{n:064d}"})
        brought(desk, Matched(trouble="empty"))
    for n in range(MOST):
        desk.do("take_list", A, **{**LIST, "digest": f"{MOST + n:064d}"})
        brought(desk, Matched(rows=1))
    with pytest.raises(CaseRefusal) as refused:
        desk.do("take_list", A, **{**LIST, "digest": "f" * 64})
    assert refused.value.code == "too_many"


def test_a_suspicion_is_verified_by_its_township_and_judged_by_the_auditor() -> None:
    held = Held(head="dead", text="死亡人员名单第7行与本案成员匹配", unit="jz-wangdian",
                unit_kind="township", cases=("JZ2026000001",), due=START + timedelta(days=9))  # fmt: skip
    desk = Desk(OversightKind.SUSPICION, held=held, opener=None, number="2026-q00000000")
    (task,) = desk.tasks()
    assert (task.role, task.due) == (Role.TOWNSHIP_LEADER, held.due)
    desk.do("answer_oversight", Role.TOWNSHIP_LEADER, 1, "jz-wangdian", text="本人在家，系同名")
    with pytest.raises(CaseRefusal):
        desk.do("close_oversight", Role.COUNTY_APPROVER, verdict="unfounded", text="同名不同人")
    desk.do("close_oversight", A, verdict="unfounded", text="同名不同人")
    assert desk.file.closed
