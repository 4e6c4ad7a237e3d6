"""Written authorisations (授权书): who lets the county ask about him, for what, and how long.

Each adult signs for himself; a guardian signs for a minor or for somebody who cannot (YC-19).
An authorisation that has ended or was withdrawn lets nobody ask anything more: what was asked
before stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from pydantic import Field

from domain.base import Frozen

ALL = "all"
"""The scope that covers every item of the check."""
FINANCIAL = "financial"
"""Banks, insurers, securities: what `written_authorisation` marks in `check.items`."""
SCOPE_ZH = {ALL: "全部核对项目", FINANCIAL: "银行账户和其他金融资产"}
"""Scopes with a name of their own; any other scope is the code of one item (`CHK-51`)."""
GUARDIAN = "guardian"
"""`signed_by` when the guardian is not a member of the household."""


class Authorisation(Frozen):
    """One signed paper about one person.

    `person` and `signed_by` are keys of members (`guardian`: somebody outside the household);
    `until` is its last day, None while the paper states no end; `guardianship` names the paper
    that shows who the guardian is; `withdrawn_on` is the first day it no longer holds.
    """

    person: str
    scope: tuple[str, ...] = Field(min_length=1)
    signed_on: date
    until: date | None = None
    signed_by: str
    paper: str = Field(min_length=2, max_length=80)
    guardianship: str = Field(default="", max_length=80)
    withdrawn_on: date | None = None

    def holds_on(self, day: date) -> bool:
        return (
            self.signed_on <= day
            and (self.until is None or day <= self.until)
            and (self.withdrawn_on is None or day < self.withdrawn_on)
        )

    def covers(self, item_scope: str) -> bool:
        return ALL in self.scope or item_scope in self.scope


def valid_for(
    authorisations: Iterable[Authorisation], person: str, item_scope: str, on: date
) -> Authorisation | None:
    """The paper that allows asking about this person, this item (or `financial`) on this day.

    None when nobody may ask. The one signed last goes before older ones.
    """
    found = [
        a for a in authorisations if a.person == person and a.holds_on(on) and a.covers(item_scope)
    ]
    return max(found, key=lambda a: (a.signed_on, a.paper), default=None)


def withdrawn(
    authorisations: Iterable[Authorisation], person: str, on: date
) -> tuple[Authorisation, ...]:
    """The same papers with those of this person ended from that day on."""
    return tuple(
        a.model_copy(update={"withdrawn_on": on})
        if a.person == person and a.withdrawn_on is None
        else a
        for a in authorisations
    )
