"""`doudi meetings`: which meetings there are, how far each is, and how the year stands."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from domain.assembly.lifecycle import (
    MEETING_KIND_ZH,
    MEETING_STAGE_ZH,
    MeetingKind,
    MeetingStage,
)
from domain.assembly.points import (
    GRADE_ZH,
    OUTCOME_ZH,
    POINT_KIND_ZH,
    PointGrade,
    PointKind,
    PointOutcome,
)
from runtime.terminal import known_place, stop
from store import assembly
from store.commands.tables import AsJson, Cursor, Limit, Place, as_json, desk, show_page, table
from store.journals import record_of
from store.tables import MeetingPoint, MeetingRow
from workflows.ids import meeting_id

meetings_app = typer.Typer(
    help="联席会议：开到哪一步，通知、到会和会议纪要。", no_args_is_help=True
)

_FIELDS = (
    "place", "number", "kind", "stage", "opened_on", "meets_on", "held_on", "points", "settled",
    "called", "confirmed", "attended", "minutes", "due_on", "overdue", "waiting",
)  # fmt: skip
_POINT = ("key", "kind", "grade", "case_no", "item_number", "outcome", "put_off", "removed")


@meetings_app.command("list")
def list_meetings(
    place: Place = "",
    open_only: Annotated[bool, typer.Option("--open", help="只列还没有办结的。")] = False,
    limit: Limit = 50,
    cursor: Cursor = "",
    json_: AsJson = False,
) -> None:
    """列出会议，最近的在前；不显示议题内容。"""
    with desk() as at:
        code = known_place(at.places, place).code if place else ""
        page = assembly.list_meetings(
            at.session, code, open_only=True if open_only else None, limit=limit, cursor=cursor
        )
        show_page(
            page,
            _meeting,
            as_text=not json_,
            none="没有符合条件的会议。",
            heads=("会议", "地区", "性质", "阶段", "开会日期", "议题", "到会", "会议纪要"),
            cells=lambda row: (
                row.number,
                at.place(row.place),
                MEETING_KIND_ZH[MeetingKind(row.kind)],
                MEETING_STAGE_ZH[MeetingStage(row.stage)],
                f"{row.meets_on or '未定'}{'（超期）' if row.overdue else ''}",
                f"{row.settled}/{row.points}",
                f"{row.attended}/{row.called}",
                row.minutes,
            ),
        )


@meetings_app.command("show")
def show(
    place: Annotated[str, typer.Argument(help="地区代码，例如 tongren。")],
    number: Annotated[str, typer.Argument(help="会议编号，例如 2026-01。")],
    json_: AsJson = False,
) -> None:
    """显示一次会议：在等什么、各项议题的结果、送达和办理经过。"""
    with desk() as at:
        code = known_place(at.places, place).code
        row = assembly.get_meeting(at.session, code, number)
        if row is None:
            stop(f"{at.place(code)}没有编号为“{number}”的会议，可以用 doudi meetings list 查找。")
        points = assembly.points_of(at.session, code, number)
        mails = assembly.mail_of(at.session, code, number)
        record = record_of(at.session, meeting_id(code, number))
        sent = {
            kind: sum(m.kind == kind for m in mails)
            for kind in dict.fromkeys(m.kind for m in mails)
        }
        if json_:
            names = ("seq", "on", "at", "act", "zh", "officer", "role", "unit", "clause")
            as_json(
                {
                    **_meeting(row),
                    "agenda": [{name: getattr(p, name) for name in _POINT} for p in points],
                    "mail": sent,
                    "record": [{name: getattr(x, name) for name in names} for x in record],
                }
            )
            return
        stage = MEETING_STAGE_ZH[MeetingStage(row.stage)]
        typer.echo(f"{at.place(code)} {number}　{MEETING_KIND_ZH[MeetingKind(row.kind)]}　{stage}")
        typer.echo(row.waiting)
        table(
            ("编号", "类别", "案件", "知悉范围", "结果"),
            [
                (p.key, _kind(p), p.case_no, GRADE_ZH[PointGrade(p.grade)], _result(p))
                for p in points
            ],
            title="议程",
        )
        table(
            ("日期", "办理事项", "经办账号", "单位", "依据"),
            [(str(x.on), x.zh, x.officer or "系统", x.unit, x.clause) for x in record],
            title="办理经过",
        )


def _kind(point: MeetingPoint) -> str:
    return POINT_KIND_ZH[PointKind(point.kind)]


def _result(point: MeetingPoint) -> str:
    if point.removed:
        return "已撤下"
    if point.put_off:
        return "缓议"
    return OUTCOME_ZH[PointOutcome(point.outcome)] if point.outcome else "未议"


def _meeting(row: MeetingRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _FIELDS}
