"""The auditor's desk at the door: a list handed in, suspicions with their verification, the workbook."""

from __future__ import annotations

import asyncio
import hashlib
import uuid
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import IO, Any, Final, Protocol

from pydantic import Field

from activities.audit_desk import list_path
from api.frame.door import Door
from api.frame.guard import REGISTER_LIMIT, too_large
from api.frame.problems import FieldFault, bad_input, not_found
from api.scope import Caller, must_be
from api.work.oversight import oversight_file, oversight_row, units_of
from api.work.shapes import View
from documents.audit_book import AuditSheet, audit_book
from domain.case.lifecycle import Role
from domain.compare.matching import DOUBT_ZH, Doubt
from domain.identity import mask_name
from domain.money import yuan
from domain.oversight.desk import LIST_ZH, RISK_ZH, ListKind, Sample
from domain.oversight.file import (
    OVERSIGHT_STAGE_ZH,
    VERDICT_ZH,
    AuditPart,
    OversightFile,
    OversightKind,
    OversightStage,
)
from domain.programme import PROGRAMME_ZH, Programme
from store.tables import OversightRow, SuspicionRow
from store.watching import matters, suspicions

CLAUSE: Final = "ZH-15; HB-23; TR-40"
HANDERS: Final = (Role.AUDITOR,)
_BLOCK: Final = 1024 * 1024
FORMATS: Final = {".xlsx": "xlsx", ".csv": "csv"}
SAMPLED: Final = (
    "抽样", "层", "总体（件）", "抽中案件", "核查结果", "核查情况", "日期", "种子摘要", "名单摘要",
)  # fmt: skip
SUSPECTED: Final = (
    "名单", "类别", "行", "案件", "成员", "乡镇（街道）", "日期", "匹配", "疑问", "核实结果",
)  # fmt: skip
MENDED: Final = (
    "编号", "内容", "案件", "责任单位", "期限", "涉及金额（元）", "已纠正（元）", "阶段", "结论",
    "办结日期",
)  # fmt: skip
STATE_ZH: Final = {
    suspicions.CERTAIN: "匹配",
    suspicions.OPEN: "疑似，待核对",
    suspicions.SAME: "核对为同一人",
    suspicions.OTHER: "核对为不同的人",
}


class Upload(Protocol):
    filename: str | None

    async def read(self, size: int = -1) -> bytes: ...


class SuspicionView(View):
    """一条疑点：哪份名单的哪一行、涉及哪个案件、核实到了哪一步。疑点不是结论。"""

    key: str
    list: int
    kind_zh: str
    row: int
    case_no: str
    member: str
    township: str
    event_on: date | None
    doubt_zh: str = Field(description="为什么不能确定；空为确定")
    state_zh: str
    name: str = Field(description="名单上的姓名（已脱敏）")
    detail: str = Field(description="名单上的其他内容，如车牌、单位、坐落")
    href: str = Field(description="核实的监督事项；空为尚未下发")
    verified_zh: str = Field(description="核实结果")


async def audit_of(
    door: Door, caller: Caller, place: str, number: str
) -> tuple[OversightFile, AuditPart]:
    """The audit, for whoever may open it; 404 for anybody else."""
    row = await oversight_row(door, caller, OversightKind.AUDIT.value, place, number)
    file = await oversight_file(door, row)
    if file.audit is None:
        raise not_found("审计")
    return file, file.audit


async def hand_in(door: Door, caller: Caller, place: str, file: Upload) -> dict[str, str]:
    """Takes the bytes into the tray, whole or not at all; their digest and form, as the act wants."""
    must_be(caller, HANDERS, "报送外部名单", CLAUSE)
    form = FORMATS.get(Path(file.filename or "").suffix.lower())
    if form is None:
        message = "请选择名单文件：工作簿（.xlsx）或者文本表格（.csv）。"
        raise bad_input((FieldFault(field="file", message=message),))
    scratch = list_path(door.settings.exchange_dir, place, f".{uuid.uuid4().hex}", "part")
    scratch.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    scratch.touch(mode=0o600)
    digest, size = hashlib.sha256(), 0
    try:
        with scratch.open("wb") as out:
            while block := await file.read(_BLOCK):
                size += len(block)
                if size > REGISTER_LIMIT:
                    raise too_large(REGISTER_LIMIT)
                digest.update(block)
                out.write(block)
        scratch.replace(list_path(door.settings.exchange_dir, place, digest.hexdigest(), form))
    finally:
        scratch.unlink(missing_ok=True)
    return {"digest": digest.hexdigest(), "format": form}


async def suspicions_of(door: Door, caller: Caller, place: str, number: str) -> list[SuspicionView]:
    """Every match of the audit's lists, doubtful ones first, with what verification came to."""
    await audit_of(door, caller, place, number)
    rows = await door.read(suspicions.listed, place, number)
    subjects = [f"suspicion/{place}/{row.number}" for row in rows if row.number]
    known = await door.read(matters.by_subject, subjects)
    shown = [_view(row, known.get(f"suspicion/{place}/{row.number}")) for row in rows]
    return sorted(shown, key=lambda v: v.state_zh != STATE_ZH[suspicions.OPEN])


def _view(row: SuspicionRow, matter: OversightRow | None) -> SuspicionView:
    return SuspicionView(
        key=row.key,
        list=row.list,
        kind_zh=LIST_ZH[_kind(row.kind)],
        row=row.row,
        case_no=row.case_no,
        member=row.member,
        township=row.township,
        event_on=row.event_on,
        doubt_zh=DOUBT_ZH[Doubt(row.doubt)] if row.doubt else "",
        state_zh=STATE_ZH[row.state],
        name=mask_name(row.name) if row.name else "",
        detail=row.detail,
        href=f"/oversight/suspicion/{row.place}/{row.number}" if matter else "",
        verified_zh=_verified(matter),
    )


async def line_of(door: Door, place: str, number: str) -> tuple[tuple[str, str], ...]:
    """What the township verifies: the member and what the list says; whoever may read the matter may."""
    row = await door.read(suspicions.of_matter, place, number)
    if row is None:
        return ()
    rows = (
        ("案件", row.case_no),
        ("成员", member_zh(row.member)),
        ("名单上的姓名", mask_name(row.name) if row.name else ""),
        ("日期", str(row.event_on or "")),
        ("名单所载", row.detail),
        ("匹配", STATE_ZH[row.state]),
        ("疑问", DOUBT_ZH[Doubt(row.doubt)] if row.doubt else ""),
    )
    return tuple(line for line in rows if line[1])


def member_zh(member: str) -> str:
    return f"第{member.removeprefix('m')}名成员"


def _kind(code: str) -> ListKind:
    return next(kind for kind in LIST_ZH if kind == code)


def _verified(matter: OversightRow | None) -> str:
    if matter is None:
        return ""
    if matter.verdict:
        return VERDICT_ZH[matter.verdict]
    late = "，已超期" if matter.overdue else ""
    return OVERSIGHT_STAGE_ZH[OversightStage(matter.stage)] + late


def stratum_zh(sample: Sample, name: str, townships: dict[str, str]) -> str:
    """The name of a stratum in words."""
    if not sample.by:
        return "全部"
    words = []
    for dimension, code in zip(sample.by, name.split("/"), strict=False):
        match dimension:
            case "programme":
                words.append(PROGRAMME_ZH[Programme(code)])
            case "township":
                words.append(townships.get(code, code))
            case "amount":
                words.append(_band_zh(sample, int(code)))
            case "risk":
                words.append(RISK_ZH[code])
    return "、".join(words)


def _band_zh(sample: Sample, band: int) -> str:
    limits = [yuan(fen) for fen in sample.bands_fen]
    if band == 0:
        return f"不足{limits[0]}元"
    if band == len(limits):
        return f"{limits[-1]}元以上"
    return f"{limits[band - 1]}元至不足{limits[band]}元"


async def workbook_of(door: Door, caller: Caller, place: str, number: str) -> IO[bytes]:
    """Samples, suspicions and findings of an audit, each on its sheet; no name, no number. An open file,
    closed by who sends it."""
    _, audit = await audit_of(door, caller, place, number)
    found = await suspicions_of(door, caller, place, number)
    names = {t.code: t.zh for t in door.place(place).townships}
    units = units_of(door, place)
    findings = await door.read(
        matters.by_subject, [f"finding/{place}/{f.number}" for f in audit.findings]
    )
    suspected = (
        (v.list, v.kind_zh, v.row, v.case_no, member_zh(v.member),
         names.get(v.township, v.township), v.event_on, v.state_zh, v.doubt_zh,
         v.verified_zh or "尚未下发")
        for v in found
    )  # fmt: skip
    mended = (
        (r.number, held.text, "、".join(held.cases), units.get(r.unit, r.unit), held.due,
         yuan(r.amount_fen), yuan(r.corrected_fen),
         OVERSIGHT_STAGE_ZH[OversightStage(r.stage)] + ("，已超期" if r.overdue else ""),
         VERDICT_ZH.get(r.verdict, ""), r.closed_on)
        for r, held in ((r, matters.file_in(r).held) for r in findings.values())
    )  # fmt: skip
    sheets = (
        AuditSheet("抽样", SAMPLED, _sampled(audit.samples, names)),
        AuditSheet("疑点", SUSPECTED, suspected),
        AuditSheet("整改", MENDED, mended),
    )
    return await asyncio.to_thread(audit_book, sheets)


def _sampled(samples: Iterable[Sample], names: dict[str, str]) -> Iterable[tuple[Any, ...]]:
    for sample in samples:
        checks = {c.case_no: c for c in sample.checks}
        for stratum in sample.strata:
            for case_no in stratum.cases:
                check = checks.get(case_no)
                said = "" if check is None else "未发现问题" if check.right else "有问题"
                yield (
                    sample.number, stratum_zh(sample, stratum.name, names), stratum.size, case_no,
                    said, check.text if check else "", check.on if check else None,
                    sample.seed_digest[:16], sample.population_digest[:16],
                )  # fmt: skip
