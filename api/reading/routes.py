"""How each address an auditor may ask for stands to the scope of his leave.

What is not named here counts the whole county together and asks for a leave over all of it: a new
address is closed to a narrow leave until somebody says how it is narrowed.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from domain.case.lifecycle import Role
from domain.funds.moves import MOVES
from domain.oversight.file import OversightKind
from domain.oversight.moves import MOVES_OF, OPENERS

API: Final = "/api/v1"


class Reach(StrEnum):
    OWN = "own"
    """His own account and leaves: open without a running leave."""
    RULES = "rules"
    """Rules, forms, names of places: no case stands in it."""
    CASE = "case"
    """One case, or what belongs to one."""
    LISTED = "listed"
    """A list the leave narrows by itself."""
    LEAD = "lead"
    """A lead: its township, its days and the case it led to must be within the leave."""
    MATTER = "matter"
    """A matter of supervision: its township and its cases must be within the leave."""
    TOWNSHIP = "township"
    WHOLE = "whole"
    """Counts or lists the county as one, and cannot be cut by township, programme or period."""


_OWN: Final = (
    "/",
    "/me",
    "/session",
    "/signout",
    "/readings/{place}",
    "/readings/{place}/workbook",
)
_RULES: Final = (
    "/docs", "/forms", "/forms/{code}", "/aids", "/aids/{programme}", "/places", "/places/{place}/days",
    "/codes/{place}", "/acts/{kind}/{act}/schema", "/practices",
)  # fmt: skip
_LISTED: Final = (
    "/cases", "/tasks", "/oversight", "/oversight/new/{kind}", "/oversight/{kind}/{place}",
    *(f"/oversight/{kind}/{{place}}" for kind in OversightKind),
    "/course", "/places/{place}/course", "/places/{place}/course/workbook",
    "/rulebook/{place}", "/rulebook/{place}/{rule}",
    "/hits", "/alerts", "/alerts/changes", "/discoveries", "/discoveries/figures",
    "/pay", "/pay/{place}/{month}/lines", "/pay/{place}/{month}/changes",
    "/pay/{place}/{month}/changes.xlsx", "/pay/{place}/{month}/warnings",
)  # fmt: skip
_MATTER: Final = ("/oversight/{kind}/{place}/{number}", "/oversight/{kind}/{place}/{matter}")
_DESK: Final = (
    "/oversight/audit/{place}/{number}/desk", "/oversight/audit/{place}/{matter}/lists/{list}",
)  # fmt: skip
DESK_ACTS: Final = (
    "plan_sample", "record_sample_check", "take_list", "settle_suspicion", "issue_list",
)  # fmt: skip
"""Acts of the auditor's desk that go over the whole county."""


_AUDITS: Final = frozenset(
    (kind, act)
    for kind, moves in MOVES_OF.items()
    for act, move in moves.items()
    if Role.AUDITOR in move.roles
)
_QUERIES: Final = frozenset(
    move.act for moves in MOVES.values() for move in moves if Role.AUDITOR in move.roles
)
_LOOKS: Final = (
    "/signout", "/session", "/complaints/{place}/{number}/words", "/care/{place}", "/care/{place}/unsigned",
)  # fmt: skip
"""What is sent and yet writes nothing: signing out, and looks for a purpose."""


def may_send(path: str, params: Mapping[str, str]) -> bool:
    """Whether an auditor sends anything here at all: the acts the tables give him, and matters he may
    begin. Everything else an auditor only reads."""
    known = plain(path)
    kind, act = kind_of(path, params), params.get("act", known.rpartition("/acts/")[2])
    if known in _LOOKS:
        return True
    if known.startswith("/money/"):
        return "/acts/" in known and act in _QUERIES
    if not kind:
        return known.endswith("/bundle")
    if "/acts/" in known:
        return (kind, act) in _AUDITS
    if known == "/oversight/new/{kind}" or known in _LISTED:
        return kind in OPENERS and Role.AUDITOR in OPENERS[OversightKind(kind)][0]
    return known.startswith(_DESK) or known.endswith("/bundle")


def plain(path: str) -> str:
    """The address as pages and API share it."""
    return path.removeprefix(API) or "/"


def kind_of(path: str, params: Mapping[str, str]) -> str:
    """Of an address of supervision its kind, which the API writes into the address itself."""
    parts = plain(path).split("/")
    return params.get("kind") or (parts[2] if len(parts) > 2 and parts[1] == "oversight" else "")


def reach_of(path: str, params: Mapping[str, str]) -> Reach:
    """`path`: the address as declared, `/cases/{case_no}`; `params`: what stands in its places."""
    known = plain(path)
    kind = kind_of(path, params)
    if known in _OWN or kind == OversightKind.ENGAGEMENT:
        return Reach.OWN
    if known in _RULES:
        return Reach.RULES
    if "{case_no}" in known:
        return Reach.CASE
    if known in _LISTED:
        return Reach.LISTED
    if known == "/discoveries/{lead_no}":
        return Reach.LEAD
    if known.endswith("/townships/{township}/ledger"):
        return Reach.TOWNSHIP
    if kind and _is_matter(known, kind, params):
        return Reach.MATTER
    return Reach.WHOLE


def _is_matter(known: str, kind: str, params: Mapping[str, str]) -> bool:
    head, found, act = known.partition("/acts/")
    act = params.get("act", act)
    if found and act in DESK_ACTS:
        return False
    head = head.removesuffix("/bundle")
    return head.replace(f"/oversight/{kind}/", "/oversight/{kind}/", 1) in _MATTER
