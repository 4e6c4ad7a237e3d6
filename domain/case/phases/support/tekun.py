"""What 43号 asks of a 特困 case beside the acts every case knows: before them, after them, and more.

`BEFORE` holds what must stand before a common act, `AFTER` what follows from one; the engine reads
both for cases of this programme alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from domain.case import acts
from domain.case.acts.tekun import DrawSpotCheck, PublishResult
from domain.case.caring import SpotDraw
from domain.case.file import CaseFile, Rulebook, different, require
from domain.case.phases.support import ending, placing, selfcare, stating
from domain.spot import draw

TEKUN_NEEDS = (
    "opinion",
    "publicity",
    "publicity_roll",
    "objection_opinion",
    "county_opinion",
    "spot_check",
    *stating.STATING_NEEDS,
    *selfcare.SELFCARE_NEEDS,
    *ending.ENDING_NEEDS,
    *placing.PLACING_NEEDS,
)
"""Read at the start of every stage of a 特困 case."""


def spot_check_due(file: CaseFile) -> bool:
    """The county draws among the files it decides on; a delegated township's are drawn by others."""
    law = file.law
    county = law.has("decider") and file.decider == "county"
    return county and law.has("spot_check") and file.caring.spot is None


def visit_due(file: CaseFile) -> bool:
    """The file was drawn and the county has not been there."""
    spot = file.caring.spot
    return spot is not None and spot.drawn and file.county_visit is None


def draw_spot_check(file: CaseFile, act: DrawSpotCheck) -> CaseFile:
    require(
        file.caring.spot is None,
        "drawn_once",
        "本案已经参加过随机抽查，不得重新抽取，请按抽查结果办理。",
        "43号 Art 16",
    )
    require(
        spot_check_due(file),
        "decided_by_township",
        "本地已将审核确认权限下放，县级民政部门对乡镇（街道）已办结的案件另行抽查，无需在本案确认。",
        "43号 Art 28",
    )
    require(
        file.case_no in act.batch,
        "not_in_batch",
        "本案不在所填的抽查批次中，请把本案编号列入批次。",
        "43号 Art 16",
    )
    share = file.law.percent("spot_check")
    chosen = draw(act.batch, share, act.seed)
    result = SpotDraw(
        on=act.on,
        batch=tuple(sorted(set(act.batch))),
        seed=act.seed,
        percent=share,
        drawn=file.case_no in chosen,
    )
    return file.having(caring=file.caring.model_copy(update={"spot": result}))


def publish_result(file: CaseFile, act: PublishResult) -> CaseFile:
    require(
        file.caring.published_on is None,
        "published_once",
        "确认结果已经在村（社区）公布，无需重复登记。",
        "43号 Art 17",
    )
    return file.having(caring=file.caring.model_copy(update={"published_on": act.on}))


def _reviewed_by_county(file: CaseFile, act: acts.Act) -> None:
    require(
        not spot_check_due(file),
        "spot_check_missing",
        "县级民政部门应当按照规定比例随机抽查，请先登记抽查批次和结果。",
        "43号 Art 16",
    )
    require(
        not visit_due(file),
        "county_visit_missing",
        "本案已被随机抽中，县级民政部门应当入户核查后方可决定。",
        "43号 Art 16",
    )


def _may_confirm(file: CaseFile, act: acts.Confirm) -> None:
    _reviewed_by_county(file, act)
    require(
        file.caring.selfcare is not None,
        "selfcare_missing",
        "确认前应当评估生活自理能力，以确定照料护理标准档次，请先登记评估结果。",
        "43号 Art 20",
    )
    different(act.officer, file.actors("assess_selfcare"), "审核确认", file)


def _may_change(file: CaseFile, act: acts.DecideChange) -> None:
    ending.publicised(file, act)
    different(act.officer, file.actors("assess_selfcare"), "动态管理决定", file)


BEFORE: Mapping[str, Callable[[CaseFile, Any], None]] = {
    "accept": stating.stated,
    "record_appraisal": stating.objection_surveyed,
    "confirm": _may_confirm,
    "refuse": _reviewed_by_county,
    "decide_change": _may_change,
}
AFTER: Mapping[str, Callable[[CaseFile, CaseFile, Any], CaseFile]] = {
    "decide_change": ending.ended,
}

RULES: Rulebook = {
    "draw_spot_check": draw_spot_check,
    "publish_result": publish_result,
    **stating.RULES,
    **placing.RULES,
    **ending.RULES,
}
