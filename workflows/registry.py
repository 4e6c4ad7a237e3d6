"""Every workflow a worker of ours runs, in one list."""

from __future__ import annotations

from workflows.affair import AffairWorkflow
from workflows.assembly import MeetingWorkflow
from workflows.case import CaseWorkflow
from workflows.check import HouseholdCheckWorkflow
from workflows.compare import ComparisonWorkflow, StartComparisons
from workflows.complaint import ComplaintWorkflow
from workflows.credit import CreditWorkflow
from workflows.discovery import DiscoveryWorkflow
from workflows.item import JointMeetingItemWorkflow
from workflows.matter import MatterWorkflow
from workflows.measures import MeasuresWorkflow
from workflows.oversight import OversightWorkflow
from workflows.payrun import DisbursementRunWorkflow
from workflows.paystart import StartMonthlyRuns
from workflows.putoff import PutOffWorkflow
from workflows.reports import MemberReportWorkflow, StartReports
from workflows.rounds import RoundWorkflow
from workflows.rulebook import RulebookWorkflow
from workflows.spot import SpotCheckWorkflow, StartSpotChecks
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
    ComparisonWorkflow,
    StartComparisons,
    ComplaintWorkflow,
    SpotCheckWorkflow,
    StartSpotChecks,
    OversightWorkflow,
    RoundWorkflow,
    CreditWorkflow,
    PutOffWorkflow,
    RulebookWorkflow,
]
