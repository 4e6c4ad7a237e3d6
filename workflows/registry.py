"""Every workflow a worker of ours runs, in one list."""

from __future__ import annotations

from workflows.affair import AffairWorkflow
from workflows.assembly import MeetingWorkflow
from workflows.case import CaseWorkflow
from workflows.check import HouseholdCheckWorkflow
from workflows.discovery import DiscoveryWorkflow
from workflows.item import JointMeetingItemWorkflow
from workflows.matter import MatterWorkflow
from workflows.measures import MeasuresWorkflow
from workflows.payrun import DisbursementRunWorkflow, StartMonthlyRuns
from workflows.reports import MemberReportWorkflow, StartReports
from workflows.year import OfficeYearWorkflow

WORKFLOWS: list[type] = [
    CaseWorkflow,
    HouseholdCheckWorkflow,
    DiscoveryWorkflow,
    JointMeetingItemWorkflow,
    MeetingWorkflow,
    MeasuresWorkflow,
    MatterWorkflow,
    DisbursementRunWorkflow,
    StartMonthlyRuns,
    AffairWorkflow,
    MemberReportWorkflow,
    StartReports,
    OfficeYearWorkflow,
]
