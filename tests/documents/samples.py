"""One case that owes every kind of paper, full of canaries: what must never hang in public."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache

from domain.case.acts import Officer, Reason
from domain.case.file import (
    CaseFile,
    Correction,
    Decision,
    Entitlement,
    Entry,
    NoticeDue,
    Opinion,
    Publicity,
)
from domain.case.lifecycle import Role, Stage
from domain.case.needs import NEEDS, needs
from domain.clock import Clock, Interval
from domain.household import (
    Account,
    Expense,
    ExpenseKind,
    Household,
    Income,
    IncomeKind,
    Member,
    Relation,
)
from domain.identity import synthetic_id
from domain.means.result import Assessment
from domain.policy import Snapshot
from domain.programme import Programme
from runtime.packs import snapshot

PLACE = "jiaozuo"
ISSUED = date(2026, 11, 20)
APPLICANT = "试甲子"
CANARIES = {
    "applicant_id": synthetic_id(date(1970, 3, 4), 15),
    "spouse": "试乙丑",
    "spouse_id": synthetic_id(date(1972, 5, 6), 26),
    "child": "试丙寅",
    "child_id": synthetic_id(date(2016, 7, 8), 37),
    "bank": "试验农村商业银行",
    "account": "6200990011223344556",
    "phone": "19900001234",
    "address": "试验组九十九号",
    "illness": "试验性重病",
    "disability": "2-limb",
    "disability_words": "残疾",
    "income": "12,345.67",
    "posted": "试验户门口",
    "object": "试验异议",
    "officer": "acct-canary",
}

_OFFICER = Officer(
    id=CANARIES["officer"],
    role=Role.TOWNSHIP_LEADER,
    unit="王店镇",
    place=PLACE,
    township="jz-wangdian",
)

HOUSEHOLD = Household(
    members=(
        Member(
            key="m1",
            name=APPLICANT,
            id_no=CANARIES["applicant_id"],
            relation=Relation.SELF,
            disability=CANARIES["disability"],
        ),
        Member(
            key="m2",
            name=CANARIES["spouse"],
            id_no=CANARIES["spouse_id"],
            relation=Relation.SPOUSE,
            serious_illness=True,
        ),
        Member(
            key="m3",
            name=CANARIES["child"],
            id_no=CANARIES["child_id"],
            relation=Relation.CHILD,
            student=True,
        ),
    ),
    incomes=(Income(member="m1", kind=IncomeKind.WAGE, fen_year=1_234_567),),
    expenses=(
        Expense(
            member="m2", kind=ExpenseKind.ILLNESS, fen_year=500_000, evidence=CANARIES["illness"]
        ),
    ),
    account=Account(bank=CANARIES["bank"], number=CANARIES["account"], holder="m1"),
    residence="rural",
    address=CANARIES["address"],
    phone=CANARIES["phone"],
)

WITHIN = Reason(
    code="income_within",
    text="家庭月人均收入低于当地最低生活保障标准。",
    clause="演示数据",
    figures={"家庭月人均收入": "342.94元", "月保障标准": "465.00元"},
)
OVER_INCOME = Reason(
    code="over_income",
    text="家庭月人均收入不低于当地最低生活保障标准。",
    clause="57号 Art 13",
    figures={"家庭月人均收入": "812.50元", "月保障标准": "465.00元"},
)
OVER_VEHICLE = Reason(
    code="over_vehicle",
    text="家庭机动车辆超过当地规定的财产限制。",
    clause="民发〔2021〕57号 第14条",
    figures={"机动车辆": "1", "限额": "0"},
)
STATED = Reason(
    code="stated", text="本户已有成员稳定就业，收入超过标准。", clause="57号 Art 32; JZ-62"
)


@lru_cache(maxsize=32)
def law(
    place: str = PLACE, *, production: bool = False, programme: Programme = Programme.DIBAO
) -> Snapshot:
    asked = {n for stage in NEEDS for n in needs(stage, programme)}
    names = sorted(asked | {"publicity.web_masked"})
    return snapshot(place, date(2026, 10, 12), names, production=production)


def assessment(*reasons: Reason, eligible: bool = True) -> Assessment:
    return Assessment(
        eligible=eligible,
        monthly_fen=36_700 if eligible else 0,
        income_per_capita_fen=34_294,
        standard_fen=46_500,
        persons=3,
        reasons=reasons,
        table=(
            ("工资性收入（扣除必要就业成本20%）", "9,876.54元/年"),
            ("扣减重病刚性支出", f"-{CANARIES['income']}元/年"),
            ("保障人口", "3人"),
            ("家庭月人均收入", "342.94元"),
            ("月保障标准", "465.00元"),
            ("月补助金额", "367.00元"),
        ),
        policy_digest="0" * 64,
        demo=("dibao.standard",),
    )


def a_case(
    *, production: bool = False, granted: bool = True, programme: Programme = Programme.DIBAO
) -> CaseFile:
    """A household of three in 王店镇, applied on 12 October 2026, publicised and decided."""
    found = assessment(WITHIN) if granted else assessment(OVER_INCOME, OVER_VEHICLE, eligible=False)
    posted = date(2026, 11, 2)
    return CaseFile(
        case_no="JZ-2026-000042",
        place=PLACE,
        township="jz-wangdian",
        village="演示村",
        received_by=_OFFICER,
        applied_on=date(2026, 10, 12),
        declared=HOUSEHOLD,
        household=HOUSEHOLD,
        papers=("application", "identity"),
        stage=Stage.APPROVAL,
        latest=ISSUED,
        programme=programme,
        policy=law(production=production, programme=programme),
        clock=Clock(intervals=(Interval(holder="乡镇（街道）", since=date(2026, 10, 14)),)),
        accepted_on=date(2026, 10, 14),
        correction=Correction(
            issued_on=date(2026, 10, 12),
            missing=("commitment", "authorisation"),
            due=date(2026, 10, 19),
        ),
        assessment=found,
        opinion=Opinion(assessment=found, on=date(2026, 10, 30), by=_OFFICER.id),
        publicity=Publicity(
            round=1, posted_on=posted, until=date(2026, 11, 9), place_posted=CANARIES["posted"]
        ),
        decision=Decision(
            granted=granted,
            monthly_fen=found.monthly_fen,
            on=date(2026, 11, 18),
            by=_OFFICER,
            reasons=found.reasons,
            assessment=found,
        ),
        entitlements=(
            (Entitlement(first=date(2026, 12, 1), last=None, monthly_fen=36_700, cause="c", seq=1),)
            if granted
            else ()
        ),
        journal=(
            Entry(
                seq=1,
                act="object",
                zh="登记公示异议",
                stage=Stage.PUBLICITY,
                on=posted,
                at=datetime(2026, 11, 2, tzinfo=UTC),
                text=CANARIES["object"],
            ),
        ),
    )


OWED: dict[str, NoticeDue] = {
    "correction": NoticeDue(
        key="correction",
        kind="correction",
        facts={"需要补正的材料": "承诺书、授权书", "补正期限": "2026-10-19"},
    ),
    "acceptance": NoticeDue(key="acceptance", kind="acceptance"),
    "decline": NoticeDue(
        key="decline",
        kind="decline",
        reasons=(
            Reason(
                code="not_accepted",
                text="申请人户籍和居住地均不在本县。",
                clause="社会救助法 Art 45",
            ),
        ),
    ),
    "publicity": NoticeDue(
        key="publicity",
        kind="publicity",
        facts={
            "公示起始日": "2026-11-02",
            "公示截止日": "2026-11-09",
            "张贴地点": CANARIES["posted"],
        },
    ),
    "confirmation": NoticeDue(
        key="confirmation",
        kind="confirmation",
        reasons=(WITHIN,),
        facts={"保障人口": "3人", "月补助金额": "367.00元", "发放起始月": "2026年12月"},
    ),
    "refusal": NoticeDue(
        key="refusal",
        kind="refusal",
        reasons=(OVER_INCOME, OVER_VEHICLE),
        facts={"决定日期": "2026-11-18"},
        must_serve=True,
        due=date(2026, 11, 23),
    ),
    "change": NoticeDue(
        key="change",
        kind="change",
        reasons=(WITHIN, STATED),
        facts={
            "原月补助金额": "367.00元",
            "新月补助金额": "215.00元",
            "执行起始月": "2026年12月",
            "听取意见日期": "2026-11-12",
        },
        must_serve=True,
    ),
    "stop": NoticeDue(
        key="stop",
        kind="stop",
        reasons=(OVER_INCOME, STATED),
        facts={
            "原月补助金额": "367.00元",
            "停发起始月": "2026年12月",
            "听取意见日期": "2026-11-12",
        },
        must_serve=True,
        due=date(2026, 11, 23),
    ),
    "transition": NoticeDue(
        key="transition",
        kind="transition",
        reasons=(OVER_INCOME, STATED),
        facts={"渐退期截止月": "2027年5月"},
    ),
    "extension": NoticeDue(
        key="extension", kind="extension", facts={"延长理由": "publicity_objection"}
    ),
}


def _told(kind: str, *reasons: Reason, **facts: str) -> NoticeDue:
    return NoticeDue(key=kind, kind=kind, reasons=reasons, facts=facts)


OWED |= {
    "request_receipt": _told("request_receipt", 求助事项="因灾住房受损"),
    "late_reminder": _told("late_reminder", 提醒事项="尚缺授权书", 补正期限="2026-10-19"),
    "check_result": _told("check_result", OVER_VEHICLE, 核对结果="机动车登记信息与申报不一致"),
    "selfcare": _told("selfcare", 评估结果="部分丧失生活自理能力", 未达标项目="2项"),
    "recognition": _told("recognition", WITHIN, 认定日期="2026-11-18", 有效期至="2027-11-17"),
    "renewal": _told("renewal", 有效期至="2027-11-17", 重新申请="可以在期满前重新申请。"),
    "grant": _told("grant", WITHIN, 救助金额="2,000.00元"),
    "roll": _told("roll", 公示地点=CANARIES["posted"]),
    "completion": _told("completion", 需要补充的内容="医疗费用票据", 补充期限="2026-12-01"),
    "home_notice": _told("home_notice", 主送单位="试验县民政局", 急难发生日期="2026-11-01"),
    "referral": _told("referral", 主送单位="焦作市医疗保障局", 转介事项="医疗救助"),
    "referral_result": _told("referral_result", 办理结果="已受理", 办理单位="焦作市医疗保障局"),
    "transfer": _told(
        "transfer", STATED, 移交单位="jz-wangdian", 接收单位="jz-first", 移交日期="2026-11-19"
    ),
    "withdrawal": _told("withdrawal", 撤回日期="2026-11-18"),
    "ended_no_cooperation": _told("ended_no_cooperation", STATED, 终止日期="2026-11-18"),
    "complaint_answer": _told("complaint_answer", 处理结果="经核查，反映的情况不属实。"),
    "ending_publicity": _told(
        "ending_publicity", OVER_INCOME, 公示起始日="2026-11-02", 公示截止日="2026-11-09"
    ),
    "moved": _told(
        "moved",
        STATED,
        转入单位="焦作市第一街道",
        迁移日期="2026-11-19",
        转出地发放截止月="2026年11月",
    ),
    "restored": _told(
        "restored",
        STATED,
        裁决文书="人民法院判决（（2026）试行终3号）",
        原决定日期="2026-11-18",
        恢复发放起始月="2026年12月",
        月补助金额="600.00元",
    ),
    "ending": _told("ending", OVER_INCOME, 停发起始月="2026年12月", 听取意见日期="2026-11-12"),
}
