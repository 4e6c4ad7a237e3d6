"""What stands on the page of an item or of its measures, as tables of plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from api.pages.procedures import Table, journal_table
from domain.case.lifecycle import ROLE_ZH
from domain.measures.file import Handing, MeasuresFile, MeasureTask
from domain.measures.lifecycle import MEASURE_STAGE_ZH
from domain.meeting.item import ItemFile
from domain.money import yuan
from domain.raising.order import SOURCE_ZH, ItemOrder


def item_tables(file: ItemFile, cause: str, words: Mapping[str, str]) -> list[Table]:
    """`words`: names of units and programmes by code."""
    tables = [_order(file.order, cause), _tried(file.order, words), _papers(file)]
    held = file.preparatory
    if held.requested_on or held.waived_on:
        tables.append(_preparatory(file))
    if file.concerned or file.opinions:
        tables.append(_opinions(file))
    if file.recused:
        rows = [(r.unit, r.account, r.reason, r.on) for r in file.recused]
        tables.append(("回避", ("单位", "人员账号", "理由", "日期"), rows))
    if file.meeting is not None:
        tables.append(_meeting(file))
    if file.resolution is not None:
        tables += _decision(file)
    return [*tables, journal_table(file.journal)]


def _order(order: ItemOrder, cause: str) -> Table:
    facts = order.facts
    lines = (
        ("来源", SOURCE_ZH[order.source]),
        ("提出日期", order.ordered_on),
        ("议题", order.topic),
        ("提出单位", order.raised_by.unit if order.raised_by else ""),
        ("交办文件", order.paper),
        ("线索", order.lead_no),
        ("所涉家庭", f"{facts.persons or '不详'}人；{facts.situation}" if facts else ""),
        ("所涉案件", order.known_case),
        ("情形", cause),
        ("情形说明", order.cause_text),
        ("需要救助", f"{yuan(order.need_fen)}元" if order.about_household else ""),
        ("单项救助后缺口", f"{yuan(order.gap_fen)}元" if order.about_household else ""),
        ("情况说明", order.summary),
        ("解决建议", order.solution),
        ("建议牵头单位", order.owner),
    )
    return "提请情况", ("项目", "内容"), [line for line in lines if line[1]]


def _tried(order: ItemOrder, words: Mapping[str, str]) -> Table:
    rows = [
        (
            words.get(t.unit, t.unit),
            words.get(t.programme, t.programme),
            yuan(t.ceiling_fen),
            yuan(t.granted_fen),
        )
        for t in order.tried
    ]
    return "已实施或者测算的单项救助", ("单位", "项目", "限额（元）", "已给（元）"), rows


def _papers(file: ItemFile) -> Table:
    states = {"collecting": "收集中", "sorted": "已整理，待审核", "reviewed": "已审核"}
    rows = [(p.title, p.unit or "—") for p in file.papers]
    return f"议题材料（{states[file.papers_state]}）", ("材料", "提供单位"), rows


def _preparatory(file: ItemFile) -> Table:
    held = file.preparatory
    rows: list[tuple[Any, ...]]
    if held.waived_on:
        rows = [("不召开", held.waived_on, f"{held.waived_by}：{held.waived_because}")]
    elif held.held_on:
        rows = [("已召开", held.held_on, f"{'、'.join(held.attended)}参加。{held.opinion}")]
    else:
        rows = [("总召集人已要求召开", held.requested_on, "")]
    return "准备会和初审意见", ("情况", "日期", "说明"), rows


def _opinions(file: ItemFile) -> Table:
    due = f"（{file.opinions_due}前答复）" if file.opinions_due else ""
    rows = [
        (
            o.unit,
            f"{'同意' if o.agrees else '不同意'}{'（逾期）' if o.late else ''}",
            o.text,
            o.on,
        )
        for o in file.opinions
    ]
    silent = [(unit, "未答复", "", "") for unit in file.silent]
    return f"单位书面意见{due}", ("单位", "意见", "内容", "日期"), [*rows, *silent]


def _meeting(file: ItemFile) -> Table:
    held = file.meeting
    if held is None:
        return "会议", (), []
    rows = [
        ("日期", held.on),
        ("会议编号", held.number),
        (
            "主持",
            f"{ROLE_ZH[held.chair_role]}（{held.chair}）{'，代行职责' if held.stand_in else ''}",
        ),
        ("到会单位", "、".join((*held.attended, *held.guests))),
        ("缺席单位", "名单尚未核定，不计算" if held.absent is None else "、".join(held.absent)),
        ("回避单位", "、".join(held.recused)),
        (
            "重大问题",
            "：".join(filter(None, ("报请政府决定", held.major_because))) if held.major else "",
        ),
    ]
    if file.pressed:
        rows.append(("提醒政府决定", f"{len(file.pressed)}次，最近{file.pressed[-1]}"))
    return "联席会议", ("项目", "内容"), [row for row in rows if row[1]]


def _decision(file: ItemFile) -> list[Table]:
    found = file.resolution
    if found is None:
        return []
    rows = [
        ("结果", "同意救助" if found.approved else "不同意"),
        ("日期", found.decided_on),
        ("理由", found.reason),
        ("政府决定文号", found.government_decision),
        ("会议纪要", found.number or "正在制发"),
        ("议定金额", f"{yuan(found.total_fen)}元" if found.approved else ""),
        ("不同意的单位", "、".join(found.dissent)),
        ("未答复的单位", "、".join(found.silent)),
    ]
    tables: list[Table] = [("议定结果", ("项目", "内容"), [row for row in rows if row[1]])]
    if found.measures:
        tables.append(
            (
                "议定措施",
                ("单位", "措施", "金额（元）", "期间", "资金来源", "期限"),
                [
                    (
                        m.unit,
                        f"{m.manner}{'（' + m.standard + '）' if m.standard else ''}",
                        yuan(m.amount_fen),
                        f"{m.period_months}个月" if m.period_months else "一次性",
                        m.fund_source or "—",
                        m.due or "按规定期限",
                    )
                    for m in found.measures
                ],
            )
        )
    return tables


def task_rows(task: MeasureTask) -> list[tuple[str, Any]]:
    """One unit's part, from the promise to the evidence."""
    promised = f"{yuan(task.measure.amount_fen)}元" if task.measure.amount_fen else "服务或者其他"
    if task.measure.standard:
        promised += f"（{task.measure.standard}）"
    months = f"，{task.measure.period_months}个月" if task.measure.period_months else ""
    lines = [
        ("议定", f"{task.measure.manner}，{promised}{months}"),
        ("资金来源", task.measure.fund_source),
        ("期限", f"{task.due}{'（暂定）' if task.provisional else ''}"),
        ("提醒", task.reminded_on),
        ("承接", f"{task.accepted_on}（{task.accepted_by}）" if task.accepted_on else "尚未承接"),
        ("进展", "；".join(task.progress)),
        (
            "办结",
            f"{task.completed_on}，实际落实{yuan(task.delivered_fen)}元"
            if task.completed_on
            else "",
        ),
        ("落实凭证", "、".join(task.evidence)),
        ("变更承担单位", "；".join(handing_zh(one) for one in task.handings)),
    ]
    return [line for line in lines if line[1]]


def handing_zh(one: Handing) -> str:
    """Who proposed what, why, on which paper, and what the second person said."""
    what = f"由{one.from_unit}改由{one.to_unit}承担" if one.to_unit else f"{one.from_unit}不再落实"
    said = {None: f"待{one.until}前复核", True: "同意", False: "不同意"}[one.agreed]
    if one.ended_by:
        said += f"（{one.ended_by}，{one.ended_on}：{one.said}）"
    elif one.agreed is False:
        said = "逾期未复核，失效"
    return f"{one.on}提出（{one.by}）{what}，{one.reason}，{one.paper}；{said}"


def order_rows(task: MeasureTask) -> list[Sequence[Any]]:
    """Supervision orders on the task: why, until when, what the unit answered, how it ended."""
    return [
        (
            f"第{o.number}次",
            o.on,
            o.reason,
            o.due,
            f"{o.answered_on}：{o.answer}" if o.answered_on else "未答复",
            f"{o.closed_on}：{o.conclusion}" if o.closed_on else "未办结",
        )
        for o in task.orders
    ]


def state_zh(task: MeasureTask, today: date) -> str:
    late = "，超期" if task.late or (not task.done and today > task.due) else ""
    return MEASURE_STAGE_ZH[task.stage] + late


def totals_zh(file: MeasuresFile) -> str:
    promised = sum(t.measure.amount_fen for t in file.tasks)
    given = sum(t.delivered_fen for t in file.tasks)
    return f"议定{yuan(promised)}元，已落实{yuan(given)}元。"
