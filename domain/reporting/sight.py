"""Who may read which unit's report: the office and those who supervise all, a unit its own."""

from __future__ import annotations

from domain.assembly.sight import READS_ALL
from domain.case.lifecycle import Role
from domain.reporting.file import ReportFile

REPORT_READERS = (*READS_ALL, Role.UNIT_LIAISON)


def seen_by(file: ReportFile, role: Role, unit: str) -> ReportFile:
    """The reports as this person may read them."""
    if role in READS_ALL:
        return file
    own = file.of(unit)
    name = own.unit if own else ""
    return file.having(
        reports=(own,) if own else (),
        drafts=(),
        missing=tuple(u for u in file.missing if u == name),
        journal=tuple(
            e.model_copy(update={"text": ""}) if e.unit != name else e for e in file.journal
        ),
    )
