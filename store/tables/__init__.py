"""The tables as SQLModel classes, by subject. No query lives here; `store.migrations` makes them.

Columns marked `sealed` are encrypted. Everything else stands in clear and must be a code, a date,
a number or a case number: nothing that tells who a person is or what is the matter with them.
"""

from store.tables.assembly import (
    MeetingIntake,
    MeetingMail,
    MeetingMinutes,
    MeetingNumber,
    MeetingPoint,
    MeetingRow,
)
from store.tables.body import BodyChangeRow
from store.tables.cases import AccountRow, CaseRow, EntitlementRow, TaskRow, TimelineRow
from store.tables.discovery import (
    GridRow,
    LeadImport,
    LeadImportLine,
    LeadIntake,
    LeadLine,
    LeadNumber,
    LeadRow,
    RoundRow,
    VillageRow,
)
from store.tables.evidence import EvidenceRow
from store.tables.funds import (
    FundAccountRow,
    FundSheetRow,
    MatterNoteRow,
    MatterRow,
    PriceLine,
    RiseLine,
    SheetCommentRow,
)
from store.tables.intake import CaseNumber, ClaimRow, ImportLine, ImportRow, IntakeRow
from store.tables.meeting import (
    ItemIntake,
    ItemNumber,
    ItemRow,
    MeasureTaskRow,
    MeetingLine,
)
from store.tables.once import OnceAidRow
from store.tables.papers import (
    DeliveryRow,
    DepartmentAsk,
    NoticeCounter,
    NoticeRow,
    PublicitySheet,
)
from store.tables.pay import (
    BankReturnRow,
    BatchLine,
    BatchRow,
    FreezingRow,
    LatenessRow,
    LedgerEntry,
    Obligation,
    OwedRow,
    PayChangeRow,
    PayListRow,
    PayNoteRow,
    PayRunRow,
    PayWarningRow,
)
from store.tables.people import (
    AuditRow,
    IdempotencyRow,
    RehearsalClock,
    SessionRevoked,
    UserRow,
)
from store.tables.relatives import CaseTrace, RegisterRow, RegisterTrace, RelativeMark
from store.tables.together import AidLineRow, CaseReferralRow

__all__ = [
    "AccountRow",
    "AidLineRow",
    "AuditRow",
    "BankReturnRow",
    "BatchLine",
    "BatchRow",
    "BodyChangeRow",
    "CaseNumber",
    "CaseReferralRow",
    "CaseRow",
    "CaseTrace",
    "ClaimRow",
    "DeliveryRow",
    "DepartmentAsk",
    "EntitlementRow",
    "EvidenceRow",
    "FreezingRow",
    "FundAccountRow",
    "FundSheetRow",
    "GridRow",
    "IdempotencyRow",
    "ImportLine",
    "ImportRow",
    "IntakeRow",
    "ItemIntake",
    "ItemNumber",
    "ItemRow",
    "LatenessRow",
    "LeadImport",
    "LeadImportLine",
    "LeadIntake",
    "LeadLine",
    "LeadNumber",
    "LeadRow",
    "LedgerEntry",
    "MatterNoteRow",
    "MatterRow",
    "MeasureTaskRow",
    "MeetingIntake",
    "MeetingLine",
    "MeetingMail",
    "MeetingMinutes",
    "MeetingNumber",
    "MeetingPoint",
    "MeetingRow",
    "NoticeCounter",
    "NoticeRow",
    "Obligation",
    "OnceAidRow",
    "OwedRow",
    "PayChangeRow",
    "PayListRow",
    "PayNoteRow",
    "PayRunRow",
    "PayWarningRow",
    "PriceLine",
    "PublicitySheet",
    "RegisterRow",
    "RegisterTrace",
    "RehearsalClock",
    "RelativeMark",
    "RiseLine",
    "RoundRow",
    "SessionRevoked",
    "SheetCommentRow",
    "TaskRow",
    "TimelineRow",
    "UserRow",
    "VillageRow",
]
