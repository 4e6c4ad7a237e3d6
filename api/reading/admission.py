"""Whether a request of an auditor is let in: asked before anything of it is done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from fastapi import Request

from api.frame.door import Door
from api.frame.guard import SAFE_METHODS
from api.frame.problems import Problem, not_found
from api.reading.rights import outside, rights_of
from api.reading.routes import Reach, kind_of, may_send, reach_of
from api.scope import Caller
from domain.oversight.engagement import CLAUSE, Grant, Rights
from store import cases, discovery
from store.tables.oversight import OversightRow
from store.watching import matters

READER: Final = "reader"
"""Where a request holds who reads, for the seam that writes the log."""


async def admitted(request: Request, door: Door, caller: Caller, demo: bool) -> Caller:
    """The auditor with what he may read today. Problem when this is not for him to read."""
    request.state.caller = caller
    setattr(request.state, READER, caller)
    path = str(getattr(request.scope.get("route"), "path", request.url.path))
    params = {name: str(value) for name, value in request.path_params.items()}
    reach = reach_of(path, params)
    if request.method not in SAFE_METHODS and not may_send(path, params):
        raise Problem(
            403,
            "role_not_allowed",
            "审计员只查看，并办理审计事项（抽样、外部名单、疑点、审计发现和整改），不能办理其他事项，"
            "请由有权的岗位办理。",
            clause=CLAUSE,
        )
    found = await rights_of(door, caller.place, caller.id, demo)
    if isinstance(found, Problem):
        if reach is Reach.OWN:
            return caller
        raise found
    usual = found.whole or found.grants[0]
    caller = _by(request, caller, found, usual)
    grant = await _grant(door, found, reach, path, params)
    return _by(request, caller, found, grant or usual)


def _by(request: Request, caller: Caller, rights: Rights, grant: Grant) -> Caller:
    known = caller.model_copy(update={"rights": rights, "engagement": grant.subject})
    request.state.caller = known
    setattr(request.state, READER, known)
    return known


async def _grant(
    door: Door, rights: Rights, reach: Reach, path: str, params: Mapping[str, str]
) -> Grant | None:
    """The leave under which this is read; None where any will do. Problem outside all of them."""
    if reach in (Reach.OWN, Reach.RULES, Reach.LISTED) or rights.whole:
        return rights.whole
    match reach:
        case Reach.CASE:
            facts = await door.read(cases.facts_of, [params["case_no"]])
            case = facts.get(params["case_no"])
            grant = rights.of_case(case) if case else None
            if grant is None:
                raise not_found()
            return grant
        case Reach.TOWNSHIP:
            grant = rights.of_township(params["township"])
        case Reach.LEAD:
            within = await door.read(discovery.covered, params["lead_no"], rights.scopes)
            if not within:
                raise not_found("线索")
            return None
        case Reach.MATTER:
            await _must_see_matter(door, rights, path, params)
            return None
        case _:
            grant = None
    if grant is None:
        raise outside(door, rights, reach)
    return grant


async def _must_see_matter(
    door: Door, rights: Rights, path: str, params: Mapping[str, str]
) -> None:
    number = params.get("number") or params.get("matter", "")
    subject = f"{kind_of(path, params)}/{params['place']}/{number}"
    row = await door.read(matters.get_oversight, subject)
    if row is not None and not await within(door, rights, [row]):
        raise not_found("监督事项")


async def within(
    door: Door, rights: Rights, rows: Iterable[OversightRow]
) -> tuple[OversightRow, ...]:
    """Of these matters those whose township and cases all lie within the leaves."""
    if rights.whole:
        return tuple(rows)
    files = [(row, matters.file_in(row)) for row in rows]
    facts = await door.read(cases.facts_of, [no for _, f in files for no in f.held.cases])
    towns = set(rights.townships)
    return tuple(
        row
        for row, file in files
        if not (towns and row.unit_kind == "township" and row.unit not in towns)
        and all(no in facts and rights.of_case(facts[no]) for no in file.held.cases)
    )
