"""Photos and scans of a case: who may put them in, who may look, and which of them an act may name."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Final

import structlog
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from api.frame.auditing import log_command
from api.frame.door import Door
from api.frame.guard import too_large
from api.frame.problems import FieldFault, Problem, not_found, of_refusal, unavailable
from api.scope import Caller, Sight, must_be
from api.work.targets import find_case
from domain.base import CaseRefusal
from domain.case.lifecycle import Role
from domain.evidence import EVIDENCE_ZH, EvidenceKind
from runtime.keys import KeyFault
from store.evidence import keeping
from store.evidence.content import FileType, type_of
from store.evidence.vault import Lost, Vault
from store.tables import EvidenceRow

UPLOADERS: Final = (
    Role.INTAKE,
    Role.VILLAGE,
    Role.SURVEYOR,
    Role.REVIEWER,
    Role.TOWNSHIP_LEADER,
    Role.COUNTY_REVIEWER,
)
_CLAUSE: Final = "57号 Art 16"


class EvidenceView(BaseModel):
    """一份照片或者扫描件；内容另行下载。"""

    digest: str = Field(description="内容的 SHA-256，办理时填写的就是它")
    kind: str = Field(description="材料类别代码")
    kind_zh: str
    media_type: str
    size: int = Field(description="字节数")
    by: str = Field(description="上传人账号")
    at: datetime
    href: str = Field(description="下载地址")

    @classmethod
    def of(cls, row: EvidenceRow) -> EvidenceView:
        return cls(
            digest=row.digest,
            kind=row.kind,
            kind_zh=EVIDENCE_ZH[EvidenceKind(row.kind)],
            media_type=row.media_type,
            size=row.size,
            by=row.by,
            at=row.at,
            href=f"/api/v1/cases/{row.case_no}/evidence/{row.digest}",
        )


def vault_of(door: Door) -> Vault:
    return Vault(door.settings.evidence_dir, door.keyring)


def most_bytes(door: Door) -> int:
    return door.settings.evidence_max_mb * 1024 * 1024


async def upload(
    door: Door, caller: Caller, case_no: str, kind: EvidenceKind, data: bytes, request_id: str
) -> EvidenceView:
    """The file as it is kept. Putting the same content in again shows the first. Problem otherwise."""
    row, _ = await find_case(door, caller, case_no)
    try:
        must_be(caller, UPLOADERS, "上传照片、扫描件", _CLAUSE)
        made = await _kept(door, caller, case_no, kind, data)
    except Problem as problem:
        await log_command(
            door, caller, "upload_evidence", case_no, problem.code, row.place, request_id
        )
        raise
    await log_command(door, caller, "upload_evidence", case_no, "done", row.place, request_id)
    return EvidenceView.of(made)


async def _kept(
    door: Door, caller: Caller, case_no: str, kind: EvidenceKind, data: bytes
) -> EvidenceRow:
    if len(data) > most_bytes(door):
        raise too_large(most_bytes(door))
    try:
        found: FileType = await run_in_threadpool(type_of, data)
    except CaseRefusal as refusal:
        problem = of_refusal(refusal, 422)
        problem.errors = (FieldFault(field="file", message=refusal.message),)
        raise problem from None
    digest = await run_in_threadpool(vault_of(door).keep, data)
    try:
        return await door.write(
            keeping.add,
            EvidenceRow(
                case_no=case_no,
                digest=digest,
                kind=kind.value,
                media_type=found.value,
                size=len(data),
                by=caller.id,
                at=datetime.now(UTC),
            ),
        )
    except keeping.Full:
        raise Problem(
            409,
            "evidence_full",
            f"本案照片、扫描件已达{keeping.MOST_PER_CASE}份上限，请先核对是否重复上传。",
            case_no=case_no,
        ) from None


async def listed(door: Door, caller: Caller, case_no: str) -> tuple[EvidenceRow, ...]:
    """What the caller may open: everything, or for those who see the family masked, their own."""
    _, sight = await find_case(door, caller, case_no)
    rows = await door.read(keeping.of_case, case_no)
    return tuple(row for row in rows if sight is Sight.PERSONS or row.by == caller.id)


async def opened(
    door: Door, caller: Caller, case_no: str, digest: str, request_id: str
) -> tuple[EvidenceRow, bytes]:
    """One file's content; each look is logged. 404 also for what is not the caller's to see."""
    row, sight = await find_case(door, caller, case_no)
    found = await door.read(keeping.find, case_no, digest)
    if found is None or (sight is not Sight.PERSONS and found.by != caller.id):
        raise not_found("照片、扫描件")
    try:
        data = await run_in_threadpool(vault_of(door).read, digest)
        if hashlib.sha256(data).hexdigest() != digest:
            raise KeyFault("the content is not what its digest says")
    except (Lost, KeyFault):
        structlog.get_logger("api").error("evidence lost", case=case_no)
        raise unavailable(30) from None
    await log_command(door, caller, "open_evidence", case_no, "done", row.place, request_id)
    return found, data


def headers_of(row: EvidenceRow) -> dict[str, str]:
    """Never shown inside a page of ours, and under a name we made."""
    name = f"{row.case_no}-{row.digest[:12]}.{FileType(row.media_type).ending}"
    return {
        "content-disposition": f'attachment; filename="{name}"',
        "content-security-policy": "default-src 'none'; sandbox",
        "x-content-type-options": "nosniff",
    }
