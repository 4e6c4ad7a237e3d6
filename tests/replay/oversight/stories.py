"""The stories of supervision by name: each kind of matter, each act once. Nobody exists."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta

from domain.case.lifecycle import Role
from domain.oversight import engine
from domain.oversight.acts import OVERSIGHT_ACTS
from domain.oversight.file import Held, OversightKind
from domain.oversight.parts import EngagementPart, ReadingScope
from tests.people import officer
from tests.replay.watch.world import House
from workflows.base import SHANGHAI
from workflows.ids import oversight_id
from workflows.oversight import OversightWorkflow

Story = Callable[[House], Awaitable[None]]
STORIES: dict[str, Story] = {}
R, K = Role, OversightKind


def story(play: Story) -> Story:
    STORIES[play.__name__] = play
    return play


def today() -> date:
    return datetime.now(SHANGHAI).date()


async def _open(
    house: House,
    kind: OversightKind,
    place: str,
    by: Role | None,
    number: str,
    *,
    leave: EngagementPart | None = None,
    **held: object,
) -> None:
    opener = officer(by, place) if by else None
    start = engine.opened(kind, place, number, opener, today(), Held.model_validate(held), leave)
    id = oversight_id(kind, place, number)
    await house.open(OversightWorkflow.run, start, id, OVERSIGHT_ACTS)
    await house.until(lambda f: bool(f.journal))


@story
async def audit_of_a_year(house: House) -> None:
    """Two findings are opened as matters of their own; both close; the audit ends with them."""
    await _open(house, K.AUDIT, "zhanhe", R.AUDITOR, "2026-001", text="2026年度审计")
    audit = house.handle
    for text in ("救助金未在规定期限内发放", "建议完善备用金制度"):
        await house.do(
            "record_finding", R.AUDITOR, area="use", text=text, unit="zh-caozhen",
            unit_kind="township", due=await house.today() + timedelta(days=20),
            advice=text.startswith("建议"),
        )  # fmt: skip
    await house.do("refresh_policy", R.POLICY_ADMIN, reason="参数包已经更新")
    await house.do("conclude_audit", R.AUDITOR, report="湛审〔2027〕1号", summary="总体规范")
    for number in ("2026-001", "2026-002"):
        house.handle = house.client.get_workflow_handle(oversight_id(K.FINDING, "zhanhe", number))
        await house.until(lambda f: bool(f.journal))
        await house.do("answer_oversight", R.TOWNSHIP_LEADER, text="已经整改", papers=["凭证1号"])
        await house.do("close_oversight", R.AUDITOR, verdict="corrected", text="核实无误")
        await house.handle.result()
    house.handle = audit
    await house.handle.result()


@story
async def signal_sent_back_and_late(house: House) -> None:
    """A signal of the system: given on, late, answered, sent back, answered, closed."""
    await _open(
        house, K.SIGNAL, "jiaozuo", None, "2026-s0badcafe", head="idle", unit="jz-wangdian",
        unit_kind="township", text="王店镇有2个在办案件60天以上无人办理", clause="YC-29",
        cases=("JZ2026000001", "JZ2026000002"),
    )  # fmt: skip
    await house.do(
        "assign_oversight", R.SUPERVISOR, unit="jz-first", unit_kind="township",
        due=await house.today() + timedelta(days=5),
    )  # fmt: skip
    await house.later(8)
    await house.until(lambda f: bool(f.overdue))
    leader = officer(R.TOWNSHIP_LEADER, "jiaozuo", township="jz-first")
    await house.do("answer_oversight", leader, text="已经安排办理")
    await house.do("return_oversight", R.SUPERVISOR, reason="请写明办理结果")
    await house.do("answer_oversight", leader, text="两件均已办结")
    await house.do("close_oversight", R.SUPERVISOR, verdict="explained", text="情况属实")
    await house.handle.result()


@story
async def error_handed_over(house: House) -> None:
    """A serious error goes to discipline inspection, which takes it up and ends it."""
    await _open(
        house, K.ERROR, "jiaozuo", R.COUNTY_REVIEWER, "2026-003", head="well_slow",
        text="受理后无人办理", unit="jz-wangdian", unit_kind="township",
        person="jz-wangdian.reviewer", cases=("JZ2026000001",),
    )  # fmt: skip
    error = house.handle
    await house.do(
        "refer_discipline", R.COUNTY_APPROVER, offence="bribery", paper="焦民移〔2026〕1号",
        reason="收受礼品后拖延办理",
    )  # fmt: skip
    house.handle = house.client.get_workflow_handle(
        oversight_id(K.VIOLATION, "jiaozuo", "2026-e003")
    )
    await house.until(lambda f: bool(f.proofs))
    await house.do("take_up_violation", R.DISCIPLINE, text="予以受理并核查")
    await house.do("record_outcome", R.DISCIPLINE, outcome="disciplined", text="给予警告处分")
    await house.handle.result()
    house.handle = error
    await house.do("answer_oversight", R.TOWNSHIP_LEADER, text="已经整改", papers=["说明1号"])
    await house.do("close_oversight", R.COUNTY_APPROVER, verdict="corrected", text="核实无误")
    await house.handle.result()


@story
async def evaluation_of_a_year(house: House) -> None:
    """Counted by the tables, weighted by the year's rules, signed by finance."""
    await _open(house, K.EVALUATION, "tongren", R.FINANCE, "2026-001", text="2026年度绩效评价")
    await house.until(lambda f: bool(f.evaluation.digest))
    await house.do("give_evaluation", R.FINANCE, comment="总体良好", practice="一窗办结")
    await house.handle.result()


@story
async def sample_and_outside_list(house: House) -> None:
    """A sample drawn after its seed stands, one drawn case looked at; a list matched, its doubtful lines
    settled by a person, and sent out to the townships."""
    await _open(house, K.AUDIT, "zhanhe", R.AUDITOR, "2026-009", text="2026年度审计")
    day = await house.today()
    await house.do(
        "plan_sample", R.AUDITOR, by=["programme"], method="number", count=2,
        first=day - timedelta(days=300), last=day, text="抽查低保案件",
    )  # fmt: skip
    await house.until(lambda f: bool(f.audit.samples and f.audit.samples[0].drawn))
    await house.do(
        "record_sample_check", R.AUDITOR, sample=1, case_no=house.file.audit.samples[0].drawn[0],
        right=False, text="入户调查表缺一人签字", papers=["调查表"],
    )  # fmt: skip
    await house.do(
        "take_list", R.AUDITOR, kind="car", digest="ab" * 32, format="csv", source="车辆管理所"
    )
    await house.until(lambda f: f.audit.lists[0].read)
    for key, same in (("0" * 20, True), ("1" * 20, False)):
        await house.do("settle_suspicion", R.AUDITOR, key=key, same=same, reason="比对身份证原件")
    await house.do("issue_list", R.AUDITOR, list=1, due=await house.today() + timedelta(days=20))
    await house.do("conclude_audit", R.AUDITOR, report="湛审〔2027〕9号", summary="总体规范")
    await house.handle.result()


async def _leave(house: House, number: str, days: int) -> None:
    await _open(
        house, K.ENGAGEMENT, "jiaozuo", R.COUNTY_REVIEWER, number, person="jz.auditor",
        text="2026年度社会救助资金审计",
        leave=EngagementPart(
            notice="焦审通〔2026〕12号", authority="焦作市审计局", first=today(),
            last=today() + timedelta(days=days),
            scope=ReadingScope(townships=("jz-wangdian",), programmes=("dibao",)),
        ),
    )  # fmt: skip


@story
async def engagement_extended_and_over(house: House) -> None:
    """A leave to read: confirmed by a second person, extended so too, and over by the calendar."""
    await _leave(house, "2026-001", 10)
    await house.do("confirm_engagement", R.COUNTY_APPROVER)
    await house.do(
        "extend_engagement", R.COUNTY_REVIEWER, last=today() + timedelta(days=20),
        notice="焦审延〔2027〕2号", reason="核实工作尚未结束",
    )  # fmt: skip
    await house.do("confirm_extension", R.COUNTY_APPROVER)
    await house.later(22)
    await house.handle.result()


@story
async def engagement_declined(house: House) -> None:
    await _leave(house, "2026-002", 10)
    await house.do("decline_engagement", R.COUNTY_APPROVER, reason="审计通知书文号有误")
    await house.handle.result()


@story
async def engagement_revoked(house: House) -> None:
    await _leave(house, "2026-003", 10)
    await house.do("confirm_engagement", R.COUNTY_APPROVER)
    await house.do("revoke_engagement", R.COUNTY_REVIEWER, reason="审计人员已经调整，由他人接替")
    await house.handle.result()
