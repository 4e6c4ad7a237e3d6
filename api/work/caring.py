"""The lines of the case page about support and care: 特困 and, in Zhanhe, the health department."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from domain.case.caring import Caring, HealthRequest
from domain.case.file import CaseFile
from domain.means.selfcare import BAND_ZH

Line = tuple[str, str]
LEVEL_ZH = {"township": "乡镇（街道）", "county": "县级民政部门"}


def care_lines(file: CaseFile, today: date) -> tuple[Line, ...]:
    """Label and words, in the order of the procedure; nothing where nothing was recorded."""
    care = file.caring
    over = file.closed is not None or file.ending is not None
    return (
        *_recognition(care),
        *_placement(care, today, over),
        *_ending(care),
        *_health(care, today),
    )


def _recognition(care: Caring) -> Iterator[Line]:
    if care.statement is not None:
        count = len(care.statement.obligors)
        yield "法定义务人", f"已登记{count}人" if count else "没有法定义务人"
    if care.spot is not None:
        result = "抽中，须入户核查" if care.spot.drawn else "未抽中"
        size = len(care.spot.batch)
        yield "随机抽查", f"{care.spot.on}，{size}件中按{care.spot.percent}%抽取，{result}"
    if care.selfcare is not None:
        found = care.selfcare
        yield (
            "生活自理能力",
            f"{BAND_ZH[found.band]}（{found.failed}项不能自主完成，{found.on}评估）",
        )
    if care.published_on is not None:
        yield "确认结果公布", f"{care.published_on}"


def _placement(care: Caring, today: date, over: bool) -> Iterator[Line]:
    """`over`: support has ended, so that nothing of it is owed any more."""
    if care.offer is not None:
        answer = "同意" if care.offer.agrees else "不同意"
        yield "集中供养意愿", f"{answer}（{care.offer.on}）"
    placed = care.placement
    if placed is None:
        return
    if not placed.scattered:
        yield "供养方式", f"集中供养：{placed.institution}"
        return
    days = f"，每{placed.visit_days}天走访一次" if placed.visit_days else ""
    yield "供养方式", f"分散供养{f'，走访人{placed.visitor}' if placed.visitor else ''}{days}"
    cover = care.cover
    if cover is not None and not cover.over:
        yield "代为走访", f"{cover.since}至{cover.until}由{cover.visitor}代为走访：{cover.reason}"
    agreed = care.agreement
    if agreed is None:
        if not over:
            yield "委托照料服务协议", "未签订"
    else:
        state = "" if agreed.holds_on(today) else "，已到期" if agreed.until < today else ""
        yield "委托照料服务协议", f"{agreed.since}至{agreed.until}{state}"
    if care.visit is not None:
        yield "最近走访", f"{care.visit.on}，累计{care.visits}次"
    if care.next_visit is not None and not over:
        late = "，已超期" if today > care.next_visit else ""
        yield "下次走访期限", f"{care.next_visit}{late}"
    if care.missed and not over:
        told = "、".join(LEVEL_ZH[level] for level in care.missed)
        yield "走访逾期上报", f"{told}，已督促{len(care.urged)}次"


def _ending(care: Caring) -> Iterator[Line]:
    sheet = care.ending
    if sheet is not None:
        state = (
            f"{sheet.objected_on}有异议"
            if sheet.objected_on
            else "已期满" if sheet.completed_on else "公示中"
        )  # fmt: skip
        what = "异议处理决定公示" if sheet.decided else "终止供养公示"
        yield what, f"{sheet.posted_on}至{sheet.until}，{state}"


def _health(care: Caring, today: date) -> Iterator[Line]:
    for asked in care.health:
        yield f"健康档案和自理能力（{asked.member}）", _answer(asked, today)


def _answer(asked: HealthRequest, today: date) -> str:
    if asked.answered_on is None:
        limit = f"，期限{asked.due}" if asked.due else ""
        return f"{asked.asked_on}提请卫生健康部门，尚未反馈{limit}" + (
            "，已超期" if asked.overdue(today) else ""
        )
    record = "已建立健康档案" if asked.has_record else "未建立健康档案"
    return f"{asked.answered_on}反馈：{record}，{BAND_ZH.get(asked.band, '未评估自理能力')}"
