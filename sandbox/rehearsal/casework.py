"""One family's application, done by the staff of its township as the system asks for it.

The staff look at the case's own list of what is waiting, for whom, and do that; a family's story
adds what people do of their own accord: object, contest, withdraw, bring the wrong papers.
"""

from __future__ import annotations

from datetime import date, timedelta
from http import HTTPStatus
from typing import Any

from domain.case.acts import CAUSE_ZH, ChangeCause
from domain.case.lifecycle import Role
from domain.identity import age_on
from runtime import packs
from sandbox.county import Errand, Family, Story
from sandbox.rehearsal.duties.helping import HelpingCase
from sandbox.rehearsal.duties.photo import photo
from sandbox.rehearsal.staff import Json, Refused, Staff, Stuck
from sandbox.rehearsal.timekeeper import Timekeeper

_A_DAY = timedelta(days=1)
_MAX_ROUNDS = 200
_GROWN_UP = 18
_OTHERS = ("record_reply", "solve_urgent")
"""Departments answer by themselves; the head of a township is shown what others have to do."""
_WRITES = "union"
"""The department whose interface is down at the beginning (`sandbox.demo`)."""
_IN_TIME = ("record_care_visit",)
"""Done on the day it is due, not as soon as it is on the list."""
PILES = "zhanhe"
"""The place whose people leave the last month's rechecks lying and do them all in two days."""
_LYING = {"verify_change": timedelta(days=3), "decide_change": timedelta(days=0)}
"""How long before the month's last day each is done then; a visit itself takes two days more."""
_SLOW = 11
"""Every so many families meet an overworked surveyor who comes too late."""


class CaseDesk(HelpingCase):
    """Drives one case up to a given day."""

    def __init__(
        self, staff: Staff, keeper: Timekeeper, family: Family, case_no: str, number: int
    ) -> None:
        super().__init__(staff, keeper, family, case_no, number)
        self.day = family.application.applied_on
        self.decided_on = self.day
        self.contested = self.objected = self.escalated = self.followed_up = False
        self.lies_until: date | None = None
        self.wronged = False
        """Refused at first although the facts are in its favour: what was contested is believed no more
        than the register, until a reconsideration overturns it."""
        self.refused_on: date | None = None
        self._recheck = False

    async def work_until(self, end: date) -> None:
        """Everything the case asks for up to and including that day."""
        if self.nothing_before(end):
            return
        for _ in range(_MAX_ROUNDS):
            if self.closed or self.day > end:
                return
            view = await self.look()
            if view["outcome"]:
                self.closed = True
                await self.pass_on(view)
                return
            if not await self._step(view, end):
                return
        raise Stuck(f"{self.case_no} went round {_MAX_ROUNDS} times in {view['stage']}")

    async def _step(self, view: Json, end: date) -> bool:
        """One thing done. False when nothing is left to do by `end`."""
        self._recheck = view["review"] == CAUSE_ZH[ChangeCause.RECHECK]
        if view["stage"] == "investigation" and not (view["check"] or {}).get("finished_on"):
            await self.push_check(view)
            return True
        if await self._own_accord(view, end):
            return True
        if view["stage"] == "escalation":
            await self.discuss(view)
            return True
        if any(not n["number"] for n in view["notices"]):
            # A paper is being made: nobody turns to the next month before it can be served.
            await self.pause()
            return True
        task = self._first(view)
        if task is not None:
            return await self._do(view, task, end)
        if view["check"] and not view["check"]["finished_on"]:
            await self.push_check(view)
            return True
        return await self.wait_for_next_step(view, end)

    def _first(self, view: Json) -> Json | None:
        """What is done next; None when something comes by itself before it."""
        tasks = [t for t in view["tasks"] if t["act"] not in _OTHERS and t["code"] not in _OTHERS]
        task: Json | None = min(
            tasks, key=lambda t: (self._when(t), t["act"] != "serve_notice"), default=None
        )
        step = view["next_step_on"]
        if task is None or (
            task["act"] in _IN_TIME and step and step < self._when(task).isoformat()
        ):
            return None
        return task

    def _when(self, task: Json) -> date:
        if task["act"] in _IN_TIME:
            return max(self.day, date.fromisoformat(task["due"] or task["since"]))
        usual = max(self.day, date.fromisoformat(task["since"])) + self._pace(task["act"])
        return self._left_lying(task["act"], usual)

    def _left_lying(self, act: str, usual: date) -> date:
        """Rechecks of the last month pile up, which the risk signals must see."""
        last = self.lies_until
        if last is None or not self._recheck or act not in _LYING:
            return usual
        late = last - _LYING[act]
        return max(usual, late) if usual >= last.replace(day=1) else usual

    async def _do(self, view: Json, task: Json, end: date) -> bool:
        day = self._when(task)
        if day > end:
            return False
        self.day = day
        duty = getattr(self, f"do_{task['act']}", None)
        if duty is None:
            raise Stuck(f"{self.case_no}: nobody knows how to do {task['code']}")
        await duty(view, task)
        return True

    def _pace(self, act: str) -> timedelta:
        """How long people take; some are slow, which the county must see."""
        if act == "record_survey" and self.number % _SLOW == 0:
            return 9 * _A_DAY
        return _A_DAY if act in ("record_survey", "give_opinion", "confirm") else timedelta(0)

    async def _own_accord(self, view: Json, end: date) -> bool:
        story, stage = self.family.story, view["stage"]
        if story is Story.WITHDRAWN and stage == "review":
            await self.act("withdraw", Role.INTAKE, reason=self.family.words or "本人不再申请")
            return True
        if story is Story.OBJECTION and stage == "publicity" and not self.objected:
            return await self._object(view, end)
        if story is Story.CONTESTED_FINDING and stage == "review" and not self.contested:
            settled = [lead for lead in view["leads"] if lead["verdict"]]
            if settled:
                self.contested = True
                await self.act(
                    "contest_finding",
                    Role.INTAKE,
                    lead=settled[0]["key"],
                    grounds=self.family.words or "登记信息有误，请重新核实",
                )
                return True
        if self.family.appeal and stage == "approval" and not self.escalated:
            self.escalated = True
            appeal = self.family.appeal
            await self.act(
                "escalate",
                Role.COUNTY_REVIEWER,
                cause=appeal.cause,
                need_fen=appeal.need_fen,
                tried=appeal.tried,
                summary=appeal.summary,
            )
            return True
        return False

    async def _object(self, view: Json, end: date) -> bool:
        if not view["next_step_on"] or self.day + 2 * _A_DAY > end:
            return False
        self.objected = True
        self.day += 2 * _A_DAY
        await self.act(
            "object",
            Role.VILLAGE,
            content=self.family.words or "群众反映该户有未申报的收入",
        )
        return True

    async def push_check(self, view: Json) -> None:
        """Bring the information check forward until every department has answered."""
        check = view["check"] or {}
        if not check:
            await self.pause()
            return
        silent = [d for d in check["departments"] if not d["answered_on"] and not d["waived_on"]]
        started = date.fromisoformat(check["started_on"])
        if not silent or self.check_day < started:
            self.check_day = max(self.check_day, started)
            if not silent or not all(d["asked"] and d["trouble"] for d in silent):
                await self.pause()
        if not silent:
            return
        self.check_day += _A_DAY
        await self.keeper.bring(f"check/{self.case_no}/{check['number']}", self.check_day)
        for one in silent:
            try:
                await self._without_interface(check, one)
            except Refused as refusal:
                if refusal.status != HTTPStatus.CONFLICT:
                    raise
                break  # an answer came in meanwhile and ended the check: the next look shows it
        self.day = max(self.day, self.check_day)

    async def _without_interface(self, check: Json, one: Json) -> None:
        """A department whose interface is down writes a letter; who stays silent is waived by name."""
        path = f"/api/v1/checks/{self.case_no}/{check['number']}/acts/"
        written = one["department"] == _WRITES and self.number % 2 and one["trouble"]
        if written and self.check_day > date.fromisoformat(check["started_on"]) + 4 * _A_DAY:
            await self.post(
                path + "record_reply",
                Role.CHECKING_CENTRE,
                on=self.check_day,
                department=one["department"],
                reference=f"复函〔{self.check_day.year}〕{self.number}号",
            )
        elif self.check_day > date.fromisoformat(one["due"]) + 3 * _A_DAY:
            await self.post(
                path + "waive_reply",
                Role.CHECKING_CENTRE,
                on=self.check_day,
                department=one["department"],
                reason="部门系统故障，已电话核实未见异常",
            )

    # --- what each task asks for ----------------------------------------------------------------

    async def do_request_correction(self, view: Json, task: Json) -> None:
        await self.act("request_correction", Role.INTAKE)

    async def do_supply_papers(self, view: Json, task: Json) -> None:
        self.day += 4 * _A_DAY
        missing = sorted(p["code"] for p in view["papers_asked"] if not p["held"])
        papers = self.family.papers_later or missing
        await self.act("supply_papers", Role.INTAKE, papers=papers)

    async def do_accept(self, view: Json, task: Json) -> None:
        if self._own_signature():
            await self.do_sign_authorisation(view, task)
        relatives = (self.family.relative,) if self.family.relative else ()
        await self.act("accept", Role.INTAKE, relatives=relatives)

    def _own_signature(self) -> bool:
        """Whether the place's banks answer only about those who signed for themselves (YC-19)."""
        name = "check.own_signature"
        return bool(packs.value(packs.load(), self.family.place, self.day, name).value)

    async def do_sign_authorisation(self, view: Json, task: Json) -> None:
        """Everybody signs; the applicant for the children."""
        home = self.family.application.household
        await self.act(
            "sign_authorisation",
            Role.INTAKE,
            signatures=[
                {
                    "person": m.key,
                    "signed_by": m.key if age_on(m.id_no, self.day) >= _GROWN_UP else "m1",
                    "paper": f"{self.case_no}-{m.key}",
                }
                for m in home.members
            ],
        )

    async def do_record_survey(self, view: Json, task: Json) -> None:
        team = (self.user(Role.SURVEYOR), self.user(Role.SURVEYOR, 2))
        hidden = self.family.story is Story.HIDDEN_CAR
        found = self.family.application.household if hidden else self.family.actual
        await self.act(
            "record_survey",
            Role.SURVEYOR,
            surveyors=team,
            signed_by=team,
            family_signature=found.applicant.key,
            household=found,
            evidence=await self._photos(),
        )

    async def _photos(self) -> tuple[str, ...]:
        """Of families that came for two things at once the surveyor takes a picture of the home."""
        if self.errand not in (Errand.WITH_REFERRAL, Errand.REFERRAL_REFUSED):
            return ()
        path, user = f"/api/v1/cases/{self.case_no}/evidence", self.user(Role.SURVEYOR)
        kept = await self.staff.upload(user, path, "home.png", photo(self.number), kind="home")
        return (str(kept["digest"]),)

    async def do_verify_lead(self, view: Json, task: Json) -> None:
        lead = next(le for le in view["leads"] if le["open"])
        confirmed = self.family.story is Story.HIDDEN_CAR
        fields: dict[str, Any] = {"household": self.family.actual} if confirmed else {}
        await self.act(
            "verify_lead",
            Role.SURVEYOR,
            lead=lead["key"],
            verdict="confirmed" if confirmed else "refuted",
            reason="本人承认，登记信息属实" if confirmed else "入户核实，登记信息与实际不符",
            **fields,
        )

    async def do_record_appraisal(self, view: Json, task: Json) -> None:
        await self.act(
            "record_appraisal",
            Role.REVIEWER,
            person=2,
            participants=9,
            residents=6,
            in_favour=8,
            against=1,
            conclusion="情况属实，同意",
        )

    async def do_give_opinion(self, view: Json, task: Json) -> None:
        await self.insurance_first(view)
        found = view["assessment"]
        await self.act(
            "give_opinion",
            Role.REVIEWER,
            grant=found["eligible"],
            monthly_fen=found["monthly_fen"],
            once_fen=found["once_fen"],
        )

    async def do_post_publicity(self, view: Json, task: Json) -> None:
        await self.act("post_publicity", Role.VILLAGE, place_posted="村（社区）公示栏")

    async def do_record_county_visit(self, view: Json, task: Json) -> None:
        await self.act(
            "record_county_visit",
            Role.COUNTY_REVIEWER,
            visitors=(self.user(Role.COUNTY_REVIEWER),),
            finding="入户核查，情况与乡镇调查一致",
            agrees_with_survey=True,
        )

    async def do_record_collective_review(self, view: Json, task: Json) -> None:
        await self.act(
            "record_collective_review",
            Role.REVIEWER,
            person=2,
            present=(self.user(Role.TOWNSHIP_LEADER), self.user(Role.REVIEWER, 2)),
            opinion="集体研究，同意初审意见",
        )

    async def do_confirm(self, view: Json, task: Json) -> None:
        role, found = Role(task["role"]), view["assessment"]
        self.decided_by = self.user(role)
        if self.wronged and self.refused_on is None:
            self.refused_on = self.day
            await self.act(
                "refuse",
                role,
                reason="参保登记显示仍有工资收入，对家庭的说明不予采信",
                clause="57号第二十一条",
            )
            return
        await self.act(
            "confirm", role, monthly_fen=found["monthly_fen"], once_fen=found["once_fen"]
        )

    async def do_refuse(self, view: Json, task: Json) -> None:
        await self.act("refuse", Role(task["role"]))

    # --- one case, one discussion ---------------------------------------------------------------

    async def discuss(self, view: Json) -> None:
        """The joint-meeting office and the units take the item to its resolution (TR)."""
        from sandbox.rehearsal.meeting import discuss_item

        self.day = await discuss_item(self, int(view["item"].rsplit("/", 1)[1]))
        self.decided_on = self.day
        for _ in range(_MAX_ROUNDS):
            if (await self.look())["stage"] != "escalation":
                return
            await self.pause()
        raise Stuck(f"{self.case_no} does not come back from the joint meeting")
