"""The only door into a case's state: `apply` an act, `tick` the clock, take in what came back.

Everything is a pure function from file to file. The workflow's validators run `apply` and throw
the result away: what raises CaseRefusal is refused and leaves no trace; the handler runs it again
and keeps the result. So there is one place that says what is lawful.
"""

from __future__ import annotations

from datetime import date, datetime

from domain import door
from domain.base import CaseRefusal
from domain.case import notices, tasks, wording
from domain.case.acts import ACTS, Act
from domain.case.clauses import clause_in
from domain.case.doing import done
from domain.case.file import CaseFile, Entry, require
from domain.case.lawful import WHILE_DECIDED, lawful_moves
from domain.case.lifecycle import EXITS, ROLE_ZH, STAGE_ZH, TOWNSHIP_ROLES, Stage
from domain.case.moves import BY_ACT, Move
from domain.case.notices import NoticeReceipt
from domain.case.phases.deciding import (
    approval,
    escalating,
    investigation,
    review,
)
from domain.case.phases.living import living, standard
from domain.case.phases.passage import moving, parting
from domain.case.phases.repair import mending
from domain.case.phases.support import ending, placing
from domain.check.file import CheckResult
from domain.meeting.resolution import Resolution
from domain.policy import PolicyNotSet, Snapshot
from domain.programme import PROGRAMME_ZH
from domain.together.contracted import MANAGEMENT, must_be_staff


def act_named(name: str) -> type[Act]:
    """The message of an act. Raises CaseRefusal with every known name for an unknown one."""
    if name not in ACTS:
        raise CaseRefusal(
            "act_unknown", f"没有名为“{name}”的操作，可用的操作为：{'、'.join(ACTS)}。"
        )
    return ACTS[name]


def apply(file: CaseFile, name: str, act: Act, today: date, at: datetime) -> CaseFile:
    """The file after the act. Raises CaseRefusal, saying what would be lawful, if it is not.

    `today` is the case's today, `at` the moment of recording.
    """
    move = BY_ACT[name]
    try:
        _may(file, move, act, today)
        changed = done(file, name, act)
    except CaseRefusal as refusal:
        refusal.clause = clause_in(file.programme, refusal.clause)
        raise
    recorded = _recorded(file, changed, move, act, at)
    return _settle(file.stage, recorded, act.on)


def _nobody_came_before(file: CaseFile, act: Act) -> None:
    """Two people at one case: the second is told who did what meanwhile, and looks again."""
    if act.seen is None:
        return
    newer = [
        entry
        for entry in file.journal
        if entry.seq > act.seen and entry.officer and entry.officer.id != act.officer.id
    ]
    if newer:
        last = newer[-1]
        by = f"{ROLE_ZH[last.officer.role]}（{last.officer.id}）" if last.officer else ""
        raise CaseRefusal(
            "changed_meanwhile",
            f"您打开本案之后，{by}已于{last.at:%Y年%m月%d日%H时%M分}"
            f"办理“{last.zh}”，请核对最新情况后重新提交。",
            "社会救助法 Art 64",
        )


def _may(file: CaseFile, move: Move, act: Act, today: date) -> None:
    """Stage, role, place and day: what the table alone can say."""
    officer = act.officer
    _nobody_came_before(file, act)
    lawful = "、".join(m.zh for m in lawful_moves(file, officer.role))
    require(
        file.stage in move.stages,
        "out_of_order",
        f"本案处于“{STAGE_ZH[file.stage]}”阶段，不能办理“{move.zh}”。"
        + (f"您现在可以办理：{lawful}。" if lawful else "您在本阶段没有可以办理的事项。"),
        move.clause,
    )
    require(
        officer.role in move.roles,
        "role_not_allowed",
        f"“{move.zh}”应当由{'、'.join(ROLE_ZH[r] for r in move.roles)}办理，"
        f"您的岗位是{ROLE_ZH[officer.role]}。",
        move.clause,
    )
    require(
        officer.place == file.place
        and (officer.role not in TOWNSHIP_ROLES or officer.township == file.township)
        and (not officer.village or officer.village == file.village),
        "not_your_case",
        "本案不属于您所在乡镇（街道）或者县（市、区）管辖，请由管辖的单位办理。",
        "HB-27; JZ-21",
    )
    require(
        file.relative_accounts().isdisjoint(officer.accounts),
        "relative_must_withdraw",
        f"您（或者您代行职责的人员）与本案申请家庭有近亲属关系，应当回避，不能办理“{move.zh}”。"
        if officer.behalf
        else f"您与本案申请家庭有近亲属关系，应当回避，不能办理“{move.zh}”。",
        "57号 Art 11; JZ-50",
    )
    require(
        move.of(file.programme),
        "not_in_programme",
        f"“{move.zh}”不属于{PROGRAMME_ZH[file.programme]}的办理事项。"
        + (f"您现在可以办理：{lawful}。" if lawful else ""),
        move.clause,
    )
    earliest = max(file.applied_on, _stage_began(file) if move.act not in _ANY_DAY else date.min)
    require(
        earliest <= act.on <= today,
        "date_not_lawful",
        f"办理日期{act.on}不符合要求，应当在{earliest}至{today}之间。",
        move.clause,
    )
    door.standing_in(act)
    if move.act in MANAGEMENT:
        must_be_staff(officer, move.zh)
    if file.stage is Stage.APPROVAL and move.act not in WHILE_DECIDED:
        approval.undecided(file)
    if file.ending is not None and move.act not in WHILE_DECIDED:
        what = _ENDING_ZH.get(file.ending.outcome, "终止")
        raise CaseRefusal("ended", f"本案已作出{what}决定，待文书送达后办结。", "57号 Art 32")


_ENDING_ZH = {
    "stopped": "停发",
    "not_accepted": "不予受理",
    "no_cooperation": "终止办理",
    moving.OUT: "迁出",
    parting.MERGED: "并户",
}
_ANY_DAY = (
    "declare_relative",
    "note_relative_lead",
    "settle_relative_lead",
    "verify_lead",
    "serve_notice",
    "fail_service",
    "answer_complaint",
    "record_county_visit",
    "record_collective_review",
    "sign_authorisation",
    "publish_result",
    "sign_care_agreement",
    "cover_visitor",
    "record_care_visit",
    "urge_care_visit",
    "record_health_answer",
    "answer_case_referral",
    "close_case_referral",
    "withdraw_referral_consent",
    "urge_case_referral",
    "record_gift",
    "record_pair_visit",
    "end_pairing",
    "record_service",
    "record_insurance",
    "note_hit",
    "settle_hit",
)
"""Acts whose legal day may lie before the present stage began, but not before the application."""


def _stage_began(file: CaseFile) -> date:
    """A survey may be dated before late answers came in, so investigation counts from acceptance."""
    if file.stage is Stage.INVESTIGATION and file.accepted_on is not None:
        return file.accepted_on
    if file.stage is Stage.SUPERVISION and file.review is not None:
        return file.review.opened_on
    return file.stage_since or file.applied_on


def _recorded(before: CaseFile, after: CaseFile, move: Move, act: Act, at: datetime) -> CaseFile:
    entry = Entry(
        seq=after.seq + 1,
        act=move.act,
        zh=move.zh,
        stage=before.stage,
        on=act.on,
        at=at,
        officer=act.officer,
        text=wording.line_of(before, act),
        clause=clause_in(before.programme, move.clause),
        procedure=before.procedure,
    )
    return after.having(
        journal=(*after.journal, entry),
        seq=after.seq + 1,
        version=before.version + 1,
        latest=max(after.latest, act.on),
    )


def _settle(came_from: Stage, file: CaseFile, on: date) -> CaseFile:
    """What follows from an act at once: closing when served, and the note of a new stage."""
    settled = living.close_when_ended(approval.close_when_served(file, on), on)
    return _moved(came_from, settled, on)


def _moved(came_from: Stage, file: CaseFile, on: date) -> CaseFile:
    if file.stage is came_from:
        return file
    if file.stage not in EXITS[came_from]:
        raise RuntimeError(f"no way leads from {came_from} to {file.stage}")
    return file.having(stage_since=on)


def noted(file: CaseFile, code: str, zh: str, on: date, at: datetime, text: str = "") -> CaseFile:
    """A line the case writes by itself."""
    entry = Entry(
        seq=file.seq + 1,
        act=code,
        zh=zh,
        stage=file.stage,
        on=on,
        at=at,
        text=text,
        procedure=file.procedure,
    )
    return file.having(
        journal=(*file.journal, entry),
        seq=file.seq + 1,
        version=file.version + 1,
        latest=max(file.latest, on),
    )


def tick(file: CaseFile, today: date, at: datetime) -> CaseFile:
    """What the calendar alone does: a period ends, a review opens on its day."""
    over = ending.publicity_over(file, today)
    if over is not file:
        done = _moved(file.stage, living.close_when_ended(over, today), today)
        return noted(done, "ending_publicised", "终止供养公示期满", today, at)
    lapsed = placing.agreement_over(file, today)
    if lapsed is not file:
        return noted(lapsed, "agreement_over", "委托照料服务协议到期", today, at)
    back = placing.cover_over(file, today)
    if back is not file:
        return noted(back, "cover_over", "代为走访期满", today, at)
    missed = placing.visit_missed(file, today)
    if missed is not file:
        return noted(missed, "visit_missed", "走访逾期上报", today, at)
    void = mending.lapsed(file, today)
    if void is not file:
        return tick(noted(void, "repair_lapsed", "纠正逾期失效", today, at), today, at)
    if file.stage is Stage.PUBLICITY:
        after = review.publicity_over(file, today)
    else:
        after = living.clockwork(file, today)
    if after is file:
        return file
    if after.stage is not file.stage:
        zh = f"进入“{STAGE_ZH[after.stage]}”"
        return noted(_moved(file.stage, after, today), "stage", zh, today, at)
    if after.review is file.review:
        return noted(after, "renewal", "提示重新申请", today, at)
    return noted(after, "review_opened", "启动核实", today, at)


def overdue_marked(file: CaseFile, today: date, at: datetime) -> CaseFile:
    """Each task that passed its day is noted once, with whose it was."""
    for task in tasks.open_tasks(file, today):
        if task.due and today > task.due and task.mark not in file.overdue:
            text = f"{ROLE_ZH[task.role]}：{task.zh}（期限{task.due}）"
            file = noted(file, "overdue", "超期", today, at, text)
            file = file.having(overdue=(*file.overdue, task.mark))
    return file


def policy_taken(file: CaseFile, snapshot: Snapshot, stage: Stage) -> CaseFile:
    """The rules of the stage that begins; in review the opinion is computed at once."""
    after = file.having(
        policy=snapshot.after(file.policy),
        policy_stage=stage,
        stale_policy=False,
        version=file.version + 1,
    )
    return recomputed(standard.risen(file, after))


def recomputed(file: CaseFile) -> CaseFile:
    """In review and approval the assessment always shows what the facts give now."""
    if file.stage not in (Stage.REVIEW, Stage.APPROVAL) or file.decision is not None:
        return file
    try:
        return review.enter_review(file)
    except PolicyNotSet:
        return file.having(assessment=None)
    except KeyError:
        return file  # the stage's rules have not been read yet


def check_started(file: CaseFile, on: date, at: datetime) -> CaseFile:
    started = investigation.start_check(file, on)
    return noted(started, "check_started", "发起信息核对", on, at)


def check_done(file: CaseFile, result: CheckResult, today: date, at: datetime) -> CaseFile:
    after = investigation.check_finished(file, result)
    if after is file:
        return file
    text = f"{len(result.answers)}个部门已答复" + (
        f"，免等{len(result.waived)}个部门" if result.waived else ""
    )
    told = noted(after, "check_finished", "信息核对完成", result.finished_on, at, text)
    return _moved(file.stage, told, max(today, result.finished_on))


def notice_issued(file: CaseFile, receipt: NoticeReceipt, at: datetime) -> CaseFile:
    told = notices.issued(file, receipt)
    zh = f"制发{notices.title_by_key(file, receipt.key)}"
    return noted(told, "notice", zh, receipt.issued_on, at, receipt.number)


def notice_failed(file: CaseFile, key: str, on: date, at: datetime) -> CaseFile:
    """A paper could not be made: the case goes on, and somebody must see to it."""
    told = notices.not_made(file, key, on)
    return noted(told, "notice_failed", "文书制发失败", on, at, notices.title_by_key(file, key))


def resolution_received(
    file: CaseFile, resolution: Resolution, today: date, at: datetime
) -> CaseFile:
    after = escalating.resolved(file, resolution, today)
    if after is file:
        return file
    text = (
        f"会议同意，{len(resolution.measures)}项措施" if resolution.approved else resolution.reason
    )
    on = max(today, resolution.decided_on)
    return _moved(file.stage, noted(after, "resolution", "一事一议决定", on, at, text), on)
