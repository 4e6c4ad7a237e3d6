"""What a page of any procedure shows: what it waits for, what may be done, tables, the record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Query, Request
from starlette.responses import Response

from api.acts import Gone, ask
from api.frame.door import Door
from api.frame.problems import LawfulAct, not_found
from api.pages.offered import offered
from api.pages.web import show
from api.scope import Caller
from api.work.registry import KINDS
from api.work.targets import Target

Done = Annotated[str, Query(max_length=40)]
Table = tuple[str, Sequence[str], Sequence[Sequence[Any]]]


async def procedure_page(
    request: Request,
    door: Door,
    caller: Caller,
    target: Target,
    title: str,
    stage_zh: str,
    why: str,
    tables: Sequence[Table],
    done: str,
    *,
    links: Sequence[tuple[str, str]] = (),
    extra: dict[str, str] | None = None,
    back: tuple[str, str] | None = None,
    wanted: Sequence[str] = (),
) -> Response:
    acts = await offered(door, caller, target)
    move = KINDS[target.kind].moves.get(done)
    home = ("/pay", "资金发放") if target.kind == "pay" else ("/items", "一事一议")
    above, above_zh = back or home
    return await show(
        request,
        "procedure.html",
        title=title,
        back=above,
        back_zh=above_zh,
        stage_zh=stage_zh,
        why=why,
        acts=acts,
        primary=next((a for a in acts if a.act in wanted), None) or _primary(acts),
        tables=tables,
        links=links,
        extra=extra,
        done=move.zh if move else "",
    )


def _primary(acts: Sequence[LawfulAct]) -> LawfulAct | None:
    return next((a for a in acts if a.act != "refresh_policy"), None)


def journal_table(journal: Sequence[Any]) -> Table:
    lines = [
        (
            e.on,
            e.zh,
            e.officer.zh if e.officer else "系统",
            e.text,
        )
        for e in reversed(journal)
    ]
    return "办理记录", ("日期", "事项", "办理人", "说明"), lines


async def state_of(door: Door, target: Target, kind: type[Any]) -> Any:
    try:
        return await ask(door, target.workflow_id, "file", kind)
    except Gone:
        raise not_found({"pay": "发放批次", "item": "议题"}.get(target.kind, "事项")) from None
