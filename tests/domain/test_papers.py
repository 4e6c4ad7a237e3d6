"""A paper owed is made, carried and served; one that does not arrive is never lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from domain.base import CaseRefusal
from domain.case import engine, notices, runs
from domain.case.file import NoticeDue
from domain.case.lifecycle import Role, Stage
from domain.case.notices import NoticeReceipt
from domain.case.tasks import open_tasks, waiting_zh
from domain.policy import PolicyNotSet, Status
from tests.people import Walk, application, household


def made(walk: Walk, sent_by: str = "print", failed: tuple[str, ...] = ()) -> Walk:
    """Every paper owed is issued, as the workflow does."""
    for order in notices.to_issue(walk.file):
        number = len([n for n in walk.file.notices if n.number]) + 1
        receipt = NoticeReceipt(
            key=order.key,
            number=f"焦救〔2026〕{number}号",
            digest="d",
            issued_on=walk.today,
            sent_by=sent_by,
            failed=failed,
        )
        walk.file = engine.notice_issued(walk.file, receipt, walk.at)
    return walk


def refused() -> Walk:
    walk = Walk(application())
    walk.accepted().later(1).surveyed(household(wage_yuan=90000)).checked().opined()
    walk.do("record_collective_review", Role.REVIEWER, 2, present=("甲", "乙"), opinion="同意")
    return made(walk.do("refuse", walk.decider))


def stage_of(walk: Walk) -> Stage:
    return walk.file.stage


def to_carry(walk: Walk) -> list[str]:
    return [t.zh for t in open_tasks(walk.file, walk.today) if t.act == "serve_notice"]


def test_a_message_that_went_out_leaves_nothing_to_carry_and_one_that_failed_does() -> None:
    assert to_carry(made(Walk(application()).accepted(), "sms")) == []
    assert to_carry(made(Walk(application()).accepted(), "mail", ("sms",))) == []
    [task] = to_carry(made(Walk(application()).accepted(), "print", ("mail", "sms")))
    assert task == "请送达文书焦救〔2026〕1号，电子邮件、短信未能发出，请打印后送达"


def test_what_no_message_told_of_can_be_served_in_the_stage_the_case_has_come_to() -> None:
    walk = made(Walk(application()).accepted(), failed=("sms",))
    assert stage_of(walk) is Stage.INVESTIGATION
    walk.do(
        "serve_notice",
        Role.VILLAGE,
        number="焦救〔2026〕1号",
        manner="in_person",
        receiver="m1",
        evidence="a" * 64,
    )
    [state] = walk.file.notices
    assert (state.served_on, state.manner, state.receiver) == (walk.today, "in_person", "m1")
    assert state.evidence == "a" * 64
    assert to_carry(walk) == []


@pytest.mark.rule("JZ-60", "DB-45")
def test_a_refusal_that_could_not_be_served_keeps_the_case_open_and_says_so() -> None:
    walk = refused()
    number = walk.file.notices[-1].number
    walk.do("fail_service", Role.REVIEWER, number=number, manner="post", reason="邮件退回")
    assert stage_of(walk) is Stage.APPROVAL
    [task] = to_carry(walk)
    assert task == f"请送达文书{number}，已有1次未能送达"
    assert f"请送达文书{number}" in waiting_zh(walk.file, walk.today)
    walk.do("serve_notice", Role.REVIEWER, number=number, manner="left")
    assert stage_of(walk) is Stage.CLOSED
    assert walk.file.closed is not None and walk.file.closed.outcome == "refused"


def test_by_public_notice_only_after_the_tries_the_place_asks_for_and_by_a_person() -> None:
    walk = refused()
    number = walk.file.notices[-1].number
    needed = walk.file.law.count(notices.TRIES_BEFORE_PUBLIC)
    for done in range(needed):
        with pytest.raises(CaseRefusal) as no:
            walk.do("serve_notice", Role.REVIEWER, number=number, manner="public")
        assert no.value.code == "other_ways_first"
        assert f"目前已登记{done}次" in no.value.message
        walk.do("fail_service", Role.REVIEWER, number=number, manner="post", reason="查无此人")
    walk.later(60)
    assert stage_of(walk) is Stage.APPROVAL, "no timer serves a paper"
    walk.do("serve_notice", Role.REVIEWER, number=number, manner="public")
    assert stage_of(walk) is Stage.CLOSED


def test_where_nobody_set_the_number_of_tries_public_notice_waits_for_the_rule() -> None:
    walk = refused()
    law = walk.file.policy
    assert law is not None
    name = notices.TRIES_BEFORE_PUBLIC
    unset = law.values[name].model_copy(update={"status": Status.NOT_SET, "value": None})
    walk.file = walk.file.having(
        policy=law.model_copy(update={"values": {**law.values, name: unset}})
    )
    number = walk.file.notices[-1].number
    with pytest.raises(PolicyNotSet):
        walk.do("serve_notice", Role.REVIEWER, number=number, manner="public")
    walk.do("serve_notice", Role.REVIEWER, number=number, manner="in_person")


def test_a_paper_is_not_served_before_it_was_made_nor_twice() -> None:
    walk = made(Walk(application()).accepted().later(3))
    early = walk.today - timedelta(days=1)
    for act in ("serve_notice", "fail_service"):
        with pytest.raises(CaseRefusal) as no:
            walk.do(
                act,
                Role.REVIEWER,
                number="焦救〔2026〕1号",
                manner="post",
                on=early,
                **({"reason": "无人在家"} if act == "fail_service" else {}),
            )
        assert no.value.code == "served_before_issue"
    walk.do("serve_notice", Role.REVIEWER, number="焦救〔2026〕1号", manner="post")
    with pytest.raises(CaseRefusal) as again:
        walk.do("serve_notice", Role.REVIEWER, number="焦救〔2026〕1号", manner="post")
    assert again.value.code == "already_served"


def test_a_paper_keeps_a_key_of_its_own_in_every_period() -> None:
    """Found in a demonstration: the second decrease got the number and text of the first."""
    walk = made(Walk(application()).living(), "sms")
    keys = [n.order.key for n in walk.file.notices]
    for _ in range(2):
        walk.file = runs.new_period(walk.file)
        walk.file = notices.owed(walk.file, NoticeDue(key="change", kind="change"))
        walk.file = notices.owed(walk.file, NoticeDue(key="change", kind="change"))
        keys += [n.order.key for n in walk.file.notices if n.order.key not in keys]
        made(walk, "sms")
    assert keys[-4:] == ["change@1", "change@1#2", "change@2", "change@2#2"]
    assert len(set(keys)) == len(keys)


def test_a_new_period_goes_on_with_every_paper_somebody_must_still_carry() -> None:
    walk = made(Walk(application()).living(), failed=("sms",))
    walk.file = notices.owed(walk.file, NoticeDue(key="transition", kind="transition"))
    before = {n.order.key for n in walk.file.notices}
    after = runs.new_period(walk.file)
    assert {n.order.key for n in after.notices} == before
    served = made(Walk(application()).living(), "sms")
    assert runs.new_period(served.file).notices == ()


def test_a_paper_that_is_being_made_is_named_where_one_asks_why_nothing_moves() -> None:
    walk = Walk(application()).accepted()
    assert "文书制发中：受理通知书。" in waiting_zh(walk.file, walk.today)
    assert "制发中" not in waiting_zh(made(walk).file, walk.today)


def test_a_person_sends_only_what_the_case_gives_an_occasion_for() -> None:
    walk = Walk(application()).accepted()
    with pytest.raises(CaseRefusal) as no:
        walk.do("issue_paper", Role.REVIEWER, kind="check_result", text="核对完成，未见异常")
    assert no.value.code == "no_occasion"
    walk.later(1).surveyed().checked()
    walk.do("issue_paper", Role.REVIEWER, kind="check_result", text="核对完成，未见异常")
    state = walk.file.notices[-1]
    assert (state.order.kind, state.order.facts) == (
        "check_result",
        {"核对结果": "核对完成，未见异常"},
    )
    walk.do("issue_paper", Role.REVIEWER, kind="check_result", text="复查后仍未见异常")
    assert walk.file.notices[-1].order.key == "check_result#2"
