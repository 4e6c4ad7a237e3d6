"""What the page of any proceeding shares: its acts, the one next act, its record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from fastapi import Request
from starlette.responses import Response

from api.frame.door import Door
from api.pages.offered import first_of, offered
from api.pages.web import show
from api.scope import Caller
from api.work.targets import Target
from api.work.watch.kinds import WATCHES
from api.work.watch.shown import ProceedingLine, line_of, listed_for
from domain.case.lifecycle import Role
from domain.proceeding import Proceeding

Table = tuple[str, Sequence[str], Sequence[Sequence[Any]]]
Link = tuple[str, str]
Columns = Mapping[str, Callable[[ProceedingLine], Any]]
"""The heads of a list, each with what stands under it."""


async def list_page(
    request: Request,
    door: Door,
    caller: Caller,
    kind: str,
    opening: str,
    openers: Sequence[Role],
    columns: Columns,
) -> Response:
    """The proceedings of one kind; whoever may open one finds the way to it, called `opening`."""
    watch = WATCHES[kind]
    page = await listed_for(door, caller, kind, limit=100)
    return await show(
        request,
        "lists.html",
        title=watch.procedure.zh,
        start=None,
        links=((f"/{watch.path}/new", opening),) if caller.role in openers else (),
        heads=tuple(columns),
        rows=[
            {
                "href": f"/{watch.path}/{line.place}/{line.number}",
                "late": line.late or line.overdue,
                "cells": tuple(cell(line) for cell in columns.values()),
            }
            for line in map(line_of, page.rows)
        ],
    )


def to_proceeding(kind: str) -> Callable[[Mapping[str, Any]], str]:
    """The page of what has just been opened, from what its opening answered."""
    path = WATCHES[kind].path
    return lambda document: f"/{path}/{document['place']}/{document['number']}"


async def proceeding_page(
    request: Request,
    door: Door,
    caller: Caller,
    kind: str,
    file: Proceeding,
    *,
    subject: str,
    title: str = "",
    marks: Sequence[str],
    tables: Sequence[Table],
    links: Sequence[Link] = (),
    papers: Sequence[Link] = (),
    done: str = "",
) -> Response:
    """The page of one proceeding. `title`: what it is called instead of its number; `links`:
    where else to go; `papers`: what was issued."""
    watch = WATCHES[kind]
    procedure = watch.procedure
    target = Target(kind=kind, workflow_id=file.id, place=file.place)
    acts = await offered(door, caller, target)
    today = max(await door.today(), file.latest)
    wanted = [t.act for t in procedure.open_tasks(file) if t.role is caller.role]
    step = procedure.by_act.get(done)
    return await show(
        request,
        "proceeding.html",
        title=f"{procedure.zh} {title or file.number}",
        list_href=f"/{watch.path}",
        list_zh=procedure.zh,
        subject=subject,
        stage_zh=procedure.stage_zh[file.stage],
        marks=marks,
        why=procedure.waiting_zh(file, today),
        acts=acts,
        primary=first_of(acts, wanted),
        done=step.zh if step else "",
        links=links,
        papers=papers,
        tables=[*tables, record_of(file)],
    )


def record_of(file: Proceeding) -> Table:
    """The record, the newest line first."""
    rows = [
        (
            e.on,
            e.zh,
            e.officer.zh if e.officer else "系统",
            e.text,
        )
        for e in reversed(file.journal)
    ]
    return "办理记录", ("日期", "事项", "办理人", "说明"), rows


def facts(heading: str, lines: Sequence[tuple[str, Any]]) -> Table:
    """A table of what is known; what is empty is left out."""
    return heading, ("项目", "内容"), [(head, text) for head, text in lines if text]
