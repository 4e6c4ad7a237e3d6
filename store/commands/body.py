"""`doudi body`: who is in the coordinating body of a place on a day, and how that came about."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from domain.body.change import CHANGE_ZH
from domain.body.deciding import DECIDER_ZH
from runtime.terminal import known_place, stop
from store import body as bodies
from store.commands.tables import AsJson, as_json, desk, table


def body(
    place: Annotated[str, typer.Argument(help="地区代码，例如 tongren。")],
    on: Annotated[str, typer.Option("--on", help="哪一天，例如 2026-11-22；不填为今天。")] = "",
    township: Annotated[str, typer.Option("--township", help="乡镇（街道）代码。")] = "",
    known: Annotated[str, typer.Option("--known", help="按哪一天已知的情况。")] = "",
    json_: AsJson = False,
) -> None:
    """列出某一天的联席会议（领导小组）：召集人、成员单位、代行职责和历次调整。"""
    with desk() as at:
        info = known_place(at.places, place)
        day, then = _day(on) or at.today, _day(known)
        try:
            found = bodies.body_on(at.session, info, day, township=township, known=then)
        except (KeyError, ValueError):
            stop(f"{info.short}没有代码为“{township}”的乡镇（街道）联席会议。")
        if json_:
            as_json(found.model_dump(mode="json"))
            return
        certain = "" if found.certain else "（名单尚未核定，不计算出席和缺席）"
        typer.echo(f"{found.zh}　{day}　{len(found.seats)}个成员单位{certain}")
        typer.echo(f"{found.head_zh or '负责人'}：{found.head or '文件未规定'}")
        typer.echo(f"召集人：{'、'.join(found.conveners) or '文件未规定'}")
        table(
            ("代码", "单位", "曾用名、别称", "成员", "联络员"),
            [(s.code, s.zh, "、".join(s.aliases), s.holder, s.liaison) for s in found.seats],
        )
        changes = [
            c
            for c in bodies.changes_of(at.session, info.code)
            if c.township == township and (then is None or c.proposed_on <= then)
        ]
        if changes:
            table(
                ("编号", "事项", "单位", "自", "状态"),
                [
                    (
                        str(c.number),
                        CHANGE_ZH[c.kind],
                        c.zh or c.unit,
                        str(c.since),
                        f"等待{DECIDER_ZH[c.decider]}决定" if c.pending else "已定",
                    )
                    for c in changes
                ],
                title="历次调整",
            )


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        stop(f"“{text}”不是日期，应当写成2026-11-22的样子。")
