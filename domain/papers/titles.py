"""What a paper is called: one table, kind × programme → title (JZ-59).

`NOTICE_ZH` holds every kind of paper a case may owe, by its plain name. `_OWN` says where a
programme calls it otherwise, so that no paper of 特困 speaks of 最低生活保障金.
"""

from __future__ import annotations

from collections.abc import Mapping

from domain.programme import PROGRAMME_ZH, Programme

NOTICE_ZH: dict[str, str] = {
    "request_receipt": "求助事项受理登记回执",
    "correction": "补正材料一次性告知书",
    "acceptance": "受理通知书",
    "decline": "不予受理告知书",
    "late_reminder": "迟交材料提醒单",
    "check_result": "家庭经济状况核对结果告知书",
    "selfcare": "生活自理能力评估结果告知书",
    "publicity": "初审意见公示单",
    "extension": "延长办理期限告知书",
    "confirmation": "确认通知书",
    "recognition": "认定通知书",
    "grant": "一次性救助决定书",
    "refusal": "不予确认告知书",
    "roll": "长期公示单",
    "completion": "补充说明通知书",
    "home_notice": "急难救助情况告知函",
    "referral": "转介函",
    "referral_result": "转介办理结果告知书",
    "transfer": "申请事项移交通知书",
    "withdrawal": "撤回申请确认书",
    "ended_no_cooperation": "终止办理告知书",
    "complaint_answer": "实名举报答复书",
    "renewal": "认定有效期届满提醒书",
    "change": "救助金增发、减发通知书",
    "transition": "渐退期通知书",
    "stop": "停止救助告知书",
    "restored": "恢复救助通知书",
    "moved": "救助关系转移通知书",
    "ending_publicity": "拟终止救助公示单",
    "ending": "终止救助告知书",
}

AID_ZH: dict[str, str] = {
    **{code.value: zh for code, zh in PROGRAMME_ZH.items()},
    Programme.EDGE: "低保边缘家庭",
    Programme.RIGID: "刚性支出困难家庭",
    Programme.QUICK: "临时救助",
    Programme.EMERGENCY: "临时救助",
    Programme.EXPENDITURE: "临时救助",
    Programme.DISASTER: "受灾人员救助",
}
"""The aid as sentences and titles of papers name it: without the branch of the procedure."""

REQUEST_ZH: dict[str, str] = {
    **AID_ZH,
    Programme.EDGE: "低保边缘家庭认定",
    Programme.RIGID: "刚性支出困难家庭认定",
    Programme.TEKUN: "特困人员认定",
}
"""What is applied for: `{…}申请`."""

REFUSED_ZH: Mapping[str, str] = {
    Programme.TEKUN: "不予认定",
    Programme.EDGE: "不予认定",
    Programme.RIGID: "不予认定",
    Programme.QUICK: "不予救助",
    Programme.EMERGENCY: "不予救助",
    Programme.EXPENDITURE: "不予救助",
    Programme.DISASTER: "不予救助",
}
"""How a refusal is worded; every other programme's is 不予确认."""

STOPPED_ZH: Mapping[str, str] = {
    Programme.DIBAO: "停发最低生活保障金",
    Programme.TEKUN: "终止特困人员救助供养",
    Programme.EDGE: "终止低保边缘家庭资格",
    Programme.RIGID: "终止刚性支出困难家庭资格",
}
"""How the end of aid is worded; every other programme's is 停止救助."""

MONEY_ZH: Mapping[str, str] = {
    Programme.DIBAO: "最低生活保障金",
    Programme.TEKUN: "特困人员救助供养金",
}
"""What is paid each month; every other programme pays 救助金."""

_TEKUN = {
    "confirmation": "特困人员认定通知书",
    "refusal": "特困人员不予认定告知书",
    "change": "特困人员救助供养金增发、减发通知书",
    "stop": "终止特困人员救助供养告知书",
    "ending_publicity": "拟终止特困人员救助供养公示单",
    "ending": "终止特困人员救助供养告知书",
}
_DIBAO = {
    "confirmation": "最低生活保障确认通知书",
    "change": "最低生活保障金增发、减发通知书",
    "stop": "停发最低生活保障金告知书",
}


def _status(name: str) -> dict[str, str]:
    return {
        "recognition": f"{name}认定通知书",
        "renewal": f"{name}认定有效期届满提醒书",
        "refusal": f"{name}不予认定告知书",
        "stop": f"终止{name}资格告知书",
        "ending": f"终止{name}资格告知书",
        "ending_publicity": f"拟终止{name}资格公示单",
    }


def _once(name: str) -> dict[str, str]:
    return {"grant": f"{name}决定书", "refusal": f"{name}不予救助告知书"}


_OWN: dict[str, dict[str, str]] = {
    Programme.DIBAO: _DIBAO,
    Programme.TEKUN: _TEKUN,
    Programme.EDGE: _status("低保边缘家庭"),
    Programme.RIGID: _status("刚性支出困难家庭"),
    Programme.QUICK: _once("临时救助"),
    Programme.EMERGENCY: _once("临时救助"),
    Programme.EXPENDITURE: _once("临时救助"),
    Programme.DISASTER: _once("受灾人员救助"),
}


def title_of(kind: str, programme: str) -> str:
    """The title of this kind of paper in this programme. KeyError for a kind nobody made."""
    return _OWN.get(programme, {}).get(kind) or NOTICE_ZH[kind]


def money_of(programme: str) -> str:
    """The word for what is paid each month."""
    return MONEY_ZH.get(programme, "救助金")


def refused_as(programme: str) -> str:
    return REFUSED_ZH.get(programme, "不予确认")


def stopped_as(programme: str) -> str:
    return STOPPED_ZH.get(programme, "停止救助")


ON_BOARD = frozenset({"publicity", "ending_publicity", "roll"})
"""Papers that hang on a board instead of going to somebody: nobody is told of them by message."""

TO_UNITS = frozenset({"referral", "home_notice"})
"""Papers that go to another organ, under the fact `主送单位`."""

TO_REPORTER = frozenset({"complaint_answer"})
"""Papers for somebody outside the family, who is told nothing of the household."""

NOT_TO_FAMILY = ON_BOARD | TO_UNITS | TO_REPORTER
"""Of these the family gets no message."""

__all__ = [
    "AID_ZH",
    "MONEY_ZH",
    "NOTICE_ZH",
    "NOT_TO_FAMILY",
    "ON_BOARD",
    "REQUEST_ZH",
    "TO_REPORTER",
    "TO_UNITS",
    "money_of",
    "refused_as",
    "stopped_as",
    "title_of",
]
