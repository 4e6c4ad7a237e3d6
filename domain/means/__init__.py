"""Is this household or person eligible, and for how much? Pure functions with reasons.

One test for each kind of programme, chosen by policy (`<programme>.test`); each reads recorded
`Facts` and `Rules`, gives an `Assessment`, and says which policy values it needs. Nothing here
knows of a case, its stages or its officers.
"""

from __future__ import annotations

from collections.abc import Callable

from domain.means import dibao, tekun
from domain.means.facts import Facts
from domain.means.result import Assessment, Reason
from domain.rules import Rules

TESTS: dict[str, Callable[[Facts, Rules], Assessment]] = {
    "dibao": dibao.dibao,
    "tekun": tekun.tekun,
}
"""By the code of `<programme>.test`."""

NEEDS: tuple[str, ...] = ("test", *dibao.NEEDS, *tekun.NEEDS)
"""The policy values the tests read, by their names within a programme."""

REASON_ZH = {
    "income_within": "收入低于标准",
    "over_income": "收入不低于标准",
    "over_vehicle": "机动车辆超过限制",
    "over_house": "房产超过限制",
    "over_deposit": "货币财产超过限制",
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
    "stated": "决定书所述理由",
}
"""Short names of the grounds, for tables; the full sentence stands in each reason."""


def assess(facts: Facts, law: Rules) -> Assessment:
    """The result of the programme's own test.

    Raises PolicyNotSet when the place has not set a value the result needs.
    """
    return TESTS[law.text("test")](facts, law)


__all__ = ["NEEDS", "REASON_ZH", "TESTS", "Assessment", "Facts", "Reason", "assess"]
