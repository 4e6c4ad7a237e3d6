"""`doudi compare`: how the months stand, what leads are open, and how long it takes to act."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import typer

from domain.case.acts import CAUSE_ZH
from domain.compare.alerts import by_cause
from domain.compare.exits import RESULT_ZH, Changed, exit_days, listed
from domain.compare.file import PART_STATE_ZH, SUBJECT_ZH, TROUBLE_ZH, PartState, Subject
from domain.money import yuan
from runtime.terminal import known_place
from store.commands.tables import AsJson, Desk, Place, as_json, desk, table
from store.compare import alerts, exits, leads, months, status

compare_app = typer.Typer(help="每月比对：进度、疑点线索、从预警到处置。", no_args_is_help=True)
Month = Annotated[str, typer.Argument(help="月份，例如 2026-12。")]
PlaceArg = Annotated[str, typer.Argument(help="县（市、区）代码，例如 jiaozuo。")]


@compare_app.command("month")
def show_month(place: PlaceArg, month: Month, json_: AsJson = False) -> None:
    """一个月的比对：各部门的进度、匹配和疑似。"""
    with desk() as at:
        place = known_place(at.places, place).code
        rows = months.parts(at.session, place, month)
    if json_:
        as_json([row.model_dump(mode="json", exclude={"explained"}) for row in rows])
        return
    table(
        ("部门", "内容", "进度", "期限", "完成", "行数", "匹配", "疑似待核对", "不能识别", "情况"),
        (
            (
                r.zh, SUBJECT_ZH[Subject(r.subject)], PART_STATE_ZH[PartState(r.state)],
                str(r.due), str(r.done_on or "—"), str(r.rows), str(r.hits), str(r.doubts_open),
                str(r.faults), TROUBLE_ZH.get(r.trouble, ""),
            )
            for r in rows
        ),
    )  # fmt: skip


@compare_app.command("hits")
def list_hits(place: Place = "", json_: AsJson = False) -> None:
    """未处置的疑点线索，每日涉及金额多的在前；不显示姓名和登记内容。"""
    with desk() as at:
        rows = [r for code in _places(at, place) for r in leads.open_hits(at.session, code)]
    if json_:
        keep = {"case_no", "township", "member", "told_on", "due", "state", "stake_day_fen"}
        as_json([row.model_dump(mode="json", include=keep) for row in rows])
        return
    towns = _towns(at)
    table(
        ("案件", "乡镇（街道）", "成员", "登记日期", "期限", "每日涉及（元）"),
        (
            (r.case_no, towns.get(r.township, r.township), r.member, str(r.told_on), str(r.due or "—"),
             yuan(r.stake_day_fen))
            for r in rows
        ),
    )  # fmt: skip


@compare_app.command("alerts")
def show_alerts(place: PlaceArg, json_: AsJson = False) -> None:
    """从预警到处置：每种原因的天数，和其间已发放的金额。"""
    with desk() as at:
        place = known_place(at.places, place).code
        lines = by_cause(alerts.alerts(at.session, place), at.today)
        after = alerts.after_death(at.session, place)
        changed, today = exits.changes(at.session, place), at.today
    if json_:
        as_json(
            {
                "causes": [line.model_dump(mode="json") for line in lines],
                "after_death": [line.model_dump(mode="json") for line in after],
                "changes": [
                    {
                        **one.model_dump(mode="json", exclude={"cause", "paid"}),
                        "days": one.days(today),
                        "late": one.late(today),
                    }
                    for one in listed(changed, today)
                ],
            }
        )
        return
    table(
        ("原因", "属实并处置", "天数（中位）", "最长", "其间已发放（元）", "不属实", "未处置",
         "未处置最长", "未处置已发放（元）"),
        (
            (
                CAUSE_ZH[x.cause], str(x.right), str(x.days_median), str(x.days_most),
                yuan(x.between_fen), str(x.wrong), str(x.open), str(x.open_days),
                yuan(x.open_fen),
            )
            for x in lines
        ),
    )  # fmt: skip
    for line in after:
        words = f"追回{line.recovery}" if line.recovery else "尚未立案追回"
        typer.echo(f"{line.case_no}：死亡后仍发放{yuan(line.fen)}元，{words}。")
    _show_changes(changed, today, _towns(at))


def _towns(at: Desk) -> dict[str, str]:
    """What the townships are called, by code."""
    return {town.code: town.zh for place in at.places.values() for town in place.townships}


def _show_changes(changed: Sequence[Changed], today: date, towns: dict[str, str]) -> None:
    median, most = exit_days(changed, today)
    typer.echo(f"从变化到退出：中位{median}天，最长{most}天；逾期的在前，不显示个案原因。")
    table(
        ("案件", "乡镇（街道）", "发生日期", "报告日期", "结果", "天数", "逾期", "其间多发放（元）"),
        (
            (
                x.case_no, towns.get(x.township, x.township), str(x.happened_on),
                str(x.reported_on), RESULT_ZH[x.result],
                str(x.days(today)), "逾期" if x.late(today) else "未逾期", yuan(x.between_fen()),
            )
            for x in listed(changed, today)
        ),
    )  # fmt: skip


@compare_app.command("notices")
def list_notices(place: PlaceArg, json_: AsJson = False) -> None:
    """尚未送达医疗保障部门的救助对象变动。"""
    with desk() as at:
        place = known_place(at.places, place).code
        rows = status.pending(at.session, place)
    if json_:
        as_json([row.model_dump(mode="json", exclude={"body"}) for row in rows])
        return
    table(
        ("编号", "变动", "日期", "已试次数", "情况"),
        ((r.id, status.EVENT_ZH[r.event], str(r.on), str(r.tries), r.trouble) for r in rows),
    )


def _places(at: Desk, place: str) -> tuple[str, ...]:
    return (known_place(at.places, place).code,) if place else tuple(sorted(at.places))
