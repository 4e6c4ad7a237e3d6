"""A meeting of the departments for every rung of the tests. Nobody here exists."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from domain.assembly import engine
from domain.assembly.acts import MEETING_ACTS
from domain.assembly.file import MeetingFile, MeetingOrder
from domain.assembly.lifecycle import MeetingKind
from domain.case.acts import Officer
from domain.case.lifecycle import Role
from domain.case.notices import NoticeReceipt
from domain.meeting.item import Members
from domain.meeting.resolution import Measure, Resolution
from domain.policy import PolicyValue, Snapshot, Status
from runtime.packs import snapshot
from tests.meeting_desk import CIVIL, HEALTH, MEDICAL, liaison, members
from tests.people import SHANGHAI, START, officer

OFFICE, CONVENER, GENERAL = Role.MEETING_OFFICE, Role.CONVENER, Role.GENERAL_CONVENER
ITEM = "TR2026000001/1"
THREE = (CIVIL, MEDICAL, HEALTH)


def with_policy(law: Snapshot, **values: object) -> Snapshot:
    """The snapshot with what an administrator would set; `meeting__quorum` is `meeting.quorum`."""
    found = dict(law.values)
    for short, value in values.items():
        name = short.replace("__", ".", 1)
        status = Status.VERIFIED if value is not None else Status.NOT_SET
        found[name] = PolicyValue.model_validate(
            {**found[name].model_dump(), "value": value, "status": status}
        )
    return law.model_copy(update={"values": found})


def household(item: str = ITEM, *units: str, **changes: object) -> dict[str, object]:
    """An item as the door finds it."""
    case_no, number = item.split("/")
    return {
        "item": f"item/{item}",
        "case_no": case_no,
        "number": int(number),
        "place": "tongren",
        "stage": "meeting",
        "ready": True,
        "units": units or (CIVIL, MEDICAL),
        **changes,
    }


def resolution(item: str = ITEM, approved: bool = True, *fen: int, on: date = START) -> Resolution:
    sums = fen or ((1_000_000, 2_000_000) if approved else ())
    return Resolution(
        item=f"item/{item}",
        number="",
        approved=approved,
        decided_on=on,
        reason="" if approved else "未超出单项救助限额",
        measures=tuple(
            Measure(
                code="AID-02",
                unit=THREE[n % 3],
                manner="一次性救助",
                amount_fen=amount,
                fund_source="本级财政",
            )
            for n, amount in enumerate(sums)
        ),
    )


class Hall:
    """Drives one meeting as the workflow would."""

    def __init__(
        self,
        place: str = "tongren",
        kind: MeetingKind = MeetingKind.ORDINARY,
        *,
        who: Members | None = None,
        number: str = "2026-01",
        ordinary_before: int = 0,
        **rules: Any,
    ) -> None:
        self.place, self.today = place, START
        order = MeetingOrder(
            place=place,
            number=number,
            kind=kind,
            reason="重大疾病家庭需要及时研究" if kind is MeetingKind.EXTRA else "",
            opened_on=START,
            opened_by=officer(OFFICE, place),
            ordinary_before=ordinary_before,
        )
        engine.may_call(order.opened_by, order)
        self.file: MeetingFile = engine.opened(order, f"meeting/{place}/{number}", self.at)
        law = snapshot(place, START, engine.MEETING_NEEDS, production=False)
        self.law, self.who = with_policy(law, **rules), who or members(place)
        self.file = engine.rules_taken(self.file, self.law, self.who, self.at)

    @property
    def at(self) -> datetime:
        return datetime(self.today.year, self.today.month, self.today.day, 9, tzinfo=SHANGHAI)

    def later(self, days: int = 1) -> Hall:
        self.today += timedelta(days=days)
        self.file = engine.meeting_overdue_marked(self.file, self.today, self.at)
        return self

    def do(self, name: str, who: Role | Officer, /, **fields: Any) -> Hall:
        person = officer(who, self.place) if isinstance(who, Role) else who
        act = MEETING_ACTS[name].model_validate(
            {"officer": person.model_dump(), "on": self.today, **fields}
        )
        self.file = engine.apply_to_meeting(self.file, name, act, self.today, self.at)
        return self

    def members_now(self, who: Members) -> Hall:
        self.do("refresh_policy", OFFICE, reason="成员单位已经调整")
        self.file = engine.rules_taken(self.file, self.law, who, self.at)
        return self

    def posted(self) -> Hall:
        """Everything on its way arrives."""
        for mail in self.file.unsent:
            self.file = engine.mailed(self.file, mail.key, self.today, self.at)
        return self

    # --- usual steps ----------------------------------------------------------------------------

    def tabled(self) -> Hall:
        """One household and one matter without a household."""
        return self.do(
            "add_points",
            OFFICE,
            points=(
                {"kind": "item", "item": ITEM},
                {"title": "救助资金年度安排"},
            ),
            known={"items": (household(),)},
        )

    def approved(self) -> Hall:
        approver = Role.GOVERNMENT_OFFICE if self.place == "tongren" else CONVENER
        return self.do("submit_agenda", OFFICE).do("approve_meeting", approver)

    def called(self, days: int = 3) -> Hall:
        on = self.today + timedelta(days=days)
        self.do("call_meeting", OFFICE, meets_on=on, at="09:00", venue="市政府三楼会议室")
        return self.posted()

    def sitting(self, *units: str, **fields: object) -> Hall:
        call = self.file.call
        assert call is not None
        self.later((call.meets_on - self.today).days)
        given = {
            "chair": "市民政局局长",
            "chair_role": CONVENER,
            "attended": tuple({"unit": u, "post": "分管负责人"} for u in units or THREE),
        }
        return self.do("open_sitting", OFFICE, **{**given, **fields})

    def ready(self, *units: str) -> Hall:
        return self.tabled().approved().called().sitting(*units)

    def voices(self, point: str, **stands: str) -> Hall:
        names = {"civil": CIVIL, "medical": MEDICAL, "health": HEALTH}
        said = tuple({"unit": names[u], "stand": s} for u, s in stands.items())
        return self.do("record_voices", OFFICE, point=point, voices=said)

    def household_approved(self, point: str = "p1", item: str = ITEM, *fen: int) -> Hall:
        known = {"resolution": resolution(item, True, *fen, on=self.today)}
        return self.do("decide_point", CONVENER, point=point, outcome="approved", known=known)

    def matter_approved(self, point: str = "p2") -> Hall:
        return self.do(
            "decide_point",
            CONVENER,
            point=point,
            outcome="approved",
            text="同意资金安排方案",
            owner=CIVIL,
            due=self.today + timedelta(days=30),
        )

    def held(self) -> Hall:
        return self.ready().household_approved().matter_approved().do("close_sitting", CONVENER)

    def minuted(self, **fields: object) -> Hall:
        self.do("draft_minutes", OFFICE, **fields).do("check_minutes", CONVENER)
        return self.do("sign_minutes", GENERAL)

    def numbered(self, number: str = "同联会纪〔2026〕1号") -> Hall:
        receipt = NoticeReceipt(key="minutes", number=number, digest="0" * 64, issued_on=self.today)
        self.file = engine.minutes_numbered(self.file, receipt, self.at)
        return self

    def ended(self) -> Hall:
        return self.held().minuted().numbered().posted()


__all__ = ["CIVIL", "HEALTH", "MEDICAL", "Hall", "household", "liaison", "members", "resolution"]
