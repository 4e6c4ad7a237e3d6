"""What the record of a case says of an act, beside its name: the cause, whom it is about, the finding.

An act sent through the door carries `worded`; those of older histories do not, and their lines stay
what they were: the note alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from domain.case import acts
from domain.case.acts import CAUSE_ZH, OUTCOME_ZH, Act, Outcome
from domain.case.acts.duties import RecordWorkOffer
from domain.case.acts.hits import HOW_ZH, NoteHit, SettleHit
from domain.case.acts.passage import (
    RULED_BY_ZH,
    MergeCase,
    MoveCase,
    RecallPostponement,
    RestoreCase,
    SettleHandover,
    SplitHousehold,
)
from domain.case.acts.tekun import (
    CoverVisitor,
    PlacePerson,
    PostEnding,
    PublishResult,
    RecordCareVisit,
    SignCareAgreement,
    UrgeCareVisit,
)
from domain.case.file import CaseFile
from domain.compare import causes
from domain.household import RELATION_ZH
from domain.journal import said
from domain.money import yuan
from domain.papers.delivery import MANNER_ZH
from domain.programme import PROGRAMME_ZH

VERDICT_ZH: Final = {acts.Verdict.CONFIRMED: "属实", acts.Verdict.REFUTED: "不属实"}
ANSWER_ZH: Final = {
    "consents": "家庭同意转办，由本案直接立案",
    "declined": "家庭不同意转办",
    "applied": "已在窗口另行登记申请",
    "not_fit": "经核不符合其他救助条件",
    "unreachable": "多次联系未能取得答复",
}
"""What a family answers when it is offered what may fit (转办)."""


def who(file: CaseFile, key: str) -> str:
    """A member as the record names him: his number in the household and how he is related."""
    found = file.household.member(key)
    return f"{key}（{RELATION_ZH[found.relation]}）" if found else key


def _reported(file: CaseFile, act: acts.ReportChange) -> str:
    about = f"；所涉成员：{who(file, act.member)}" if act.member else ""
    said = f"；{act.text}" if act.text else ""
    return f"原因：{CAUSE_ZH[act.cause]}；发生日期：{act.happened_on}{about}{said}"


def _verified(file: CaseFile, act: acts.VerifyChange) -> str:
    cause = f"核实事项：{CAUSE_ZH[file.review.cause]}；" if file.review else ""
    return f"{cause}{act.finding}"


def _heard(file: CaseFile, act: acts.HearFamily) -> str:
    return f"听取{who(file, act.heard)}的意见：{act.opinion}"


def _decided(file: CaseFile, act: acts.DecideChange) -> str:
    cause = f"核实事项：{CAUSE_ZH[file.review.cause]}；" if file.review else ""
    sums = act.outcome in (Outcome.INCREASE, Outcome.DECREASE)
    now = yuan(file.monthly_fen_now)
    sum_zh = f"，月补助金额由{now}元改为{yuan(act.monthly_fen)}元" if sums else ""
    return f"{cause}{OUTCOME_ZH[act.outcome]}{sum_zh}；理由：{act.reason}"


def _put_off(file: CaseFile, act: acts.PostponeRecheck) -> str:
    was = f"原定{file.next_recheck}，" if file.next_recheck else ""
    return f"{was}暂缓至{act.until}；{act.reason}"


def _lead(file: CaseFile, act: acts.VerifyLead) -> str:
    said = next((s.lead.text for s in file.leads if s.lead.key == act.lead), "")
    return f"{said}{VERDICT_ZH[act.verdict]}：{act.reason}"


def _noted(file: CaseFile, act: NoteHit) -> str:
    on = f"，{act.event_on}" if act.event_on else ""
    return f"{who(file, act.member)}：{causes.zh(act.about)}{on}"


def _hit(file: CaseFile, act: SettleHit) -> str:
    found = next((h for h in file.watch.hits if h.id == act.hit), None)
    about = f"{who(file, found.member)}：{causes.zh(found.about)}，" if found else ""
    return f"{about}{VERDICT_ZH[act.verdict]}（{HOW_ZH[act.how]}）：{act.reason}"


def _served(file: CaseFile, act: acts.ServeNotice) -> str:
    by = f"，{who(file, act.receiver)}签收" if act.receiver else ""
    return f"{act.number}，{MANNER_ZH[act.manner]}{by}"


def _placed(_: CaseFile, act: PlacePerson) -> str:
    if act.manner == "centralised":
        return f"集中供养：{act.institution}"
    return f"分散供养，走访人{act.visitor or '未指定'}，每{act.visit_days}天走访一次"


def _agreed(_: CaseFile, act: SignCareAgreement) -> str:
    return f"{act.number}，照料服务人{act.carer}，{act.since}至{act.until}"


def _covered(_: CaseFile, act: CoverVisitor) -> str:
    return f"{act.since}至{act.until}由{act.visitor}代为走访；{act.reason}"


def _offered_work(file: CaseFile, act: RecordWorkOffer) -> str:
    answer = "拒绝" if act.refused else "接受"
    fair = "，理由正当，不计入次数" if act.justified else ""
    said = f"（{act.reason}{fair}）" if act.reason else ""
    return f"{who(file, act.member)}：{act.work}；本人{answer}{said}"


def _restored(_: CaseFile, act: RestoreCase) -> str:
    ruled = f"{RULED_BY_ZH[act.organ]}{act.document}（{act.ruled_on}）"
    return f"{ruled}，撤销{act.decided_on}的决定；{act.reason}"


def _moved(_: CaseFile, act: MoveCase) -> str:
    there = act.known.place_zh + act.known.township_zh
    return f"{f'迁往{there}；' if there else ''}{act.reason}"


def _split(file: CaseFile, act: SplitHousehold) -> str:
    gone = "、".join(who(file, key) for key in act.members)
    return f"分出成员：{gone}；{act.reason}"


def _merged(_: CaseFile, act: MergeCase) -> str:
    return f"并入案件{act.into_case}；{act.reason}"


def _answered(_: CaseFile, act: SettleHandover) -> str:
    named = "、".join(PROGRAMME_ZH[p] for p in act.programmes)
    parts = (ANSWER_ZH[act.answer], named, act.reference, act.reason)
    return said(*parts)


def _posted(_: CaseFile, act: Any) -> str:
    return f"张贴地点：{act.place_posted}"


SAYS: Final[dict[type[Act], Callable[[CaseFile, Any], str]]] = {
    acts.ReportChange: _reported,
    acts.VerifyChange: _verified,
    acts.HearFamily: _heard,
    acts.DecideChange: _decided,
    acts.PostponeRecheck: _put_off,
    RecallPostponement: lambda _, act: str(act.reason),
    RecordWorkOffer: _offered_work,
    RestoreCase: _restored,
    acts.VerifyLead: _lead,
    NoteHit: _noted,
    SettleHit: _hit,
    acts.ServeNotice: _served,
    PlacePerson: _placed,
    SignCareAgreement: _agreed,
    CoverVisitor: _covered,
    RecordCareVisit: lambda _, act: f"走访人{act.visitor}：{act.finding}",
    UrgeCareVisit: lambda _, act: str(act.finding),
    acts.PostPublicity: _posted,
    acts.PostResult: _posted,
    PublishResult: _posted,
    PostEnding: _posted,
    MoveCase: _moved,
    SplitHousehold: _split,
    MergeCase: _merged,
    SettleHandover: _answered,
}
"""The acts whose line says more than their name, each with what it says of the file before it."""


def line_of(before: CaseFile, act: Act) -> str:
    """The text of the act's line in the record."""
    says = SAYS.get(type(act)) if act.worded else None
    if says is None:
        return act.note
    return said(says(before, act), act.note)
