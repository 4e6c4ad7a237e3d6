"""Every activity of a worker, from one table of classes."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, Final

from temporalio import activity

from activities.assembly import AssemblyActivities
from activities.audit_desk import AuditDeskActivities
from activities.bank import BankActivities
from activities.compare import CompareActivities
from activities.departments import DepartmentActivities
from activities.desk import DeskActivities
from activities.discovery import DiscoveryActivities
from activities.funds import FundActivities
from activities.meeting import MeetingActivities
from activities.notices import NoticeActivities
from activities.oversight import OversightActivities
from activities.passing_on import PassingOnActivities
from activities.pay import PayActivities
from activities.policy import PolicyActivities
from activities.projection import ProjectionActivities
from activities.putoff import PutOffActivities
from activities.rulebook import RulebookActivities
from activities.spot import SpotActivities
from activities.tools import Tools
from activities.watch import WatchActivities
from runtime.keys import KeyRing
from runtime.settings import Settings

FACTORIES: Final[tuple[Callable[[Tools], object], ...]] = (
    PolicyActivities,
    ProjectionActivities,
    DepartmentActivities,
    DiscoveryActivities,
    NoticeActivities,
    PassingOnActivities,
    PutOffActivities,
    MeetingActivities,
    AssemblyActivities,
    DeskActivities,
    PayActivities,
    BankActivities,
    FundActivities,
    CompareActivities,
    WatchActivities,
    SpotActivities,
    OversightActivities,
    RulebookActivities,
    AuditDeskActivities,
)
"""Add a class here and its `@activity.defn` methods are registered."""


def build(settings: Settings, keyring: KeyRing) -> list[Callable[..., Any]]:
    """Every activity, ready for a worker. Two of one name are a fault of the code."""
    return collect(Tools.of(settings, keyring))


def collect(tools: Tools) -> list[Callable[..., Any]]:
    """As `build`, from tools the caller made and will close."""
    found: dict[str, Callable[..., Any]] = {}
    for factory in FACTORIES:
        for method in _activities_of(factory(tools)):
            name = name_of(method)
            if name in found:
                raise RuntimeError(f"two activities are named {name}")
            found[name] = method
    return list(found.values())


def name_of(method: Callable[..., Any]) -> str:
    """The name an activity is registered under."""
    definition = activity._Definition.must_from_callable(method)
    return definition.name or ""


def _activities_of(instance: object) -> list[Callable[..., Any]]:
    return [
        method
        for _, method in inspect.getmembers(instance, callable)
        if activity._Definition.from_callable(method) is not None
    ]
