"""What the door knows about acts on leads: who may be sent, where a township is, what comes next."""

from __future__ import annotations

from typing import Final

from api.frame.door import Door
from api.frame.problems import FieldFault, LawfulAct, bad_input
from api.scope import Caller
from api.work.parts import lawful
from api.work.registry import Body
from domain.case.lifecycle import Role
from domain.discovery.engine import lawful_lead_moves
from domain.discovery.file import DiscoveryFile
from domain.discovery.lifecycle import REPORTERS, VISITOR_ROLES
from store import users

LEAD_ROLES: Final = (
    *REPORTERS,
    Role.COUNTY_APPROVER,
    Role.SUPERVISOR,
    Role.AUDITOR,
    Role.DISCIPLINE,
    Role.POLICY_ADMIN,
)
"""Who sees leads: those who report and work on them, and those who look after that."""
_DOORS: Final = {"open_application": "application", "hand_to_case": "verification"}


def acts_of_lead(workflow_id: str) -> str:
    return f"/api/v1/discoveries/{workflow_id.rsplit('/', 1)[-1]}/acts"


def lead_acts(file: DiscoveryFile, caller: Caller) -> tuple[LawfulAct, ...]:
    """What the caller may do to the lead now; a case is opened and handed to by doors of its own."""
    if caller.village and caller.village != file.village:
        return ()
    base = f"/api/v1/discoveries/{file.lead_no}"
    found = []
    for move in lawful_lead_moves(file, caller.role):
        if move.linked:
            href = f"{base}/{_DOORS[move.act]}"
            found.append(
                LawfulAct(act=move.act, zh=move.zh, clause=move.clause, href=href, schema_href="")
            )
        else:
            found.append(lawful("discovery", move.act, f"{base}/acts/{move.act}"))
    return tuple(found)


async def checked_lead_act(door: Door, place: str, township: str, act: str, body: Body) -> Body:
    """The body with what the accounts and the place say. Problem 422 when they say otherwise."""
    if act == "assign_visit":
        role = await _role_of_visitor(door, place, township, str(getattr(body, "visitor", "")))
        return body.model_copy(update={"visitor_role": role})
    if act == "transfer_lead":
        known = {t.code: t.zh for t in door.place(place).townships}
        if getattr(body, "township", "") not in known:
            listed = "、".join(f"{zh}（{code}）" for code, zh in known.items())
            raise bad_input(
                (FieldFault(field="township", message=f"没有这个乡镇（街道），现有：{listed}。"),)
            )
    return body


async def _role_of_visitor(door: Door, place: str, township: str, account: str) -> Role:
    row = await door.read(users.get_user, account)
    fits = (
        row is not None
        and row.active
        and (row.place, row.township) == (place, township)
        and row.role in VISITOR_ROLES
    )
    if row is None or not fits:
        message = "走访人应当是本乡镇（街道）的协理员、调查员或者受理员账号，请从名单中选择。"
        raise bad_input((FieldFault(field="visitor", message=message),))
    return Role(row.role)
