"""The shapes of what the API answers about cases. How they are made: `views`."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

from api.frame.problems import LawfulAct


class View(BaseModel):
    """Base of answers."""

    model_config = ConfigDict(frozen=True)


class CaseLine(View):
    """案件列表中的一行。"""

    case_no: str
    place: str
    township: str
    stage: str
    stage_zh: str
    applicant: str = Field(description="申请人姓名（已脱敏）")
    persons: int
    applied_on: date
    due_on: date | None
    provisional: bool = Field(description="期限因工作日历未公布而为暂定")
    overdue: bool
    flags: tuple[str, ...]
    outcome: str
    outcome_zh: str
    monthly_fen: int
    next: str = Field(description="正在等待什么")


class TaskLine(View):
    """一条待办。"""

    subject: str
    kind: str
    case_no: str
    act: str
    act_zh: str
    zh: str
    role: str
    role_zh: str
    unit: str
    place: str
    township: str
    since: date
    due: date | None
    days_left: int | None = Field(description="距期限的日历天数，负数为已超期")
    overdue: bool
    provisional: bool
    clause: str


class TaskView(View):
    """案件当前等待的一件事。"""

    code: str
    act: str
    zh: str
    role: str
    role_zh: str
    since: date
    due: date | None
    overdue: bool
    provisional: bool
    clause: str


class ReasonView(View):
    code: str
    text: str
    clause: str
    figures: dict[str, str]


class AssessmentView(View):
    """按已登记的事实和政策参数计算的结果。"""

    title: str = Field(default="按登记事实计算", description="哪一次的计算")
    note: str = Field(default="", description="以后另有决定时的说明")
    eligible: bool
    monthly_fen: int
    monthly_yuan: str
    once_fen: int = Field(description="一次性救助金额，以分为单位")
    once_yuan: str
    income_per_capita_fen: int
    standard_fen: int
    persons: int
    table: tuple[tuple[str, str], ...] = Field(description="可以逐行手工复核的计算表")
    reasons: tuple[ReasonView, ...]
    policy_digest: str
    demo: tuple[str, ...] = Field(description="用到的演示政策参数")


class LeadView(View):
    key: str
    department: str
    department_zh: str
    member: str = Field(description="所涉家庭成员的编号")
    text: str
    verdict: str
    reason: str
    contested: bool
    open: bool


class NoticeView(View):
    number: str
    kind: str
    kind_zh: str
    issued_on: date | None
    must_serve: bool
    due: date | None
    served_on: date | None
    manner: str
    delivery: str = Field(description="怎样告知的，有没有送不出去")
    href: str


class EntitlementView(View):
    first: date
    last: date | None
    monthly_fen: int
    cause: str


class ClockLineView(View):
    """一项法定时限：由谁用了多少天，还剩多少天。"""

    code: str
    zh: str
    clause: str
    since: date
    ended_on: date | None
    limit: int
    calendar_days: bool
    spent: tuple[tuple[str, int], ...]
    paused: int
    left: int
    due: date
    provisional: bool


class ClockView(View):
    """谁用了多少个工作日。"""

    lines: tuple[ClockLineView, ...] = ()

    used: tuple[tuple[str, int], ...]
    total_due: date | None
    provisional: bool
    paused: bool


class DepartmentView(View):
    department: str
    zh: str
    asked: int
    due: date
    answered_on: date | None
    waived_on: date | None
    late: bool
    trouble: str


class CheckView(View):
    """正在进行的信息核对。"""

    number: int
    started_on: date
    finished_on: date | None
    departments: tuple[DepartmentView, ...] = ()
    allowed: tuple[LawfulAct, ...] = ()


class FitView(View):
    """可能适合这个家庭的其他救助项目，以及为什么。"""

    programme: str
    zh: str
    why: str


class PaperView(View):
    """一份申请材料，以及为什么需要它。"""

    code: str
    zh: str
    why: str
    clause: str
    held: bool = Field(description="已经提交，或者已由告知承诺代替")
    promised: bool = Field(description="已由告知承诺代替")
    from_department: str = Field(description="由该部门核对取得，不要求家庭提交")


class ReferralLine(View):
    """转介列表中的一行。"""

    case_no: str
    number: int
    unit: str
    unit_zh: str
    aid: str
    aid_zh: str
    state: str
    state_zh: str
    sent_on: date
    due: date | None
    provisional: bool
    overdue: bool
    urged: int
    amount_fen: int
    told_on: date | None
    href: str


class MemberView(View):
    key: str
    name: str
    id_no: str
    relation_zh: str
    work_zh: str
    status_zh: str
    counted: bool


class HouseholdView(View):
    """家庭情况（已脱敏）。"""

    members: tuple[MemberView, ...]
    residence: str
    bank: str
    account: str
    account_hint: str = Field(default="", description="账号可能填错时的提示；不影响办理")
    holder: str


class StepView(View):
    stage: str
    zh: str
    state: str = Field(description="done、now、later 或者 skipped")


class RepairView(View):
    """提出的一项纠正：做什么、谁提出、谁复核、结果。"""

    number: int
    kind: str
    kind_zh: str
    what: str = Field(description="纠正的内容；更正事实的，写明原登记和更正后的内容")
    reason: str
    on: date
    by: str
    by_for: str = Field(description="提出人代行其职责的人员；空：本人岗位")
    by_zh: str
    until: date = Field(description="复核的最后日期，逾期失效")
    ending: str = Field(description="结果代码；空：待复核")
    ending_zh: str
    ended_on: date | None
    ended_by: str
    ended_for: str = Field(description="复核人代行其职责的人员；空：本人岗位")
    ended_zh: str
    said: str = Field(description="复核意见或者撤回的理由")
    set_aside: tuple[str, ...] = Field(description="保留并注明作废的内容")


class OnwardCase(View):
    """由本案转出、转办的一个案件。"""

    zh: str = Field(description="为什么转出")
    on: date = Field(description="转出、同意转办的日期")
    case_no: str = Field(description="新案件的编号；尚未立案的为空")
    here: bool = Field(description="是否在本县（市、区）")
    failed: bool = Field(description="另有案件涉及其中人员，未能立案")


class CaseView(View):
    """一个案件：所处阶段、时限、在等谁、算出的结果、当前可以办理的事项。"""

    case_no: str
    place: str
    township: str
    village: str
    programme: str
    programme_zh: str
    channel: str
    single_person: bool
    query_code: str = Field(default="", description="申请人查询进度用的查询码")
    request_no: str = Field(description="受理登记编号；一次登记的各个案件相同")
    siblings: tuple[str, ...] = Field(description="同一次登记的其他案件")
    passed_on_from: str = Field(description="由哪一个案件转办而来")
    urgent: bool = Field(description="救急难")
    applied_on: date
    accepted_on: date | None
    stage: str
    stage_zh: str
    stage_since: date | None
    version: int
    today: date
    why: str = Field(description="为什么没有往下走：在等谁、等什么、自哪天起")
    tasks: tuple[TaskView, ...]
    next_step: str
    next_step_on: date | None
    seen: int = 0
    """最近一条办理记录的序号；提交事项时原样带回，可以防止两人同时办理。"""
    clock: ClockView
    allowed: tuple[LawfulAct, ...] = Field(description="您现在可以办理的事项")
    flags: tuple[str, ...]
    assessment: AssessmentView | None
    leads: tuple[LeadView, ...]
    notices: tuple[NoticeView, ...]
    entitlements: tuple[EntitlementView, ...]
    monthly_fen_now: int
    household: HouseholdView | None
    papers: tuple[str, ...]
    may_fit: tuple[FitView, ...] = Field(
        default=(), description="没有得到救助的家庭可以另行申请的项目"
    )
    papers_asked: tuple[PaperView, ...] = Field(description="需要的材料和理由")
    care: tuple[tuple[str, str], ...] = Field(description="供养、照料和自理能力")
    offer: tuple[tuple[str, str], ...] = Field(description="终止救助后告知的其他救助和家庭的答复")
    onward: tuple[OnwardCase, ...] = Field(description="由本案转出、转办的案件")
    help: tuple[tuple[str, str], ...] = Field(description="困难情形和一次性救助")
    check: CheckView | None
    referrals: tuple[ReferralLine, ...] = Field(default=(), description="转介其他单位的事项")
    others: tuple[tuple[str, str], ...] = Field(
        default=(), description="慈善、结对、服务、保险和专项救助"
    )
    unmet: str = Field(default="", description="政府救助决定以后仍有的困难，可以转介慈善")
    unmet_fen: int = Field(default=0, description="仍缺的金额（分），不明的为0")
    charity_aid: str = Field(default="", description="可以转介的慈善措施编号")
    repairs: tuple[RepairView, ...] = Field(default=(), description="提出过的纠正，最近的在前")
    item: str = Field(description="一事一议议题编号")
    review: str = Field(description="正在核实的变化")
    review_about: str = Field(description="正在核实的变化发生的日期和所涉成员")
    outcomes: tuple[str, ...] = Field(description="按核实的事实可以作出的动态管理决定")
    outcome: str
    outcome_zh: str
    closed_on: date | None


class TimelineEntry(View):
    """办理记录中的一行。"""

    seq: int
    act: str
    zh: str
    stage: str
    stage_zh: str
    on: date
    at: datetime
    officer: str
    behalf: str = Field(description="代行其职责的人员账号；为空表示本人岗位")
    role_zh: str
    unit: str
    text: str
    clause: str
