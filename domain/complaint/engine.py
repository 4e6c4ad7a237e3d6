"""What each act does to a complaint, and the procedure of it."""

from __future__ import annotations

from typing import Any

from domain.case.file import require
from domain.case.lifecycle import ROLE_ZH, Role
from domain.complaint import acts, sight
from domain.complaint.file import Answer, ComplaintFile, Explained, Given
from domain.complaint.lifecycle import (
    CLOSE_ZH,
    COUNTY,
    EXITS,
    FINDING_ZH,
    STAGE_ZH,
    STEPS,
    CloseReason,
    ComplaintStage,
)
from domain.proceeding import Done, Errand, Procedure
from domain.task import Task

ACCEPT_DAYS = "complaint.accept_days"
ANSWER_DAYS = "complaint.answer_days"
EXTENSION_DAYS = "complaint.extension_days"
ALERTS = "complaint.major_alerts"
HOTLINE = "notice.hotline"
REVIEW_DAYS = "complaint.review_days"
NEEDS = (
    ACCEPT_DAYS,
    ANSWER_DAYS,
    EXTENSION_DAYS,
    ALERTS,
    HOTLINE,
    REVIEW_DAYS,
    sight.REPEATS,
)
Ruled = tuple[ComplaintFile, str]


def begins(file: ComplaintFile) -> ComplaintFile:
    """The days of acceptance run from the registration."""
    due = file.law.due(ACCEPT_DAYS, file.opened_on).on
    after = file.having(due=due)
    return _telling_case(after) if file.case_no and not file.order.staff else after


def _telling_case(file: ComplaintFile) -> ComplaintFile:
    facts = {"case_no": file.case_no, "channel": file.order.channel.value}
    return file.wanting(Errand(key=f"case-{file.case_no}", what="tell_case", facts=facts))


def accept_complaint(file: ComplaintFile, act: acts.AcceptComplaint) -> Ruled:
    zh = _unit(file, act.unit, act.known)
    due = file.law.due(ANSWER_DAYS, act.on).on
    if file.order.outside_due is not None:
        due = min(due, max(file.order.outside_due, act.on))
    after = file.having(
        stage=ComplaintStage.HANDLING,
        unit=act.unit,
        unit_zh=zh,
        in_township=act.unit in act.known.townships,
        accepted_on=act.on,
        due=due,
        late=False,
    )
    return after, f"责任单位：{zh}，应于{due}前答复"


def _unit(file: ComplaintFile, unit: str, known: acts.Known) -> str:
    """The unit's Chinese name. CaseRefusal for a strange one, and for the one complained about."""
    listed = "、".join(known.units.values())
    require(unit in known.units, "unit_unknown", f"责任单位应当为下列之一：{listed}。", "HB-22")
    require(
        unit != file.order.reported,
        "unit_reported",
        "被反映的乡镇（街道）不能作为责任单位，请确定其他单位或者由县级民政部门办理。",
        "JZ-55",
    )
    flag = file.law.has(sight.REPEATS) and file.law.flag(sight.REPEATS)
    require(
        not (file.repeats and flag) or unit == COUNTY or file.order.staff,
        "repeat_is_countys",
        f"同一人就同一事项已反映{file.repeats}次，重复信访应当由县级民政部门办理。",
        "JZ-45",
    )
    return known.units[unit]


def reassign_complaint(file: ComplaintFile, act: acts.ReassignComplaint) -> Ruled:
    zh = _unit(file, act.unit, act.known)
    town = act.unit in act.known.townships
    after = file.having(unit=act.unit, unit_zh=zh, in_township=town)
    return after, f"改由{zh}办理：{act.reason}"


def report_complaint(file: ComplaintFile, act: acts.ReportComplaint) -> Ruled:
    return file.having(progress=file.progress + 1), act.text


def extend_complaint(file: ComplaintFile, act: acts.ExtendComplaint) -> Ruled:
    require(not file.extended, "extended_once", "办理期限只能延长一次。", "信访工作条例 Art 34")
    assert file.due is not None  # noqa: S101  (handling always has its day)
    most = file.law.due(EXTENSION_DAYS, file.due).on
    require(
        file.due < act.until <= most,
        "extension_too_long",
        f"办理期限现为{file.due}，延长后应当不晚于{most}。",
        "信访工作条例 Art 34",
    )
    require(
        act.told_on <= act.on,
        "not_told",
        "应当先告知信访人延期理由，再登记延期。",
        "信访工作条例 Art 34",
    )
    after = file.having(due=act.until, extended=True, late=False, reminded_on=None)
    return after, f"延长至{act.until}：{act.reason}（{act.told_on}告知）"


def link_complaint_case(file: ComplaintFile, act: acts.LinkComplaintCase) -> Ruled:
    require(
        act.known.found,
        "case_unknown",
        "本县（市、区）没有该编号的案件，请核对案件编号。",
        "HB-22",
    )
    require(
        not file.case_no,
        "case_linked",
        f"本信访件已关联案件{file.case_no}，请在该案件中办理。",
        "HB-22",
    )
    return _telling_case(file.having(case_no=act.case_no)), act.case_no


def record_complaint_lead(file: ComplaintFile, act: acts.RecordComplaintLead) -> Ruled:
    require(
        act.known.found,
        "lead_unknown",
        "本县（市、区）没有该编号的线索，请先上报线索，再登记线索编号。",
        "JZ-46",
    )
    leads = tuple(dict.fromkeys((*file.leads, act.lead_no)))
    return file.having(leads=leads), act.lead_no


def mark_complaint_major(file: ComplaintFile, act: acts.MarkComplaintMajor) -> Ruled:
    require(not file.major, "already_major", "本信访件已经标为重大事项，请继续办理。", "HB-22")
    roles = file.law.items(ALERTS)
    words = "、".join(ROLE_ZH[Role(role)] for role in roles)
    return file.having(major=act.reason, alerted=roles), f"提请{words}协调：{act.reason}"


def coordinate_complaint(file: ComplaintFile, act: acts.CoordinateComplaint) -> Ruled:
    return file.having(coordinated=(*file.coordinated, act.officer.role.value)), act.text


def explain_policy(file: ComplaintFile, act: acts.ExplainPolicy) -> Ruled:
    require(
        file.opened_on <= act.explained_on <= act.on,
        "date_not_lawful",
        f"解释日期应当在{file.opened_on}至{act.on}之间。",
        "JZ-47",
    )
    told = Explained(text=act.explanation, explainer=act.explainer, on=act.explained_on)
    text = f"{act.explained_on}由{act.explainer}解释：{act.explanation}"
    return file.having(explained=told), text


def refer_counselling(file: ComplaintFile, act: acts.ReferCounselling) -> Ruled:
    given = Given(receiver=act.receiver, on=act.on, text=act.reason)
    return file.having(counselling=given), f"转介{act.receiver}"


def record_handover(file: ComplaintFile, act: acts.RecordHandover) -> Ruled:
    given = Given(receiver=act.receiver, on=act.on, receipt=act.receipt)
    return file.having(handover=given), f"移交{act.receiver}，回执{act.receipt}"


def answer_petition(file: ComplaintFile, act: acts.AnswerPetition) -> Ruled:
    require(
        act.manner != "not_reachable" or not file.order.known_person,
        "person_is_known",
        "信访人身份已知，应当向其答复；只有匿名反映、无法联系的，才可以选择“无法联系”。",
        "57号 Art 37",
    )
    late = file.due is not None and act.on > file.due
    answer = Answer(
        finding=act.finding,
        text=act.text,
        manner=act.manner,
        on=act.on,
        by=act.officer.id,
        late=late,
    )
    after = file.having(
        stage=ComplaintStage.ANSWERED, answer=answer, late=file.late or late, due=None
    )
    if file.order.named and not file.order.staff:
        key = f"answer-{len(file.answers) + 1}"
        after = after.wanting(Errand(key=key, what="issue_answer"))
    text = f"{FINDING_ZH[act.finding]}：{act.text}"
    return after, "" if file.order.staff else text


def send_back_result(file: ComplaintFile, act: acts.SendBackResult) -> Ruled:
    require(
        file.of_hotline,
        "not_from_hotline",
        "本信访件不是热线工单，无须回复热线。",
        "JZ-46",
    )
    return file.having(sent_back_on=act.on), f"{file.order.outside_no}：{act.text}"


def reopen_complaint(file: ComplaintFile, act: acts.ReopenComplaint) -> Ruled:
    past = (*file.answers, file.answer) if file.answer else file.answers
    due = file.law.due(ANSWER_DAYS, act.on).on
    after = file.having(
        stage=ComplaintStage.HANDLING,
        answer=None,
        answers=past,
        sent_back_on=None,
        due=due,
        late=False,
    )
    return after, "" if file.order.staff else act.reason


def transfer_complaint(file: ComplaintFile, act: acts.TransferComplaint) -> Ruled:
    given = Given(receiver=act.receiver, on=act.on, text=act.reason, receipt=act.receipt)
    after = file.having(stage=ComplaintStage.CLOSED, transferred=given, due=None)
    return after, f"转送{act.receiver}：{act.reason}"


def close_complaint(file: ComplaintFile, act: acts.CloseComplaint) -> Ruled:
    beyond = act.reason is CloseReason.BEYOND_POLICY
    require(
        not beyond or file.explained,
        "explanation_missing",
        "以“诉求超出政策规定”办结的，应当先登记政策解释的内容、日期和解释人。",
        "JZ-47",
    )
    withdrawn = act.reason is CloseReason.WITHDRAWN
    require(
        file.answer or withdrawn,
        "answer_missing",
        "信访件应当先答复处理意见，再办结；信访人撤回的除外。",
        "57号 Art 37",
    )
    require(
        not file.of_hotline or file.sent_back_on or file.order.staff,
        "result_not_sent_back",
        f"热线工单{file.order.outside_no}的办理结果尚未回复热线，请先回复。",
        "JZ-46",
    )
    missing = [ROLE_ZH[Role(r)] for r in file.alerted if r not in file.coordinated]
    require(
        not missing,
        "not_coordinated",
        f"重大事项应当先由{'、'.join(missing)}登记协调意见，再办结。",
        "HB-22; TR-22",
    )
    require(
        file.counselling is None or file.handover,
        "handover_missing",
        "已转介心理疏导的，应当先登记移交单位和回执，再办结。",
        "JZ-48",
    )
    after = file.having(stage=ComplaintStage.CLOSED, closed_as=act.reason, due=None)
    return after, CLOSE_ZH[act.reason]


def after(file: ComplaintFile, done: Done) -> ComplaintFile:
    """A paper has its number; the case has heard of it, or could not."""
    if done.key.startswith("answer-") and file.answer is not None:
        return file.having(answer=file.answer.model_copy(update={"paper": done.ref}))
    if done.key.startswith("case-"):
        return file.having(told_case=bool(done.ref))
    return file


def tasks(file: ComplaintFile) -> list[Task]:
    """Who must do what now."""
    p, role = PROCEDURE, _role(file)
    found = []
    if file.stage is ComplaintStage.RECEIVED:
        found.append(p.task(file, "accept_complaint", "受理信访件", role, due=file.due))
    elif file.stage is ComplaintStage.HANDLING:
        zh = "办理并答复信访件" + ("（实名）" if file.order.named else "")
        found.append(p.task(file, "answer_petition", zh, role, due=file.due))
    elif file.of_hotline and file.sent_back_on is None and not file.order.staff:
        found.append(p.task(file, "send_back_result", "向热线回复办理结果", role))
    else:
        found.append(p.task(file, "close_complaint", "办结信访件", role))
    for code in file.alerted:
        if code not in file.coordinated:
            key = f"coordinate_complaint:{code}"
            who = Role(code)
            found.append(p.task(file, "coordinate_complaint", "协调重大信访事项", who, code=key))
    return found


def _role(file: ComplaintFile) -> Role:
    if file.order.staff:
        return Role.DISCIPLINE
    if not file.unit:
        own = file.township and file.township != file.order.reported and not file.repeats
        return Role.REVIEWER if own else Role.COUNTY_REVIEWER
    if file.unit == COUNTY:
        return Role.COUNTY_REVIEWER
    return Role.REVIEWER if file.in_township else Role.UNIT_LIAISON


def units(file: ComplaintFile) -> dict[str, str]:
    """A liaison's tasks carry the name of his unit."""
    if _role(file) is not Role.UNIT_LIAISON:
        return {}
    return dict.fromkeys(("answer_petition", "send_back_result", "close_complaint"), file.unit_zh)


def refresh_policy(file: ComplaintFile, act: acts.RefreshPolicy) -> Ruled:
    return file.having(stale_policy=True), act.reason


RULES: dict[str, Any] = {
    "accept_complaint": accept_complaint,
    "reassign_complaint": reassign_complaint,
    "report_complaint": report_complaint,
    "extend_complaint": extend_complaint,
    "link_complaint_case": link_complaint_case,
    "record_complaint_lead": record_complaint_lead,
    "mark_complaint_major": mark_complaint_major,
    "coordinate_complaint": coordinate_complaint,
    "explain_policy": explain_policy,
    "refer_counselling": refer_counselling,
    "record_handover": record_handover,
    "answer_petition": answer_petition,
    "send_back_result": send_back_result,
    "reopen_complaint": reopen_complaint,
    "transfer_complaint": transfer_complaint,
    "close_complaint": close_complaint,
    "refresh_policy": refresh_policy,
}

PROCEDURE: Procedure[ComplaintFile] = Procedure(
    code="complaint",
    zh="信访件",
    clause="HB-22",
    stage_zh=STAGE_ZH,
    exits=EXITS,
    acts=acts.ACTS,
    steps=STEPS,
    rules=RULES,
    needs=NEEDS,
    tasks=tasks,
    whose=sight.not_theirs,
    after=after,
    begins=begins,
    units=units,
    timed=(ComplaintStage.RECEIVED, ComplaintStage.HANDLING),
)
