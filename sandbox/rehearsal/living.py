"""A case on the staff's desk: looking, acting, and what a living case asks for over the years."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from typing import Any

from domain.case.lifecycle import TOWNSHIP_ROLES, Role
from sandbox.county import Family, Happening, Story
from sandbox.rehearsal.staff import Json, Refused, Staff, plain, user_id
from sandbox.rehearsal.timekeeper import Timekeeper

_A_DAY = timedelta(days=1)
_CAUSES = {"job": "employment", "death": "death", "inheritance": "income"}
_NOT_READY = 40


class LivingCase:
    def __init__(
        self, staff: Staff, keeper: Timekeeper, family: Family, case_no: str, number: int
    ) -> None:
        self.staff, self.keeper, self.family, self.case_no = staff, keeper, family, case_no
        self.number = number
        self.day = family.application.applied_on
        self.check_day = self.day
        self.closed = False
        self.sent = 0
        self.quiet_until = self.day
        self.told: set[str] = set()
        self.done: set[str] = set()
        self.now: Happening | None = None
        self.in_aid = False
        self.stopped_on: date | None = None
        self._seen: Json | None = None
        """What a look showed that nobody has acted on yet: it need not be asked for again."""

    @property
    def workflow_id(self) -> str:
        return f"case/{self.family.place}/{self.case_no}"

    def user(self, role: Role, person: int = 1) -> str:
        township = self.family.application.township if role in TOWNSHIP_ROLES else ""
        return user_id(self.family.place, role, township, person)

    async def look(self) -> Json:
        seen, self._seen = self._seen, None
        view = seen or await self._look()
        monthly = view["programme"] == "dibao" and view["stage"] == "supervision"
        self.in_aid = monthly and not view["review"]
        return view

    @property
    def quietly_in_aid(self) -> bool:
        """Draws aid, and its story holds nothing more that happens."""
        plain = self.family.story is Story.PLAIN and not self.family.happenings
        return self.in_aid and plain and not self.closed

    def stirred(self, day: date) -> None:
        """Something came to the case from outside: whoever looks after it looks at once."""
        self.day, self.quiet_until, self.closed = max(self.day, day), day, False
        self._seen = None

    def moved_to(self, township: str) -> None:
        """From now on it is the other township's people who do what the case asks for."""
        page = self.family.application.model_copy(update={"township": township})
        self.family = self.family.model_copy(update={"application": page})

    async def _look(self) -> Json:
        path = f"/api/v1/cases/{self.case_no}"
        return await self.staff.get(self.user(Role.COUNTY_REVIEWER), path)

    async def act(
        self,
        name: str,
        role: Role,
        *,
        person: int = 1,
        user: str = "",
        on: date | None = None,
        **fields: object,
    ) -> Json:
        day = on or self.day
        self.quiet_until = day  # whatever was said of the next step before, now something happens
        await self.keeper.bring(self.workflow_id, day)
        path = f"/api/v1/cases/{self.case_no}/acts/{name}"
        return await self.post(path, role, person=person, user=user, on=day, **fields)

    async def post(
        self, path: str, role: Role, *, person: int = 1, user: str = "", on: date, **fields: object
    ) -> Json:
        body: dict[str, Any] = plain({"on": on, **fields})
        self._seen = None
        self.sent += 1  # the same words said again later are another act
        key = f"{self.case_no}-{self.sent:04d}"
        return await self.staff.post(user or self.user(role, person), path, body, key=key)

    async def pause(self) -> None:
        """Real time for what happens at once in the background."""
        self._seen = None
        await asyncio.sleep(0.1)

    async def wait_for_next_step(self, view: Json, end: date) -> bool:
        """Nobody is waited for: the next thing comes by itself, or a change in the family."""
        happening = self._next_happening(view)
        step = date.fromisoformat(view["next_step_on"]) if view["next_step_on"] else None
        if happening and happening.on <= end and (step is None or happening.on <= step):
            await self._report(happening)
            return True
        if step is None or step > end:
            self.quiet_until = step or self.quiet_until
            return False
        self.day = max(self.day, step)
        version = view["version"]
        await self.keeper.bring(self.workflow_id, self.day)
        for _ in range(_NOT_READY):
            seen = await self._look()
            if seen["version"] != version:
                self._seen = seen
                break
            await self.pause()
        return True

    def nothing_before(self, end: date) -> bool:
        """The case said when it moves next, and nothing happens in the family until then."""
        due = [h for h in self.family.happenings if f"{h.kind}{h.on}" not in self.told]
        return self.quiet_until > end and all(h.on > end for h in due)

    def _next_happening(self, view: Json) -> Happening | None:
        if view["stage"] not in ("disbursement", "supervision") or view["review"]:
            return None
        waiting = [h for h in self.family.happenings if f"{h.kind}{h.on}" not in self.told]
        return min(waiting, key=lambda h: h.on, default=None)

    async def _report(self, happening: Happening) -> None:
        self.told.add(f"{happening.kind}{happening.on}")
        self.now = happening
        self.day = max(self.day, happening.on + 2 * _A_DAY)
        await self.act(
            "report_change",
            Role.VILLAGE,
            cause=_CAUSES[happening.kind],
            happened_on=min(happening.on, self.day),
            member=happening.member,
            text=happening.text,
        )

    async def reach(self, day: date) -> None:
        """What the case lived through by that day, before somebody brings something new."""
        await self.keeper.bring(self.workflow_id, day)

    def expect(self, happening: Happening | None, day: date) -> None:
        """Somebody else told the case of a change; the visit will find this."""
        if happening is None:
            return
        self.family = self.family.model_copy(
            update={"happenings": (*self.family.happenings, happening)}
        )
        self.told.add(f"{happening.kind}{happening.on}")
        self.now, self.day, self.quiet_until = happening, max(self.day, day), day

    # --- what a living case asks for ------------------------------------------------------------

    async def do_verify_change(self, view: Json, task: Json) -> None:
        team = (self.user(Role.SURVEYOR), self.user(Role.SURVEYOR, 2))
        self.day += 2 * _A_DAY
        after = self.now.after if self.now else self.household_now()
        await self.act(
            "verify_change",
            Role.SURVEYOR,
            surveyors=team,
            household=after,
            finding=self.now.text if self.now else "入户核实，家庭情况无明显变化",
        )

    def household_now(self) -> Any:
        """What a visit finds today: the last change that was told, else the family as it was."""
        past = [h for h in self.family.happenings if f"{h.kind}{h.on}" in self.told]
        return past[-1].after if past else self.family.actual

    async def do_hear_family(self, view: Json, task: Json) -> None:
        heard = view["household"]["members"][0]["key"]
        await self.act("hear_family", Role.REVIEWER, heard=heard, opinion="已知悉核实结果，无异议")

    async def do_decide_change(self, view: Json, task: Json) -> None:
        outcomes = view["outcomes"]
        outcome = "transition" if "transition" in outcomes else outcomes[0]
        amount = view["monthly_fen_now"]
        if outcome in ("increase", "decrease"):
            amount = (view["assessment"] or {})["monthly_fen"]
        if outcome == "stop":
            amount = 0
        fields: dict[str, Any] = {"transition_months": 3} if outcome == "transition" else {}
        await self.act(
            "decide_change",
            Role(task["role"]),
            outcome=outcome,
            monthly_fen=amount,
            reason=f"经核实：{view['review']}，依规定办理",
            **fields,
        )
        self.now = None
        self.stopped_on = self.day if outcome == "stop" else self.stopped_on

    async def do_settle_hit(self, view: Json, task: Json) -> None:
        """Somebody goes, meets the person and finds that the register means another one."""
        self.day += 2 * _A_DAY
        await self.act(
            "settle_hit",
            Role.SURVEYOR,
            hit=task["code"].split(":", 1)[1],
            verdict="refuted",
            how="met",
            reason="入户见到本人，登记的是同名同姓的另一人",
            clause="JZ-62",
        )

    async def do_receive_moved(self, view: Json, task: Json) -> None:
        self.day += _A_DAY
        await self.act("receive_moved", Role.REVIEWER)

    async def do_serve_notice(self, view: Json, task: Json) -> None:
        number = task["code"].split(":", 1)[1]
        self.day += _A_DAY
        await self.act("serve_notice", Role.REVIEWER, number=number, manner="in_person")

    async def mend_account(self, day: date) -> bool:
        """The family brings the right account after the bank sent the money back."""
        if self.family.right_account is None:
            return False
        self.day = max(self.day, day)
        try:
            await self.act(
                "change_account",
                Role.INTAKE,
                account=self.family.right_account,
                reason="原账户信息有误，家庭提供新账户",
            )
        except Refused as refusal:
            if refusal.status == 409:
                return False
            raise
        return True
