"""Is this household or person eligible, and for how much? Pure functions with reasons.

One test for each kind of programme, chosen by policy (`<programme>.test`); each reads recorded
`Facts` and `Rules`, gives an `Assessment`, and says which policy values it needs. Nothing here
knows of a case, its stages or its officers.
"""

from __future__ import annotations

from collections.abc import Callable

from domain.means import dibao, disaster, edge, rigid, tekun, temporary
from domain.means.facts import Facts
from domain.means.result import Assessment, Reason
from domain.rules import Rules

TESTS: dict[str, Callable[[Facts, Rules], Assessment]] = {
    "dibao": dibao.dibao,
    "edge": edge.edge,
    "rigid": rigid.rigid,
    "tekun": tekun.tekun,
    "quick": temporary.quick,
    "emergency": temporary.emergency,
    "expenditure": temporary.expenditure,
    "disaster": disaster.disaster,
}
"""By the code of `<programme>.test`."""

NEEDS: tuple[str, ...] = (
    "test",
    *dibao.NEEDS,
    *edge.NEEDS,
    *rigid.NEEDS,
    *tekun.NEEDS,
    *temporary.NEEDS,
    *disaster.NEEDS,
)
"""The policy values the tests read, by their names within a programme."""

REASON_ZH = {
    "income_within": "收入低于标准",
    "over_income": "收入不低于标准",
    "over_vehicle": "机动车辆超过限制",
    "over_house": "房产超过限制",
    "over_deposit": "货币财产超过限制",
    "over_company": "企业、个体工商户登记超过限制",
    "over_machine": "船舶、工程机械和大型农机具超过限制",
    "over_trees": "林木超过限制",
    "over_disposable": "收入不低于人均可支配收入",
    "income_within_edge": "收入低于低保边缘收入上限",
    "income_within_rigid": "收入低于人均可支配收入",
    "spending_high": "必需支出超过规定比例",
    "not_spending_high": "必需支出未超过规定比例",
    "not_beside": "已纳入其他救助",
    "not_edge_dibao": "符合最低生活保障条件",
    "not_only_some": "家庭整体符合条件，不得只纳入部分成员",
    "single_person": "可以按单人户",
    "not_single_person": "不符合单人户条件",
    "not_anybody": "没有保障对象",
    "no_work_ability": "无劳动能力",
    "not_workless": "有劳动能力",
    "minor_stays": "未成年人继续享有待遇",
    "no_supporter": "无法定义务人",
    "supporters_unable": "法定义务人无履行义务能力",
    "not_supporterless": "有履行义务能力的法定义务人",
    "not_child_aid": "已选择儿童基本生活保障",
    "not_staying": "自愿退出",
    "not_alive": "死亡或者宣告失踪",
    "not_at_large": "在监狱服刑",
    "listed_cause": "属于救助情形",
    "not_listed_cause": "不属于救助情形",
    "not_same_cause": "同一事由重复申请",
    "again_with_reason": "同一事由再次申请有正当理由",
    "over_yearly_count": "本年度救助次数达到上限",
    "recognised": "已确认的困难家庭",
    "income_below_disposable": "收入低于人均可支配收入",
    "burden_heavy": "必需支出超出承受能力",
    "not_burdened": "必需支出在承受能力以内",
    "not_needed": "没有需要救助的金额",
    "undelivered": "救助款物未能交付",
    "expired": "认定有效期届满",
    "stated": "决定书所述理由",
}
"""Short names of the grounds, for tables; the full sentence stands in each reason."""


def assess(facts: Facts, law: Rules) -> Assessment:
    """The result of the programme's own test.

    Raises PolicyNotSet when the place has not set a value the result needs.
    """
    return TESTS[law.text("test")](facts, law)


__all__ = ["NEEDS", "REASON_ZH", "TESTS", "Assessment", "Facts", "Reason", "assess"]
