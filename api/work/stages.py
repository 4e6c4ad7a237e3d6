"""What a stage of any procedure is called on the screens."""

from __future__ import annotations

from api.work.compare.acting import compare_stage_zh
from api.work.desk.acting import OF_DESK, desk_stage_zh
from api.work.watch.kinds import WATCHES, watch_stage_zh
from domain.assembly.lifecycle import MEETING_STAGE_ZH, MeetingStage
from domain.case.lifecycle import STAGE_ZH, Stage
from domain.discovery.lifecycle import LEAD_STAGE_ZH, LeadStage
from domain.funds.matter import MATTER_STAGE_ZH, MatterKind, MatterStage
from domain.oversight.file import OVERSIGHT_STAGE_ZH, OversightKind, OversightStage


def stage_zh_of(stage: str, kind: str) -> str:
    """Empty for a stage no table knows."""
    if kind in OF_DESK:
        return desk_stage_zh(kind, stage)
    if kind == "compare":
        return compare_stage_zh(stage)
    if kind in WATCHES:
        return watch_stage_zh(kind, stage)
    if kind in set(OversightKind):
        return OVERSIGHT_STAGE_ZH[OversightStage(stage)]
    if kind in set(MatterKind):
        return MATTER_STAGE_ZH[MatterStage(stage)]
    if stage in LeadStage.__members__.values():
        return LEAD_STAGE_ZH[LeadStage(stage)]
    if stage in MeetingStage.__members__.values() and stage not in Stage.__members__.values():
        return MEETING_STAGE_ZH[MeetingStage(stage)]
    return STAGE_ZH[Stage(stage)] if stage in Stage.__members__.values() else ""
