"""The joint-meeting office, the conveners and the units at work on one item (同仁, TR)."""

from __future__ import annotations

from datetime import date, timedelta

from domain.case.lifecycle import Role
from runtime import packs
from sandbox.rehearsal.living import LivingCase
from sandbox.rehearsal.staff import plain, user_id

_A_DAY = timedelta(days=1)
_SHARES = (("AID-37", "medical", 60), ("AID-02", "civil_affairs", 40))
"""Which measures the meeting settles on, by which unit, for how many hundredths of the gap."""


async def discuss_item(case: LivingCase, number: int) -> date:
    """From papers to resolution. Gives the day the meeting decided."""
    desk = ItemDesk(case, number, case.day)
    await desk.prepare()
    await desk.meet()
    return desk.day


class ItemDesk:
    def __init__(self, case: LivingCase, number: int, day: date) -> None:
        self.case, self.number = case, number
        self.day = day
        self.place = case.family.place
        info = packs.place_info(self.place)
        self.units = {unit.code: unit.zh for unit in info.units}
        self.present = tuple(self.units[code] for code in ("civil_affairs", "medical", "finance"))

    @property
    def path(self) -> str:
        return f"{self.case.case_no}/{self.number}"

    async def act(self, name: str, user: str, kind: str = "items", **fields: object) -> None:
        workflow = {"items": "item", "measures": "measures"}[kind]
        await self.case.keeper.bring(f"{workflow}/{self.path}", self.day)
        body = {"on": self.day, **fields}
        path = f"/api/v1/{kind}/{self.path}/acts/{name}"
        await self.case.staff.post(user, path, plain(body))

    def as_(self, role: Role) -> str:
        return user_id(self.place, role)

    async def prepare(self) -> None:
        office = self.as_(Role.MEETING_OFFICE)
        papers = [{"title": "家庭基本情况及诊疗费用清单"}, {"title": "各部门已救助情况"}]
        await self.act("submit_papers", office, papers=papers)
        self.day += _A_DAY
        await self.act("sort_papers", office, units=self.present)
        await self.act("review_papers", office, complete=True)
        self.day += _A_DAY
        meeting_on = self.day + 7 * _A_DAY
        await self.act("approve_agenda", self.as_(Role.GOVERNMENT_OFFICE), meeting_on=meeting_on)
        self.day += _A_DAY
        await self.act("request_preparatory", self.as_(Role.GENERAL_CONVENER))
        self.day += _A_DAY
        opinion = "单个部门限额内无法解决，建议由医疗保障、民政等部门联合救助"
        await self.act("hold_preparatory", office, attended=self.present, opinion=opinion)

    async def meet(self) -> None:
        for code in ("medical", "finance", "civil_affairs"):
            liaison = f"{packs.place_info(self.place).abbr}.{Role.UNIT_LIAISON}.{code}"
            await self.act("give_unit_opinion", liaison, agrees=True, opinion="同意联合救助")
        self.day += 3 * _A_DAY
        convener = self.as_(Role.CONVENER)
        await self.act(
            "hold_meeting",
            self.as_(Role.MEETING_OFFICE),
            chair=convener,
            chair_role=Role.CONVENER,
            attended=self.present,
        )
        gap = self._gap()
        measures = [
            {
                "code": code,
                "unit": self.units[unit],
                "manner": "一次性救助",
                "amount_fen": gap * share // 100,
                "fund_source": "部门预算资金",
            }
            for code, unit, share in _SHARES
        ]
        await self.act("decide_item", convener, approved=True, measures=measures)

    def _gap(self) -> int:
        appeal = self.case.family.appeal
        if appeal is None:
            raise ValueError("the family has nothing to bring before the meeting")
        return appeal.need_fen - sum(t.ceiling_fen for t in appeal.tried)

    async def follow_up(self) -> None:
        """One unit delivers in time; the other only after a supervision order (督办)."""
        self.day += _A_DAY
        for number, (_, unit, share) in enumerate(_SHARES, start=1):
            liaison = f"{packs.place_info(self.place).abbr}.{Role.UNIT_LIAISON}.{unit}"
            await self.act("accept_task", liaison, "measures", task=str(number))
            if number == 1:
                await self._deliver(liaison, number, share)
        self.day += 40 * _A_DAY
        office, late = self.as_(Role.MEETING_OFFICE), _SHARES[1]
        liaison = f"{packs.place_info(self.place).abbr}.{Role.UNIT_LIAISON}.{late[1]}"
        await self.act("supervise", office, "measures", task="2", reason="逾期未落实，请说明情况")
        self.day += 2 * _A_DAY
        answer = "资金已下达，本周内拨付到户"
        await self.act("answer_supervision", liaison, "measures", task="2", answer=answer)
        await self._deliver(liaison, 2, late[2])
        await self.act(
            "close_supervision", office, "measures", task="2", conclusion="已落实，予以办结"
        )

    async def _deliver(self, liaison: str, number: int, share: int) -> None:
        await self.act(
            "complete_task",
            liaison,
            "measures",
            task=str(number),
            evidence=("拨付凭证",),
            delivered_fen=self._gap() * share // 100,
        )
