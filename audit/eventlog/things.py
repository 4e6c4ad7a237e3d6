"""The objects of a log: who and what a case was about, people as keyed pseudonyms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from audit.eventlog.course import Course, Thing
from domain.programme import PROGRAMME_ZH, Programme
from workflows import ids

Named = tuple[tuple[str, str], ...]
"""Things an event is about: (id, what it was to the event)."""
_PSEUDONYM = 20
"""Hex digits of a pseudonym: 80 bits, enough that no two people of a province share one."""


class Things:
    """Adds to a course the things its happenings name, and gives their ids."""

    def __init__(self, course: Course, pseudonym: Callable[[str], str]) -> None:
        self._course, self._hash = course, pseudonym
        self.case_id = f"case:{course.case_no}"
        self.people: Named = ()
        """The household and its members, as the newest file has them."""
        self._members: dict[str, str] = {}
        self._notices: dict[str, str] = {}

    def root(self, kind: str, name: str) -> str:
        """The object a workflow of the case stands for."""
        if kind == ids.CASE:
            return self.case_id
        thing_id = f"{kind}:{name.partition('/')[2]}"
        if thing_id not in self._course.things:
            self._course.add(Thing(thing_id, kind, (), (("所属案件", self.case_id),)))
        return thing_id

    def case(self, file: dict[str, Any]) -> Named:
        """What a case's file tells of the case, its people and what is owed to them; the last."""
        members = [self._member(m) for m in (file.get("household") or {}).get("members", ())]
        applicant = next((m for m in members if m is not None), None)
        links = [("案中成员", m) for m in members if m is not None]
        if applicant is not None:
            home = f"household:{self._hash(f'household/{applicant}')[:_PSEUDONYM]}"
            self._course.add(Thing(home, "household", (), tuple(("家庭成员", m) for _, m in links)))
            links.append(("申请家庭", home))
        programme = Programme(file["programme"])
        facts: tuple[tuple[str, str | int], ...] = (
            ("place", self._course.place),
            ("township", str(file.get("township", ""))),
            ("programme", programme.value),
            ("programme_zh", PROGRAMME_ZH[programme]),
            ("applied_on", str(file.get("applied_on", ""))),
            ("persons", len(members)),
        )
        self._course.add(Thing(self.case_id, "case", facts, tuple(links)))
        self.people = tuple((there, what) for what, there in links)
        return tuple((self._obligation(e), "所涉救助金") for e in file.get("entitlements", ()))

    def _member(self, member: dict[str, Any]) -> str | None:
        number = str(member.get("id_no") or "")
        if not number:
            return None
        thing = f"member:{self._hash(f'person/{number}')[:_PSEUDONYM]}"
        self._members[str(member.get("key", ""))] = thing
        return self._course.add(Thing(thing, "member"))

    def _obligation(self, owed: dict[str, Any]) -> str:
        facts = (
            ("first", str(owed["first"])[:7]),
            ("last", str(owed.get("last") or "")[:7]),
            ("monthly_fen", int(owed["monthly_fen"])),
            ("cause", str(owed.get("cause", ""))),
        )
        thing = f"obligation:{self._course.case_no}/{owed['seq']}"
        return self._course.add(Thing(thing, "obligation", facts, (("所属案件", self.case_id),)))

    def child(self, kind: str, own: str, order: dict[str, Any]) -> None:
        """What the order of a check, an item or its measures tells."""
        day = order.get("ordered_on") or order.get("opened_on") or ""
        facts = (("number", int(order.get("number", 0))), ("ordered_on", str(day)))
        self._course.add(Thing(own, kind, facts, (("所属案件", self.case_id),)))

    def department(self, code: str) -> str:
        return self._course.add(Thing(f"department:{code}", "department", (("code", code),)))

    def notice(self, kind: str, zh: str, receipt: dict[str, Any]) -> str:
        """A paper that was issued; its digest binds the log to the paper."""
        number = str(receipt.get("number", ""))
        facts = (
            ("kind", kind),
            ("title", zh),
            ("number", number),
            ("sha256", str(receipt.get("digest", ""))),
            ("issued_on", str(receipt.get("issued_on", ""))),
        )
        thing = f"notice:{self._course.case_no}/{receipt.get('key', number)}"
        self._notices[number] = thing
        return self._course.add(Thing(thing, "notice", facts, (("所属案件", self.case_id),)))

    def named(self, act: dict[str, Any], officer: dict[str, Any]) -> Named:
        """Who did an act (the post, never the account), and what of the case it names."""
        found = []
        role, unit = officer.get("role"), officer.get("township") or officer.get("unit") or ""
        if role:
            thing = Thing(
                f"actor:{role}/{unit}", "actor", (("role", str(role)), ("unit", str(unit)))
            )
            found.append((self._course.add(thing), "办理岗位"))
        member = self._members.get(str(act.get("member", "")))
        if member:
            found.append((member, "所涉成员"))
        paper = self._notices.get(str(act.get("number", "")))
        if paper:
            found.append((paper, "所涉文书"))
        if isinstance(act.get("department"), str):
            found.append((self.department(act["department"]), "所涉部门"))
        return tuple(found)
