"""特困: the statement, the county's draw and its assessment, the placement, the visits, the end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from domain.case.lifecycle import Role
from sandbox.county import WindowFamily
from sandbox.rehearsal.living import LivingCase
from sandbox.rehearsal.staff import Json

_ITEMS: Final = ("eat", "dress", "bed", "toilet", "walk", "bathe")
_VISIT_EVERY: Final = 90
_VISIT_FRAIL: Final = 30
_VISIT_HELPLESS: Final = 15
_HELPLESS: Final = 4
_AGREED_FOR: Final = 365


class CaringCase(LivingCase):
    """A person supported by the county, from the statement to the last visit."""

    async def do_record_statement(self, view: Json, task: Json) -> None:
        obligors = self.family.obligors if isinstance(self.family, WindowFamily) else ()
        await self.act("record_statement", Role.INTAKE, obligors=obligors, no_obligors=not obligors)

    async def do_draw_spot_check(self, view: Json, task: Json) -> None:
        await self.act(
            "draw_spot_check",
            Role.COUNTY_REVIEWER,
            batch=(self.case_no,),
            seed=f"公开抽签{self.day}",
        )

    async def do_assess_selfcare(self, view: Json, task: Json) -> None:
        failing = self.family.failing if isinstance(self.family, WindowFamily) else 0
        six: dict[str, Any] = {
            item: "cannot" if n >= len(_ITEMS) - failing else "can" for n, item in enumerate(_ITEMS)
        }
        await self.act(
            "assess_selfcare",
            Role.COUNTY_REVIEWER,
            person=2,
            by="county",
            assessors=("评估员甲", "评估员乙"),
            **six,
        )

    async def do_publish_result(self, view: Json, task: Json) -> None:
        await self.act("publish_result", Role.VILLAGE, place_posted="村（社区）公示栏")

    async def do_offer_centralised(self, view: Json, task: Json) -> None:
        agrees = self._moves
        opinion = "愿意到供养服务机构生活" if agrees else "愿意继续住在家里"
        await self.act("offer_centralised", Role.REVIEWER, agrees=agrees, opinion=opinion)
        self.done.add("offered")

    async def do_assess_whole(self, view: Json, task: Json) -> None:
        team = (self.user(Role.REVIEWER), self.user(Role.COUNTY_REVIEWER))
        await self.act(
            "assess_whole",
            Role.REVIEWER,
            assessors=team,
            signed_by=team,
            finding="本人无法准确表达意愿，无人照料，适宜集中供养",
            recommends=True,
        )

    async def do_place_person(self, view: Json, task: Json) -> None:
        if self._moves:
            if "offered" not in self.done:
                await self.do_offer_centralised(view, task)
            await self.act(
                "place_person", Role.REVIEWER, manner="centralised", institution="示范敬老院"
            )
            return
        await self.act(
            "place_person",
            Role.REVIEWER,
            manner="scattered",
            visitor=self.user(Role.VILLAGE),
            visit_days=self._visit_days,
        )

    async def do_sign_care_agreement(self, view: Json, task: Json) -> None:
        await self.act(
            "sign_care_agreement",
            Role.COUNTY_REVIEWER,
            number=f"照料〔{self.day.year}〕{self.number}号",
            carer="邻居周某",
            since=self.day,
            until=self.day + timedelta(days=_AGREED_FOR),
        )

    async def do_record_care_visit(self, view: Json, task: Json) -> None:
        await self.act(
            "record_care_visit",
            Role.VILLAGE,
            visitor=self.user(Role.VILLAGE),
            finding="身体状况稳定，生活有人照看",
        )

    async def do_post_ending(self, view: Json, task: Json) -> None:
        await self.act("post_ending", Role.VILLAGE, place_posted="村（社区）公示栏")

    async def do_settle_handover(self, view: Json, task: Json) -> None:
        """A family that falls out of 低保 by its income asks to be recognised as 低保边缘."""
        if "低保边缘" in task["zh"]:
            await self.act(
                "settle_handover", Role.INTAKE, answer="consents", programmes=["edge"], member="m1"
            )
            return
        why = "家庭目前没有其他困难，不申请"
        await self.act("settle_handover", Role.INTAKE, answer="declined", member="m1", reason=why)

    async def do_record_health_answer(self, view: Json, task: Json) -> None:
        """The health department's letter about somebody of 60 (ZH-14), entered when it comes."""
        fields: dict[str, Any] = {"band": "capable", "reference": f"卫健函〔{self.day.year}〕12号"}
        member = task["code"].split(":", 1)[1]
        await self.act(
            "record_health_answer", Role.REVIEWER, member=member, has_record=True, **fields
        )

    async def do_urge_care_visit(self, view: Json, task: Json) -> None:
        level = task["code"].split(":", 1)[1]
        role = Role.COUNTY_REVIEWER if level == "county" else Role.REVIEWER
        await self.act("urge_care_visit", role, finding="已通知走访人尽快走访")

    @property
    def _visit_days(self) -> int:
        """As often as the demonstration's county asks for at this care level."""
        failing = self.family.failing if isinstance(self.family, WindowFamily) else 0
        if failing >= _HELPLESS:
            return _VISIT_HELPLESS
        return _VISIT_FRAIL if failing else _VISIT_EVERY

    @property
    def _moves(self) -> bool:
        return isinstance(self.family, WindowFamily) and self.family.centralised
