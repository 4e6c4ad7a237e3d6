"""价格补贴: an index is entered; at the threshold a round is proposed, never paid by itself (TR-31).

The amount is the standard times the rise of the index that set it off, rounded by the place's rule
(JG-07), of town or country as the household is (JG-08), and not below the place's floor. A round is
of one month: without a new index at the threshold there is no next one (JG-02).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from domain.base import CaseRefusal
from domain.calendar import months_after
from domain.case.acts import Officer
from domain.case.lifecycle import Role
from domain.funds import acts
from domain.funds.matter import (
    Errand,
    ErrandDone,
    Matter,
    MatterKind,
    MatterStage,
    asked,
    moved,
    require,
)
from domain.funds.parts import PriceRound, WaivedUnit
from domain.money import round_ratio, yuan_zh
from domain.pay.lists import PayOrder
from domain.pay.purposes import PRICE
from domain.policy import Snapshot
from domain.task import Task

NEEDS = (
    "price.cpi_trigger",
    "price.food_trigger",
    "price.rounding",
    "price.floor",
    "price.classes",
    "price.paid_by_unit",
    "dibao.standard",
)
HUNDREDTHS = 10_000  # not law: hundredths of a percent in a whole
AREAS = ("urban", "rural")
AREA_ZH = {"urban": "城市", "rural": "农村"}


def entered(
    place: str,
    by: Officer,
    on: date,
    month: date,
    published_on: date,
    cpi: int,
    food: int,
    paper: str,
) -> Matter:
    """A new matter: the index of a month as the statistics office published it."""
    require(month.day == 1, "bad_month", "指数月份应当写成当月第一天。", "TR-31")
    require(
        months_after(month, 1) <= published_on <= on,
        "published_when",
        "指数应当在该月结束后公布，公布日期不得晚于登记日期，请核对。",
        "TR-31",
    )
    round_ = PriceRound(month=month, published_on=published_on, cpi=cpi, food=food, paper=paper)
    return Matter(
        kind=MatterKind.PRICE,
        place=place,
        key=f"{month:%Y-%m}",
        opened_by=by,
        opened_on=on,
        stage_since=on,
        latest=on,
        price=round_,
    )


def round_of(file: Matter) -> PriceRound:
    if file.price is None:
        raise RuntimeError("not a price round")
    return file.price


def with_round(file: Matter, **changes: object) -> Matter:
    return file.having(price=round_of(file).model_copy(update=changes))


def percent_zh(rise: int) -> str:
    """640 as `6.40%`."""
    return f"{'-' if rise < 0 else ''}{abs(rise) // 100}.{abs(rise) % 100:02d}%"


def triggered(law: Snapshot, cpi: int, food: int) -> tuple[tuple[str, ...], int]:
    """Which index reached its threshold in this single month, and the higher of their rises (JG-01,
    JG-07). Nothing when none did."""
    found = {
        name: rise
        for name, rise in (("cpi", cpi), ("food", food))
        if law.has(f"price.{name}_trigger") and rise >= law.count(f"price.{name}_trigger")
    }
    return tuple(found), max(found.values(), default=0)


def per_person(law: Snapshot, rise: int) -> tuple[tuple[str, int], ...]:
    """Fen a person by area: standard times rise, rounded once, at least the floor."""
    standards = law.table("dibao.standard")
    floor = law.fen("price.floor") if law.has("price.floor") else 0
    found = []
    for area in AREAS:
        standard = standards.get(area)
        if not isinstance(standard, int):
            raise TypeError("dibao.standard must hold whole fen")
        fen = round_ratio(standard * rise, HUNDREDTHS, law.text("price.rounding"))
        found.append((area, max(fen, floor)))
    return tuple(found)


def judged(file: Matter, today: date) -> tuple[Matter, str, str] | None:
    """What the index means under the place's rules, once they are read: proposed, or the end."""
    round_ = round_of(file)
    if file.stage is not MatterStage.OPEN:
        return None
    for name in NEEDS[:3]:
        file.law.get(name)
    codes, rise = triggered(file.law, round_.cpi, round_.food)
    seen = f"居民消费价格同比{percent_zh(round_.cpi)}，食品价格同比{percent_zh(round_.food)}"
    if not codes:
        ended = moved(file, MatterStage.CLOSED, today)
        return ended, "未达到启动条件", f"{seen}，均未达到启动条件，本月不发放价格补贴"
    proposed = with_round(file, triggers=codes, rise=rise, per_person=per_person(file.law, rise))
    sums = "，".join(f"{AREA_ZH[a]}每人{yuan_zh(fen)}" for a, fen in round_of(proposed).per_person)
    return moved(proposed, MatterStage.PROPOSED, today), "达到启动条件", f"{seen}；测算标准：{sums}"


def start_round(file: Matter, act: acts.StartRound) -> tuple[Matter, str]:
    round_ = round_of(file)
    classes = file.law.items("price.classes")
    month = act.on.replace(day=1)
    started = with_round(
        file,
        order_paper=act.paper,
        started_by=act.officer.id,
        started_for=act.officer.whose,
        started_on=act.on,
        pay_month=month,
        classes=classes,
        units=tuple((unit, None) for unit in act.units),
    )
    errand = Errand(
        key="list",
        what="list_price",
        on=act.on,
        seq=file.seq + 1,
        details=(
            ("classes", ",".join(classes)),
            ("month", round_.month.isoformat()),
            *((f"fen.{area}", str(fen)) for area, fen in round_.per_person),
        ),
    )
    return asked(
        moved(started, MatterStage.LISTING, act.on), errand
    ), f"{act.paper}，{len(act.units)}个部门"


def decline_round(file: Matter, act: acts.DeclineRound) -> tuple[Matter, str]:
    return moved(with_round(file, declined=act.reason), MatterStage.CLOSED, act.on), act.reason


def add_claimants(file: Matter, act: acts.AddClaimants) -> tuple[Matter, str]:
    """People another unit pays: who is on the list already is not paid a second time (HB-20)."""
    others = file.law.table("price.paid_by_unit") if file.law.has("price.paid_by_unit") else {}
    require(
        act.person_class in others and act.person_class in round_of(file).classes,
        "class_not_here",
        "本地价格补贴没有由其他部门发放的这类对象，请核对对象类别。",
        "HB-20",
    )
    require(
        round_of(file).digest,
        "not_listed",
        "民政对象名单尚在生成，请稍后再登记其他发放对象。",
        "HB-20",
    )
    fen = dict(round_of(file).per_person)["urban"]
    errand = Errand(
        key=f"claim:{file.seq + 1}",
        what="claim_price",
        on=act.on,
        seq=file.seq + 1,
        details=(
            ("class", act.person_class),
            ("fen", str(fen)),
            ("month", round_of(file).month.isoformat()),
            ("persons", ",".join(act.id_nos)),
            ("unit", str(others[act.person_class])),
        ),
    )
    return asked(file, errand), f"{len(act.id_nos)}人"


def confirm_round(file: Matter, act: acts.ConfirmRound) -> tuple[Matter, str]:
    round_ = round_of(file)
    require(bool(round_.digest), "not_listed", "名单尚在生成，请稍后再确认。", "JZ-39")
    require(
        {round_.started_by, round_.started_for}.isdisjoint(act.officer.accounts),
        "same_person",
        "启动价格补贴的人不能确认名单，请由其他人员确认。",
        "JZ-27",
    )
    require(
        (act.persons, act.total_fen) == (round_.persons, round_.total_fen),
        "list_differs",
        f"名单为{round_.persons}人、合计{yuan_zh(round_.total_fen)}，与您确认的不一致，请重新核对。",
        "JZ-39",
    )
    pay_month = round_.pay_month or act.on.replace(day=1)
    errand = Errand(
        key="book",
        what="book_price",
        on=act.on,
        seq=file.seq + 1,
        details=(("month", round_.month.isoformat()), ("pay_month", pay_month.isoformat())),
    )
    text = f"{round_.persons}人，合计{yuan_zh(round_.total_fen)}，{pay_month:%Y-%m}发放"
    return asked(moved(file, MatterStage.PAYING, act.on), errand), text


def unit_done(file: Matter, act: acts.UnitDone) -> tuple[Matter, str]:
    units = dict(round_of(file).units)
    if act.unit not in units or units[act.unit] is not None:
        waiting = "、".join(round_of(file).awaited)
        raise CaseRefusal(
            "unit_not_waiting",
            "该部门不在本轮待办之列。" + (f"待办部门为：{waiting}。" if waiting else ""),
            "HB-14",
        )
    units[act.unit] = act.on
    return with_round(file, units=tuple(units.items())), f"{act.unit}：{act.report}"


def waive_unit(file: Matter, act: acts.WaiveUnit) -> tuple[Matter, str]:
    """A department that stays silent keeps nobody's money back, and the round open no longer: whoever was
    to act had until the last day, and may still say afterwards what it did."""
    round_ = round_of(file)
    require(
        act.unit in round_.awaited,
        "unit_not_waiting",
        "该部门不在本轮待办之列。"
        + (f"待办部门为：{'、'.join(round_.awaited)}。" if round_.awaited else ""),
        "HB-14",
    )
    require(
        act.on > paid_by(round_),
        "unit_not_late",
        f"部门应当于{paid_by(round_)}前办结，期满以后才能登记免等。",
        "HB-14",
    )
    waived = WaivedUnit(
        unit=act.unit, on=act.on, by=act.officer.id, by_for=act.officer.whose, reason=act.reason
    )
    return with_round(file, waived=(*round_.waived, waived)), f"{act.unit}：{act.reason}"


# --- what the world answered ----------------------------------------------------------------------


def listed(file: Matter, errand: Errand, done: ErrandDone) -> tuple[Matter, str]:
    after = with_round(
        file,
        persons=done.figure("persons"),
        households=done.figure("households"),
        total_fen=done.figure("fen"),
        digest=done.digest,
    )
    text = f"{done.figure('households')}户{done.figure('persons')}人，合计{yuan_zh(done.figure('fen'))}"
    return after, text


def claimed(file: Matter, errand: Errand, done: ErrandDone) -> tuple[Matter, str]:
    after = with_round(file, twice=round_of(file).twice + done.figure("twice"))
    text = f"登记{done.figure('persons')}人，已在名单内不重复发放{done.figure('twice')}人"
    return after, text


def booked(file: Matter, errand: Errand, done: ErrandDone) -> tuple[Matter, str]:
    after = with_round(file, booked=True, extra=done.figure("extra"))
    watch = Errand(
        key="watch:1",
        what="watch_price",
        on=paid_by(round_of(after)),
        seq=file.seq,
        details=errand.details,
    )
    return asked(
        after, watch
    ), f"{done.figure('lines')}笔列入发放，合计{yuan_zh(done.figure('fen'))}"


def run_to_begin(file: Matter, today: date) -> PayOrder | None:
    """The supplementary run of the month of publication, when its list was frozen before (JG-03)."""
    round_ = round_of(file)
    if not round_.extra or round_.extra_begun or round_.pay_month is None:
        return None
    return PayOrder(
        place=file.place,
        month=round_.pay_month,
        starts_on=max(today, round_.pay_month),
        extra=round_.extra,
        reason=f"{round_.month:%Y-%m}价格补贴应当在公布当月发放",
        owed=PRICE,
    )


def run_begun(file: Matter) -> Matter:
    return with_round(file, extra_begun=True)


def watched(file: Matter, errand: Errand, done: ErrandDone) -> tuple[Matter, str]:
    """Who was paid late or short is counted on the last day and every day after (JZ-39)."""
    after = with_round(
        file,
        paid=done.figure("paid"),
        late=done.figure("late"),
        short=done.figure("short"),
    )
    if done.figure("short"):
        number = int(errand.key.split(":")[1]) + 1
        again = errand.model_copy(
            update={"key": f"watch:{number}", "on": errand.on + timedelta(days=1)}
        )
        return asked(after, again), f"尚有{done.figure('short')}户没有足额到账"
    return after, f"全部到账{done.figure('paid')}户，其中迟发{done.figure('late')}户"


def paid_by(round_: PriceRound) -> date:
    """The last day of the month of publication (JG-03)."""
    month = round_.pay_month or round_.published_on.replace(day=1)
    return months_after(month, 1) - timedelta(days=1)


def finished(file: Matter, today: date) -> Matter:
    """The round ends when everybody is paid and every department has done its part."""
    round_ = round_of(file)
    counted = round_.booked and not file.errands and round_.short == 0
    if file.stage is MatterStage.PAYING and counted and not round_.awaited:
        return moved(file, MatterStage.CLOSED, today)
    return file


RULES: Mapping[str, Callable[[Matter, Any], tuple[Matter, str]]] = {
    "start_round": start_round,
    "decline_round": decline_round,
    "add_claimants": add_claimants,
    "confirm_round": confirm_round,
    "unit_done": unit_done,
    "waive_unit": waive_unit,
}
SOMETHING: Mapping[str, Callable[[Matter], bool]] = {
    "add_claimants": lambda file: bool(
        file.law.has("price.paid_by_unit") and file.law.table("price.paid_by_unit")
    ),
    "confirm_round": lambda file: bool(round_of(file).digest),
    "unit_done": lambda file: any(on is None for _, on in round_of(file).units),
    "waive_unit": lambda file: bool(round_of(file).awaited),
}
DONE: Mapping[str, Callable[[Matter, Errand, ErrandDone], tuple[Matter, str]]] = {
    "list_price": listed,
    "claim_price": claimed,
    "book_price": booked,
    "watch_price": watched,
}


def tasks(file: Matter) -> tuple[Task, ...]:
    round_ = round_of(file)
    name = f"{round_.month:%Y-%m}价格补贴"
    if file.stage is MatterStage.PROPOSED:
        return (
            Task(
                code="start_round",
                zh=f"{name}已达到启动条件，请决定是否启动",
                act="start_round",
                role=Role.COUNTY_APPROVER,
                since=file.stage_since,
                due=paid_by(round_),
                clause="TR-31; 社会救助法 Art 32",
            ),
        )
    found = []
    if file.stage is MatterStage.LISTING and round_.digest:
        found.append(
            Task(
                code="confirm_round",
                zh=f"请确认{name}名单（{round_.persons}人，{yuan_zh(round_.total_fen)}）",
                act="confirm_round",
                role=Role.PAY_OFFICER,
                since=file.stage_since,
                due=paid_by(round_),
                clause="JZ-39",
            )
        )
    found += [
        Task(
            code=f"unit_done:{unit}",
            zh=f"请{unit}办理{name}",
            act="unit_done",
            role=Role.UNIT_LIAISON,
            since=file.stage_since,
            due=paid_by(round_),
            clause="HB-14",
        )
        for unit in round_.awaited
        if not file.closed
    ]
    return tuple(found)
