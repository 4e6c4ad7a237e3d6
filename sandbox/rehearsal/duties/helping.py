"""Help once, and requests another unit decides: registered, handed over, explained, answered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from domain.case.lifecycle import Role
from domain.household import Household, SpendingKind
from domain.programme import Programme
from runtime import packs
from sandbox.county import Errand, WindowFamily
from sandbox.rehearsal.duties.caring import CaringCase
from sandbox.rehearsal.staff import Json

_A_DAY: Final = timedelta(days=1)
_LIAISON: Final = "{abbr}.unit_liaison.{unit}"


class HelpingCase(CaringCase):
    """A case of help given once, or one that waits for the unit that owns the aid."""

    decided_by = ""
    opens: Callable[[str], None]
    """Told of every further case that comes of this one."""

    @property
    def errand(self) -> Errand | None:
        """What a family came to the window for; None of a family from a ledger."""
        return self.family.errand if isinstance(self.family, WindowFamily) else None

    async def do_record_hardship(self, view: Json, task: Json) -> None:
        family = self.family
        if not isinstance(family, WindowFamily) or family.hardship is None:
            raise ValueError(f"{family.number} has no hardship to tell of")
        await self.act("record_hardship", Role.INTAKE, hardship=family.hardship)

    async def do_deliver_aid(self, view: Json, task: Json) -> None:
        """Where the story says so in two parts: the first at once, the rest when it is bought."""
        whole = view["assessment"]["once_fen"]
        part = whole // 2 if self.errand is Errand.EMERGENCY_IN_PARTS else whole
        if "handed over" in self.done:
            part = whole - part
            self.day += 5 * _A_DAY
        self.done.add("handed over")
        await self.act(
            "deliver_aid",
            Role.VILLAGE,
            manner="money",
            fen=part,
            receipt=f"签收单{self.number}-{len(self.done)}",
            receiver=self._speaker.applicant.key,
            fund=self._fund(view["programme"]),
        )

    def _fund(self, programme: str) -> str:
        name = f"{programme}.funds"
        found = packs.value(packs.load(), self.family.place, self.day, name).value
        return next(iter(found)) if isinstance(found, dict) else ""

    async def do_complete_papers(self, view: Json, task: Json) -> None:
        if self.errand is Errand.EMERGENCY_LATE:
            self.day += 30 * _A_DAY
        handlers = {self.user(Role.INTAKE), self.decided_by}
        await self.act(
            "complete_papers",
            Role.INTAKE,
            explanation="情况紧急，先行救助，事后补齐登记表、身份证明和签字",
            papers=("identity", "register"),
            family_signature=self._speaker.applicant.key,
            signed_by=sorted(handlers),
        )

    async def do_file_with_county(self, view: Json, task: Json) -> None:
        reference = f"备案〔{self.day.year}〕{self.number}号"
        await self.act("file_with_county", Role.REVIEWER, reference=reference)

    async def insurance_first(self, view: Json) -> None:
        """Where aid comes after insurance, what it paid of each medical bill is written down (HB-21)."""
        name = "together.insurance_first"
        asked = packs.value(packs.load(), self.family.place, self.day, name).value is True
        if not asked or view["programme"] != Programme.EXPENDITURE:
            return
        bills = [
            s for s in self.family.actual.spendings if s.kind is SpendingKind.MEDICAL and s.fen
        ]
        for member in sorted({bill.member for bill in bills}):
            mine = [bill for bill in bills if bill.member == member]
            await self.act(
                "record_insurance",
                Role.INTAKE,
                kind="medical",
                member=member,
                insured=True,
                total_fen=sum(bill.fen for bill in mine),
                paid_fen=sum(bill.reimbursed_fen for bill in mine),
                receipt=f"结算单{self.number}-{member}",
            )

    # --- requests another unit decides ----------------------------------------------------------

    async def do_answer_referral(self, view: Json, task: Json) -> None:
        owners = packs.value(packs.load(), self.family.place, self.day, "referral.owner").value
        owner = owners[view["programme"]] if isinstance(owners, dict) else {}
        user = _LIAISON.format(
            abbr=packs.place_info(self.family.place).abbr,
            unit=owner["unit"] if isinstance(owner, dict) else "",
        )
        self.day += 3 * _A_DAY
        if "taken on" not in self.done:
            self.done.add("taken on")
            await self.act("answer_referral", Role.UNIT_LIAISON, user=user, answer="taken_on")
            return
        await self.act("answer_referral", Role.UNIT_LIAISON, user=user, **self._unit_says())

    def _unit_says(self) -> dict[str, Any]:
        if self.errand is Errand.REFERRAL_REFUSED:
            return {
                "answer": "refused",
                "reason": "医疗费用经报销后未达到救助起付标准",
                "clause": "当地医疗救助办法",
            }
        return {"answer": "given", "amount_fen": 180_000, "service": "住院费用救助"}

    async def do_close_referral(self, view: Json, task: Json) -> None:
        self.day += _A_DAY
        await self.act("close_referral", Role.INTAKE, told_to=self._speaker.applicant.key)

    async def pass_on(self, view: Json) -> None:
        """Refused here, the family is asked nothing twice: the window opens what may fit instead."""
        family = self.family
        then = family.then if isinstance(family, WindowFamily) else ()
        fits = {fit["programme"] for fit in view["may_fit"]}
        wanted = [p.value for p in then if p.value in fits and p.value != view["programme"]]
        if not wanted or "passed on" in self.done:
            return
        self.done.add("passed on")
        path = f"/api/v1/cases/{self.case_no}/pass-on"
        user, key = self.user(Role.INTAKE), f"{self.case_no}-pass-on"
        opened = await self.staff.post(user, path, {"programmes": wanted}, key=key)
        for case in opened["cases"]:
            self.opens(case["case_no"])

    @property
    def _speaker(self) -> Household:
        return self.family.application.household
