"""A case before Tongren's joint meeting, for every rung of the tests. Nobody here exists."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from domain.body.change import Change
from domain.body.composition import composed
from domain.case.acts import Act, AidTried, Officer
from domain.case.lifecycle import Role
from domain.case.notices import NoticeReceipt
from domain.measures import engine as following
from domain.measures.acts import MEASURES_ACTS
from domain.measures.file import MeasuresFile, measures_of
from domain.meeting import engine
from domain.meeting.acts import ITEM_ACTS
from domain.meeting.item import ItemFile, ItemOrder, Members
from domain.policy import PolicyValue, Snapshot, Status
from runtime.packs import place_info, snapshot
from tests.people import SHANGHAI, START, officer

CIVIL, MEDICAL, HEALTH, EDUCATION = "市民政局", "医疗保障局", "卫生健康局", "教育局"
RELIEF = {
    "code": "AID-02",
    "unit": CIVIL,
    "manner": "一次性临时救助",
    "amount_fen": 1_000_000,
    "fund_source": "临时救助资金",
}
TREATMENT = {
    "code": "AID-37",
    "unit": MEDICAL,
    "manner": "医疗救助二次报销",
    "amount_fen": 2_000_000,
    "period_months": 6,
    "fund_source": "医疗救助资金",
}
FEES = {"code": "AID-36", "unit": HEALTH, "manner": "住院费用适当减免"}
MEASURES = (RELIEF, TREATMENT)


def order(place: str = "tongren", **changes: object) -> ItemOrder:
    given: dict[str, object] = {
        "case_no": "TR2026000001",
        "place": place,
        "township": place_info(place).townships[0].code,
        "number": 1,
        "cause": "serious_illness",
        "need_fen": 8_000_000,
        "gap_fen": 3_000_000,
        "tried": (
            AidTried(
                unit="medical",
                programme="医疗救助",
                ceiling_fen=5_000_000,
                granted_fen=5_000_000,
            ),
        ),
        "summary": "自负医疗费用超出单个部门救助限额",
        "ordered_on": START,
    }
    return ItemOrder.model_validate({**given, **changes})


def members(place: str = "tongren", changes: Iterable[Change] = (), on: date = START) -> Members:
    return Members.of(composed(place_info(place), changes, on))


def liaison(unit: str, place: str = "tongren") -> Officer:
    return officer(Role.UNIT_LIAISON, place).model_copy(update={"unit": unit})


def with_rules(law: Snapshot, **values: object) -> Snapshot:
    """The snapshot with what an administrator's pack would set, names without `escalation.`."""
    found = dict(law.values)
    for short, value in values.items():
        name = f"escalation.{short}"
        found[name] = PolicyValue.model_validate(
            {
                **found[name].model_dump(),
                "value": value,
                "status": Status.VERIFIED if value is not None else Status.NOT_SET,
            }
        )
    return law.model_copy(update={"values": found})


class Table:
    """Drives one item, then its measures, as the workflows would."""

    def __init__(self, place: str = "tongren", *, bare: bool = False, **rules: object) -> None:
        self.place, self.today = place, START
        self.file: ItemFile = engine.opened(order(place), "item/TR2026000001/1")
        self.tasks: MeasuresFile
        if not bare:
            law = snapshot(place, START, engine.ITEM_NEEDS, production=False)
            self.file = engine.rules_taken(self.file, with_rules(law, **rules), members(place))

    @property
    def at(self) -> datetime:
        return datetime(self.today.year, self.today.month, self.today.day, 9, tzinfo=SHANGHAI)

    def later(self, days: int) -> Table:
        return self.to(self.today + timedelta(days=days))

    def to(self, day: date) -> Table:
        self.today = day
        self.file = engine.item_overdue_marked(self.file, self.today, self.at)
        return self

    def do(self, name: str, who: Role | Officer, /, **fields: object) -> Table:
        act = _act(ITEM_ACTS[name], who, self.place, self.today, fields)
        self.file = engine.apply_to_item(self.file, name, act, self.today, self.at)
        return self

    # --- usual steps ----------------------------------------------------------------------------

    def collected(self) -> Table:
        return self.do(
            "submit_papers",
            Role.MEETING_OFFICE,
            papers=({"title": "医疗费用清单", "unit": MEDICAL}, {"title": "入户调查表"}),
        )

    def sorted_(self) -> Table:
        self.collected()
        return self.do("sort_papers", Role.MEETING_OFFICE, units=(CIVIL, MEDICAL, HEALTH))

    def reviewed(self) -> Table:
        return self.sorted_().do("review_papers", Role.MEETING_OFFICE, complete=True)

    def on_agenda(self, **fields: object) -> Table:
        return self.reviewed().do("approve_agenda", Role.GOVERNMENT_OFFICE, **fields)

    def prepared(self, **fields: object) -> Table:
        self.on_agenda(**fields).do("request_preparatory", Role.GENERAL_CONVENER)
        return self.do(
            "hold_preparatory",
            Role.MEETING_OFFICE,
            attended=(CIVIL, MEDICAL),
            opinion="建议民政、医保联合救助",
        )

    def heard(self) -> Table:
        self.do("give_unit_opinion", liaison(CIVIL), agrees=True, opinion="同意救助")
        return self.do("give_unit_opinion", liaison(MEDICAL), agrees=False, opinion="资金紧张")

    def met(self, **fields: object) -> Table:
        given = {
            "chair": "tongren.convener.1",
            "chair_role": Role.CONVENER,
            "attended": (CIVIL, MEDICAL, HEALTH),
        }
        return self.do("hold_meeting", Role.MEETING_OFFICE, **{**given, **fields})

    def tabled(self, *units: str) -> Table:
        """Where a place asks for neither agenda approval nor a preparatory meeting."""
        self.do("submit_papers", Role.MEETING_OFFICE, papers=({"title": "入户调查表"},))
        self.do("sort_papers", Role.MEETING_OFFICE, units=units)
        return self.do("review_papers", Role.MEETING_OFFICE, complete=True)

    def met_by_codes(self, **fields: object) -> Table:
        return self.met(attended=self.file.concerned, **fields)

    def before_decision(self) -> Table:
        return self.prepared().heard().met()

    def decided(self, *measures: dict[str, object]) -> Table:
        self.do("decide_item", Role.CONVENER, approved=True, measures=measures or MEASURES)
        receipt = NoticeReceipt(
            key="minutes", number="同纪〔2026〕1号", digest="0" * 64, issued_on=self.today
        )
        self.file = engine.minutes_issued(self.file, receipt, self.at)
        return self


class Follow:
    """Drives the tasks of Tongren's usual decision."""

    def __init__(self, *measures: dict[str, object], **rules: object) -> None:
        table = Table(**rules).before_decision().decided(*measures)  # type: ignore[arg-type]
        self.today = table.today
        self.file = measures_of(table.file, self.today)

    @property
    def at(self) -> datetime:
        return datetime(self.today.year, self.today.month, self.today.day, 9, tzinfo=SHANGHAI)

    def to(self, day: date) -> Follow:
        self.today = day
        self.file = following.watched(self.file, self.today, self.at)
        return self

    def do(self, name: str, who: Role | Officer, /, **fields: object) -> Follow:
        act = _act(MEASURES_ACTS[name], who, "tongren", self.today, fields)
        self.file = following.apply_to_measures(self.file, name, act, self.today, self.at)
        return self

    def finished(self, key: str, **fields: object) -> Follow:
        task = self.file.of(key)
        who = liaison(task.measure.unit)
        self.do("accept_task", who, task=key)
        given = {"evidence": ("发放凭证",), "delivered_fen": task.measure.amount_fen}
        return self.do("complete_task", who, task=key, **{**given, **fields})


def _act(
    kind: type[Act], who: Role | Officer, place: str, today: date, fields: dict[str, object]
) -> Act:
    person = officer(who, place) if isinstance(who, Role) else who
    return kind.model_validate({"officer": person.model_dump(), "on": today, **fields})
