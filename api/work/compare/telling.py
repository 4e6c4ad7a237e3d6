"""Births and deaths with their proof as leads (TR-42), and what others are told of those in aid."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from api.acts import Gone, send
from api.frame.door import Door
from api.frame.problems import FieldFault, Problem, bad_input
from api.scope import Caller, in_scope, must_be
from api.work.compare.reading import must_read
from api.work.compare.risks import INSURERS
from documents.registers import write_sheet
from domain.base import CaseRefusal, Frozen
from domain.case.acts import Officer
from domain.case.acts.hits import NoteHit
from domain.case.lifecycle import Role
from domain.compare.causes import DEATH
from domain.compare.classes import KLASS_ZH, Klass
from domain.compare.file import DEATH_DAYS, DEATH_HOLD, VERIFY_DAYS
from domain.identity import check_id
from domain.money import yuan
from domain.policy import NATIONAL
from runtime import packs
from runtime.policy_words import STATUS_ZH, in_words
from store import cases, intake
from store.compare import province, status
from store.compare.taking import record_of
from store.tables import ProvinceRecord
from workflows import ids

TELLERS: Final = (Role.INTAKE, Role.REVIEWER, Role.CHECKING_CENTRE, Role.COUNTY_REVIEWER)
EXPORTERS: Final = (Role.COUNTY_REVIEWER,)
EXCHANGERS: Final = tuple(dict.fromkeys((*TELLERS, *EXPORTERS, *INSURERS)))
"""Who tells others of the people in aid, or takes down what others tell."""
_RULES: Final = (DEATH_DAYS, DEATH_HOLD, VERIFY_DAYS)


class VitalBody(Frozen):
    """医院、卫生院告知的一件出生或者死亡，附证明。"""

    about: Literal["death", "birth"] = Field(description="死亡（death）或者出生（birth）")
    id_no: str = Field(
        max_length=18, description="死亡人员的身份证号码；出生的，填写父亲或者母亲的身份证号码"
    )
    event_on: date = Field(description="死亡或者出生日期")
    proof: str = Field(min_length=2, max_length=80, description="证明编号")
    department: str = Field(default="health", max_length=40, description="告知的部门代码")


class VitalTaken(BaseModel):
    """已作为疑点线索登记在这些案件中；没有在保案件的为空。"""

    cases: list[str]


class StatusLine(BaseModel):
    """一件尚未送达的变动告知。"""

    id: str
    case_no: str
    event_zh: str
    on: date
    tries: int
    tried_on: date | None
    trouble: str


class StatusView(BaseModel):
    """告知医疗保障部门的救助对象变动。"""

    pending: int
    delivered: int
    items: list[StatusLine]


class ProvinceLine(BaseModel):
    """一条已报省级系统、尚未确认的人员变动；姓名、号码不显示。"""

    case_no: str
    township: str
    klass_zh: str
    change_zh: str
    batch: str
    sent_on: date


class ProvinceView(BaseModel):
    """低收入人口分类，和尚未确认的变动。"""

    by_class: dict[str, int]
    unconfirmed: list[ProvinceLine]


class ExportMade(BaseModel):
    """一批报省级系统的变动；没有变动时编号为空。"""

    batch: str
    added: int
    changed: int
    removed: int
    file: str = Field(description="交换目录中的文件")


class ConfirmBody(Frozen):
    """省级系统对一批变动的确认。"""

    batch: str = Field(pattern=r"^\d{8}-\d{1,3}$", description="批次编号")
    refused: tuple[str, ...] = Field(default=(), max_length=5_000, description="未予确认的案件编号")


class Confirmed(BaseModel):
    """已确认的人数。"""

    confirmed: int


async def take_vital(door: Door, caller: Caller, body: VitalBody) -> VitalTaken:
    """A lead on every living case of the person; nothing is changed by the notice (JZ-62)."""
    must_be(caller, TELLERS, "登记出生、死亡告知", "TR-42")
    today = await door.today()
    try:
        number = check_id(body.id_no, today)
    except CaseRefusal as refusal:
        raise bad_input((FieldFault(field="id_no", message=refusal.message),)) from None
    if body.event_on > today:
        message = "出生、死亡日期不得晚于今天。"
        raise bad_input((FieldFault(field="event_on", message=message),))
    told = []
    for case_no in dict.fromkeys((await door.read(intake.cases_of_person, number)).values()):
        row = await door.read(cases.get_case, case_no)
        if row is None or not in_scope(caller, row.place, row.township):
            continue
        member = await door.read(intake.member_of_case, number, case_no)
        if await _told(door, row.place, case_no, member, body, today):
            told.append(case_no)
    return VitalTaken(cases=told)


async def _told(
    door: Door, place: str, case_no: str, member: str, body: VitalBody, today: date
) -> bool:
    law = packs.snapshot(
        place,
        today,
        _RULES,
        production=door.settings.env == "production",
        overlays=door.settings.policy_overlays,
    )
    name = DEATH_DAYS if body.about == DEATH else VERIFY_DAYS
    key = hashlib.sha256(f"{case_no}/{member}/{body.about}/{body.proof}".encode()).hexdigest()[:20]
    matter = f"{body.about}|{body.event_on}|0|0"
    act = NoteHit(
        worded=True,
        officer=Officer(id="system", role=Role.SYSTEM, unit="系统", place=place),
        on=today,
        hit=key,
        department=body.department,
        member=member,
        about=body.about,
        record=await door.read(record_of, matter),
        event_on=body.event_on,
        found_on=today,
        due=law.due(name, today).on if law.has(name) else None,
        may_hold=law.flag(DEATH_HOLD) if body.about == DEATH and law.has(DEATH_HOLD) else None,
        proof=body.proof,
    )
    try:
        await send(door, ids.case_id(place, case_no), "note_hit", act, f"hit-{key}")
    except Gone:
        return False
    except Problem as problem:
        if problem.status >= 500:
            raise
        return problem.code == "settled_before"
    return True


async def status_of(door: Door, caller: Caller, place: str) -> StatusView:
    must_read(caller, place)
    counts = await door.read(status.counts, place)
    rows = await door.read(status.pending, place)
    return StatusView(
        pending=counts[status.PENDING],
        delivered=counts[status.DELIVERED],
        items=[
            StatusLine(
                id=row.id,
                case_no=row.case_no,
                event_zh=status.EVENT_ZH[row.event],
                on=row.on,
                tries=row.tries,
                tried_on=row.tried_on,
                trouble=row.trouble,
            )
            for row in rows
        ],
    )


async def province_of(door: Door, caller: Caller, place: str) -> ProvinceView:
    must_read(caller, place)
    rows = await door.read(province.unconfirmed, place)
    return ProvinceView(
        by_class=await door.read(province.by_class, place),
        unconfirmed=[_province_line(row) for row in rows],
    )


def _province_line(row: ProvinceRecord) -> ProvinceLine:
    return ProvinceLine(
        case_no=row.case_no,
        township=row.township,
        klass_zh=KLASS_ZH[Klass(row.klass)],
        change_zh=province.CHANGE_ZH[row.change],
        batch=row.batch,
        sent_on=row.sent_on,
    )


async def export_now(door: Door, caller: Caller) -> ExportMade:
    """The next batch for the provincial system, as a workbook in the exchange directory (JZ-01)."""
    must_be(caller, EXPORTERS, "报送省级系统", "JZ-01")
    batch = await door.write(province.export, caller.place, await door.today())
    counted = Counter(line.change for line in batch.lines)
    file = ""
    if batch.number:
        folder = Path(door.settings.exchange_dir) / "province" / caller.place
        path = folder / f"{batch.number}.xlsx"
        towns = {t.code: t.zh for t in door.place(caller.place).townships}
        await run_in_threadpool(_written, path, batch, towns)
        await run_in_threadpool(
            _policies_written, door, caller.place, await door.today(), path.with_suffix("")
        )
        file = str(path.relative_to(door.settings.exchange_dir))
    return ExportMade(
        batch=batch.number,
        added=counted[province.ADD],
        changed=counted[province.CHANGE],
        removed=counted[province.REMOVE],
        file=file,
    )


def _written(path: Path, batch: province.Batch, towns: Mapping[str, str]) -> None:
    heads = (
        "变动", "姓名", "身份证号码", "类别", "案件编号", "乡镇（街道）", "所在家庭月救助金额（元）",
    )  # fmt: skip
    rows = (
        (
            province.CHANGE_ZH[x.change],
            x.name,
            x.id_no,
            KLASS_ZH[Klass(x.klass)],
            x.case_no,
            towns.get(x.township, x.township),
            "" if x.change == province.REMOVE else yuan(batch.given.get(x.case_no, 0)),
        )
        for x in batch.lines
    )
    write_sheet(path, "低收入人口变动", heads, rows)


def _policies_written(door: Door, place: str, today: date, path: Path) -> None:
    """The rules the place has in force that day, beside the batch they were applied in (YC-14)."""
    known = packs.load(door.settings.policy_overlays)
    production = door.settings.env == "production"
    found = (
        packs.value(known, place, today, name, production=production)
        for name in sorted(known.definitions[NATIONAL])
    )
    rows = (
        (one.name, one.zh, in_words(one), str(one.since or ""), one.cite or STATUS_ZH[one.status])
        for one in found
        if one.value is not None
    )
    heads = ("参数", "名称", "适用的值", "自", "依据")
    write_sheet(path.with_name(f"{path.name}-policies.xlsx"), "本地政策", heads, rows)


async def confirm_now(door: Door, caller: Caller, body: ConfirmBody) -> Confirmed:
    must_be(caller, EXPORTERS, "登记省级系统确认", "JZ-01")
    done = await door.write(
        province.confirm, caller.place, body.batch, frozenset(body.refused), await door.today()
    )
    return Confirmed(confirmed=done)
