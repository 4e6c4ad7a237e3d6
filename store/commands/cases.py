"""`doudi cases`: find a case, see it, and why it is not moving."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import typer

from domain.case.lifecycle import ROLE_ZH, STAGE_ZH, Role, Stage
from domain.identity import mask_name
from domain.money import yuan
from runtime.terminal import known_code, known_place
from store import cases
from store.commands.tables import (
    AsJson,
    CaseNo,
    Cursor,
    Desk,
    Limit,
    Place,
    as_json,
    desk,
    more,
    table,
)
from store.tables import CaseRow, TaskRow, TimelineRow
from workflows.visible import FLAG_ZH

cases_app = typer.Typer(help="案件：查找，查看经过，说明为什么没有往下走。", no_args_is_help=True)

_STAGES = {stage.value: zh for stage, zh in STAGE_ZH.items()}
_ROLES = {role.value: zh for role, zh in ROLE_ZH.items()}
_FIELDS = (
    "case_no", "place", "township", "village", "programme", "stage", "outcome", "persons",
    "monthly_fen", "channel", "applied_on", "accepted_on", "decided_on", "granted", "due_on",
    "provisional", "overdue", "next_recheck", "closed_on", "version", "waiting",
)  # fmt: skip

StageCode = Annotated[
    str, typer.Option("--stage", help="阶段代码或者名称，例如 publicity 或者 公示。")
]


@cases_app.command("list")
def list_cases(
    place: Place = "",
    township: Annotated[str, typer.Option("--township", help="乡镇（街道）代码或者名称。")] = "",
    stage: StageCode = "",
    flag: Annotated[str, typer.Option("--flag", help="标记代码或者名称，例如 escalated。")] = "",
    overdue: Annotated[bool, typer.Option("--overdue", help="只列有超期待办的。")] = False,
    open_only: Annotated[bool, typer.Option("--open", help="只列未办结的。")] = False,
    limit: Limit = 50,
    cursor: Cursor = "",
    json_: AsJson = False,
) -> None:
    """列出案件：阶段、期限、正在等谁。申请人姓名只显示首字。"""
    stage = known_code(_STAGES, stage, "阶段") if stage else ""
    flag = known_code(FLAG_ZH, flag, "标记") if flag else ""
    with desk() as at:
        which = cases.CaseFilter(
            place=known_place(at.places, place).code if place else "",
            township=_township(at, place, township),
            stage=stage,
            flag=flag,
            overdue=True if overdue else None,
            open=True if open_only else None,
        )
        page = cases.list_cases(at.session, which, limit=limit, cursor=cursor)
        total = cases.count_cases(at.session, which)
        if json_:
            rows = [_row(row) for row in page.rows]
            as_json({"cases": rows, "total": total, "next": page.next})
            return
        if not page.rows:
            typer.echo("没有符合条件的案件。")
            return
        table(
            ("案件编号", "申请人", "地区", "乡镇（街道）", "阶段", "期限", "正在等待"),
            [
                (
                    row.case_no,
                    mask_name(row.applicant_name),
                    at.place(row.place),
                    at.township(row.place, row.township),
                    _STAGES[row.stage],
                    _due(row.due_on, row.provisional, row.overdue),
                    _first_wait(row),
                )
                for row in page.rows
            ],
        )
        typer.echo(f"共{total}件。")
        more(page.next)


@cases_app.command("show")
def show(case_no: CaseNo, json_: AsJson = False) -> None:
    """显示一个案件：现状、待办、应发救助金和办理经过。"""
    with desk() as at:
        number = at.case_no(case_no)
        row = at.session.get_one(CaseRow, number)
        tasks = cases.tasks_of(at.session, number)
        owed = cases.entitlements(at.session, number)
        record = cases.timeline(at.session, number)
        if json_:
            as_json(
                {
                    **_row(row),
                    "tasks": [_task(task) for task in tasks],
                    "entitlements": [o.model_dump(exclude={"case_no"}) for o in owed],
                    "record": [_line(line) for line in record],
                }
            )
            return
        typer.echo("\n".join(_head(at, row)))
        _print_tasks(tasks)
        if owed:
            table(
                ("自", "至", "每月（元）"),
                [(_month(o.first), _month(o.last), yuan(o.monthly_fen)) for o in owed],
                title="应发救助金",
            )
        table(
            ("序号", "日期", "阶段", "办理事项", "经办账号", "依据"),
            [
                (
                    str(line.seq),
                    str(line.on),
                    _STAGES.get(line.stage, line.stage),
                    line.zh,
                    line.officer or "系统",
                    line.clause,
                )
                for line in record
            ],
            title="办理经过",
        )


@cases_app.command("why")
def why(case_no: CaseNo, json_: AsJson = False) -> None:
    """一个案件为什么没有往下走：在等谁办什么、自哪天起、期限哪天、系统下一步自动做什么。"""
    with desk() as at:
        number = at.case_no(case_no)
        row = at.session.get_one(CaseRow, number)
        tasks = cases.tasks_of(at.session, number)
        if json_:
            found = {"case_no": number, "stage": row.stage, "waiting": row.waiting}
            as_json({**found, "tasks": [_task(task) for task in tasks]})
            return
        typer.echo(f"{number}　{_STAGES[row.stage]}")
        typer.echo(row.waiting)
        # Of the check and the joint meeting the case itself knows only that it waits for them.
        _print_tasks(tuple(task for task in tasks if task.kind != "case"))


@cases_app.command("tasks")
def list_tasks(
    place: Place = "",
    role: Annotated[str, typer.Option("--role", help="岗位代码或者名称。")] = "",
    overdue: Annotated[bool, typer.Option("--overdue", help="只列超期的。")] = False,
    limit: Limit = 50,
    cursor: Cursor = "",
    json_: AsJson = False,
) -> None:
    """列出待办，最紧急的在前。"""
    roles = (known_code(_ROLES, role, "岗位"),) if role else ()
    with desk() as at:
        which = cases.TaskFilter(
            place=known_place(at.places, place).code if place else "",
            roles=roles,
            late_on=at.today if overdue else None,
        )
        page = cases.list_tasks(at.session, which, limit=limit, cursor=cursor)
        if json_:
            as_json({"tasks": [_task(task) for task in page.rows], "next": page.next})
        elif page.rows:
            _print_tasks(page.rows)
        else:
            typer.echo("没有符合条件的待办。")
        more(page.next if not json_ else "")


def _township(at: Desk, place: str, asked: str) -> str:
    if not asked:
        return ""
    infos = [at.places[place]] if place in at.places else list(at.places.values())
    return known_code({t.code: t.zh for i in infos for t in i.townships}, asked, "乡镇（街道）")


def _head(at: Desk, row: CaseRow) -> list[str]:
    marks = [FLAG_ZH.get(code, code) for code in row.flags.split(",") if code]
    where = f"{at.place(row.place)}{at.township(row.place, row.township)}{row.village}"
    lines = [
        f"{row.case_no}　{_STAGES[row.stage]}　{where}",
        f"申请人{mask_name(row.applicant_name)}，{row.persons}人，{row.applied_on}申请"
        + (f"，{row.accepted_on}受理" if row.accepted_on else ""),
    ]
    if row.monthly_fen:
        lines.append(f"月补助金额{yuan(row.monthly_fen)}元")
    if row.due_on:
        lines.append(f"期限{_due(row.due_on, row.provisional, row.overdue)}")
    if row.next_recheck:
        lines.append(f"下次复核{row.next_recheck}")
    if marks:
        lines.append(f"标记：{'、'.join(marks)}")
    return [*lines, row.waiting]


def _print_tasks(tasks: tuple[TaskRow, ...]) -> None:
    if tasks:
        table(
            ("案件", "办理人", "单位", "要办的事", "自", "期限"),
            [
                (
                    task.case_no or task.subject,
                    _ROLES[task.role],
                    task.unit,
                    task.zh,
                    str(task.since),
                    _due(task.due, task.provisional, task.overdue),
                )
                for task in tasks
            ],
            title="待办",
        )


def _row(row: CaseRow) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in _FIELDS},
        "applicant": mask_name(row.applicant_name),
        "flags": [code for code in row.flags.split(",") if code],
        "stage_zh": STAGE_ZH[Stage(row.stage)],
    }


def _task(task: TaskRow) -> dict[str, Any]:
    names = ("subject", "kind", "act", "role", "unit", "since", "due", "provisional", "overdue")
    found = {name: getattr(task, name) for name in names}
    return {**found, "role_zh": ROLE_ZH[Role(task.role)], "zh": task.zh, "clause": task.clause}


def _line(line: TimelineRow) -> dict[str, Any]:
    names = ("seq", "on", "at", "stage", "act", "zh", "officer", "role", "clause")
    return {name: getattr(line, name) for name in names}


def _due(due: date | None, provisional: bool, late: bool) -> str:
    notes = (provisional and "（暂定）") or ""
    return f"{due}{notes}{'（超期）' if late else ''}" if due else ""


def _month(day: date | None) -> str:
    return f"{day:%Y-%m}" if day else "未定"


def _first_wait(row: CaseRow) -> str:
    """The sentence after the stage, which has a column of its own."""
    _, _, rest = row.waiting.partition("\n")
    return rest.partition("\n")[0]
