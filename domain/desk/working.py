"""Affairs that are carried out, answered or settled: tasks, suggestions, consultations, topics."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from domain.case.acts import Officer
from domain.case.file import require
from domain.case.lifecycle import Role
from domain.desk import acts, sight
from domain.desk.file import AffairFile, Answer, Opinion
from domain.desk.lifecycle import AffairKind, AffairStage

Ruled = tuple[AffairFile, str]
Rule = Callable[[AffairFile, Any], Ruled]
OFFICE_ZH = "联席会议办公室"
CIRCULAR_RULE = "office.circular_required"


def whom_it_waits_for(file: AffairFile) -> str:
    if file.kind is AffairKind.CONSULTATION:
        return "、".join(file.silent) or OFFICE_ZH
    return file.owner or OFFICE_ZH


def must_be_whose_it_is(file: AffairFile, act: str, officer: Officer) -> None:
    """CaseRefusal when the act binds another unit, or the office."""
    if act == "give_consulted_opinion":
        asked = "、".join(file.order.units)
        sentence = f"本次会商请以下单位提出意见：{asked}。"
    elif act in ("conclude_consultation", "withdraw_affair"):
        sentence = "本事项应当由提出的单位或者联席会议办公室办理。"
    else:
        sentence = f"本事项由{file.owner or OFFICE_ZH}承办，应当由其办理。"
    require(
        sight.whose_it_is(file, act, officer.role, officer.unit),
        "not_your_unit",
        sentence,
        "TR-58",
    )


def acknowledge_report(file: AffairFile, act: acts.AcknowledgeReport) -> Ruled:
    require(
        file.acknowledged_on is None,
        "already_acknowledged",
        f"本情况已于{file.acknowledged_on}阅知，无需重复办理，请确定承办单位和期限。",
        "TR-53",
    )
    return file.having(acknowledged_on=act.on), act.handling


def assign_affair(file: AffairFile, act: acts.AssignAffair) -> Ruled:
    require(
        act.due >= act.on,
        "due_in_the_past",
        f"完成期限不能早于{act.on}。",
        "TR-19",
    )
    [owner] = file.body.named((act.owner,), "TR-10") if act.owner else ("",)
    after = file.having(owner=owner, due=act.due, late=False, reminded_on=None)
    return after, f"{owner or OFFICE_ZH}承办，{act.due}前完成"


def report_affair(file: AffairFile, act: acts.ReportAffair) -> Ruled:
    return file.having(progress=(*file.progress, act.text)), act.text


def complete_affair(file: AffairFile, act: acts.CompleteAffair) -> Ruled:
    late = file.due is not None and act.on > file.due
    after = file.having(
        stage=AffairStage.DONE, result=act.result, papers=act.papers, late=file.late or late
    )
    return after, act.result


def send_back_affair(file: AffairFile, act: acts.SendBackAffair) -> Ruled:
    return file.having(stage=AffairStage.OPEN, result="", papers=()), act.reason


def submit_suggestion(file: AffairFile, act: acts.SubmitSuggestion) -> Ruled:
    after = file.having(stage=AffairStage.ANSWERING, submitted_on=act.on, submitted_as=act.paper)
    return after, f"向{file.order.addressee}报送（{act.paper}）"


def answer_suggestion(file: AffairFile, act: acts.AnswerSuggestion) -> Ruled:
    answer = Answer(accepted=act.accepted, text=act.answer, paper=act.paper, on=act.on)
    said = "采纳" if act.accepted else "不予采纳"
    return file.having(stage=AffairStage.DONE, answer=answer), f"{said}：{act.answer}"


def give_consulted_opinion(file: AffairFile, act: acts.GiveConsultedOpinion) -> Ruled:
    unit = sight.name_of(file, act.officer.unit)
    opinion = Opinion(
        unit=unit,
        agrees=act.agrees,
        text=act.opinion,
        on=act.on,
        late=file.due is not None and act.on > file.due,
    )
    others = tuple(o for o in file.opinions if o.unit != unit)
    said = "同意" if act.agrees else "有不同意见"
    return file.having(opinions=(*others, opinion)), f"{unit}{said}：{act.opinion}"


def conclude_consultation(file: AffairFile, act: acts.ConcludeConsultation) -> Ruled:
    require(
        not file.silent or (file.due is not None and act.on > file.due),
        "opinions_awaited",
        f"以下单位尚未提出意见：{'、'.join(file.silent)}。全部答复或者{file.due}期满后，方可形成结论。",
        "TR-51",
    )
    against = tuple(o.unit for o in file.opinions if not o.agrees)
    parts = [act.conclusion]
    parts += [f"有不同意见的单位：{'、'.join(against)}"] if against else []
    parts += [f"逾期未答复的单位：{'、'.join(file.silent)}"] if file.silent else []
    return file.having(stage=AffairStage.DONE, conclusion=act.conclusion), "；".join(parts)


def accept_topic(file: AffairFile, act: acts.AcceptTopic) -> Ruled:
    open_ = "、".join(act.known.meetings)
    require(
        act.meeting in act.known.meetings,
        "meeting_not_open",
        f"没有正在拟定议程的{act.meeting}号会议。"
        + (f"现在可以列入的会议：{open_}。" if open_ else "请先召开会议，再列入议题。"),
        "TR-15",
    )
    return file.having(stage=AffairStage.DONE, meeting=act.meeting), f"列入{act.meeting}号会议议程"


def decline_topic(file: AffairFile, act: acts.DeclineTopic) -> Ruled:
    return file.having(stage=AffairStage.DONE, result=f"不列入：{act.reason}"), act.reason


def mark_affair_important(file: AffairFile, act: acts.MarkAffairImportant) -> Ruled:
    must_have_the_rule(file)
    require(
        not file.important, "already_important", "本事项已经标为重要事项，无需重复办理。", "TR-55"
    )
    return file.having(important=act.reason), act.reason


def must_have_the_rule(file: AffairFile) -> None:
    """Important affairs end in a circular only where the place's document says so."""
    require(
        file.law.has(CIRCULAR_RULE) and file.law.flag(CIRCULAR_RULE),
        "circular_not_ruled",
        "本地文件没有规定重要事项的处理情况应当通报，不能标为重要事项；"
        "需要规定的，由本县（市、区）的政策管理员设定。",
        "TR-55",
    )


def record_affair_circular(file: AffairFile, act: acts.RecordAffairCircular) -> Ruled:
    require(
        act.circular in act.known.circulars,
        "circular_unknown",
        f"没有已经发给全体成员单位、涉及本事项的通报“{act.circular}”。"
        "请先起草并签发通报，在“涉及事项”中填写本事项编号。",
        "TR-55",
    )
    return file.having(circular=act.circular), act.circular


def close_affair(file: AffairFile, act: acts.CloseAffair) -> Ruled:
    require(
        not file.important or file.circular,
        "circular_missing",
        "本事项为重要事项，应当先将处理情况通报全体成员单位并登记通报文号，再予办结。",
        "TR-55",
    )
    return file.having(stage=AffairStage.CLOSED), act.conclusion


def withdraw_affair(file: AffairFile, act: acts.WithdrawAffair) -> Ruled:
    require(
        not file.decided or act.officer.role is Role.MEETING_OFFICE,
        "decided_by_meeting",
        "会议议定的事项只能由联席会议办公室撤回。",
        "TR-58",
    )
    return file.having(stage=AffairStage.WITHDRAWN), act.reason


RULES: dict[str, Rule] = {
    "acknowledge_report": acknowledge_report,
    "assign_affair": assign_affair,
    "report_affair": report_affair,
    "complete_affair": complete_affair,
    "send_back_affair": send_back_affair,
    "submit_suggestion": submit_suggestion,
    "answer_suggestion": answer_suggestion,
    "give_consulted_opinion": give_consulted_opinion,
    "conclude_consultation": conclude_consultation,
    "accept_topic": accept_topic,
    "decline_topic": decline_topic,
    "mark_affair_important": mark_affair_important,
    "record_affair_circular": record_affair_circular,
    "close_affair": close_affair,
    "withdraw_affair": withdraw_affair,
}
