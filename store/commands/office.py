"""`doudi office`: the office's affairs, half-yearly reports and the register, read from the tables."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from domain.desk.lifecycle import AFFAIR_KIND_ZH, AFFAIR_STAGE_ZH, AffairKind, AffairStage
from domain.reporting.lifecycle import REPORT_STAGE_ZH, ReportStage
from runtime.terminal import known_place, stop
from store.commands.tables import AsJson, Cursor, Limit, Place, as_json, desk, show_page, table
from store.desk import affairs, register, reports
from store.tables import AffairRow, ReportRow, UnitReportRow

office_app = typer.Typer(
    help="联席会议办公室：事项、单位报告、未办结事项台账。", no_args_is_help=True
)
PlaceCode = Annotated[str, typer.Argument(help="地区代码，例如 tongren。")]
_AFFAIR = (
    "place", "number", "kind", "stage", "opened_on", "opened_by", "owner", "meeting", "township",
    "important", "circular", "paper", "due_on", "late", "overdue", "closed_on", "waiting",
)  # fmt: skip
_REPORT = (
    "place", "period", "stage", "opened_on", "due_on", "units", "filed", "late", "missing", "paper",
    "sent_on", "overdue", "waiting",
)  # fmt: skip
_UNIT = (
    "unit",
    "unit_code",
    "due_on",
    "filed_on",
    "late_days",
    "versions",
    "returned",
    "reminders",
)


@office_app.command("affairs")
def list_affairs(
    place: Place = "",
    open_only: Annotated[bool, typer.Option("--open", help="只列还没有办结的。")] = False,
    limit: Limit = 50,
    cursor: Cursor = "",
    json_: AsJson = False,
) -> None:
    """列出办公室事项，最近的在前；不显示标题。"""
    with desk() as at:
        code = known_place(at.places, place).code if place else ""
        page = affairs.list_affairs(
            at.session, code, open_only=True if open_only else None, limit=limit, cursor=cursor
        )
        show_page(
            page,
            lambda row: _of(row, _AFFAIR),
            as_text=not json_,
            none="没有符合条件的事项。",
            heads=("编号", "地区", "类别", "阶段", "承办单位", "期限", "文号"),
            cells=lambda row: (
                row.number,
                at.place(row.place),
                AFFAIR_KIND_ZH[AffairKind(row.kind)] + ("（重要）" if row.important else ""),
                AFFAIR_STAGE_ZH[AffairStage(row.stage)],
                row.owner or register.OFFICE_ZH,
                f"{row.due_on or ''}{'（超期）' if row.overdue else ''}",
                row.paper,
            ),
        )


@office_app.command("reports")
def list_reports(place: Place = "", json_: AsJson = False) -> None:
    """列出各期单位报告：报送、逾期、未报送、报送政府的日期。"""
    with desk() as at:
        code = known_place(at.places, place).code if place else ""
        rows = reports.list_reports(at.session, code)
        if json_:
            as_json({"items": [_of(row, _REPORT) for row in rows]})
            return
        if not rows:
            typer.echo("没有单位报告。")
            return
        table(
            ("报告期", "地区", "阶段", "期限", "已报送", "逾期", "未报送", "报送政府"),
            [
                (
                    row.period,
                    at.place(row.place),
                    REPORT_STAGE_ZH[ReportStage(row.stage)],
                    f"{row.due_on or '未设定'}{'（超期）' if row.overdue else ''}",
                    f"{row.filed}/{row.units}",
                    str(row.late),
                    str(row.missing),
                    f"{row.sent_on} {row.paper}" if row.sent_on else "",
                )
                for row in rows
            ],
        )


@office_app.command("report")
def show_report(
    place: PlaceCode,
    period: Annotated[str, typer.Argument(help="报告期，例如 2026-H1。")],
    json_: AsJson = False,
) -> None:
    """显示一期报告：在等谁，哪些单位未报送、逾期几日。"""
    with desk() as at:
        code = known_place(at.places, place).code
        row = reports.get_report(at.session, code, period)
        if row is None:
            known = "、".join(r.period for r in reports.list_reports(at.session, code))
            stop(f"{at.place(code)}没有{period}的单位报告；有：{known or '无'}。")
        units = reports.units_of(at.session, code, period)
        if json_:
            as_json({**_of(row, _REPORT), "reports": [_of(u, _UNIT) for u in units]})
            return
        typer.echo(row.waiting)
        table(
            ("单位", "期限", "报送日期", "逾期（日）", "次数", "提醒"),
            [
                (
                    u.unit,
                    str(u.due_on or "未设定"),
                    str(u.filed_on or ("已退回" if u.returned else "未报送")),
                    str(u.late_days or ""),
                    str(u.versions or ""),
                    str(u.reminders or ""),
                )
                for u in units
            ],
            title=f"{period}单位报告",
        )


@office_app.command("register")
def show_register(place: PlaceCode, json_: AsJson = False) -> None:
    """未办结事项台账：每个单位有几件、超期几件、最长多少日。"""
    with desk() as at:
        code = known_place(at.places, place).code
        units = register.register(at.session, code, at.today)
        if json_:
            names = ("kind", "subject", "act", "since", "due", "age", "late")
            as_json(
                {
                    "items": [
                        {
                            "unit": u.unit,
                            "open": u.open,
                            "late": u.late,
                            "oldest": u.oldest,
                            "things": [{n: getattr(t, n) for n in names} for t in u.things],
                        }
                        for u in units
                    ]
                }
            )
            return
        if not units:
            typer.echo("没有未办结的事项。")
            return
        table(
            ("单位", "未办结", "其中超期", "最长（日）"),
            [(u.unit, str(u.open), str(u.late), str(u.oldest)) for u in units],
        )


def _of(row: AffairRow | ReportRow | UnitReportRow, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
