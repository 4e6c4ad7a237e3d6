"""Written authorisations (授权书): who lets the county ask about him, for what, and how long.

Each adult signs for himself; a guardian signs for a minor or for somebody who cannot (YC-19).
An authorisation that has ended or was withdrawn lets nobody ask anything more: what was asked
before stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from pydantic import Field

from domain.base import CaseRefusal, Frozen
from domain.household import Household, Member
from domain.identity import age_on

ALL = "all"
"""The scope that covers every item of the check."""
FINANCIAL = "financial"
"""Banks, insurers, securities: what `written_authorisation` marks in `check.items`."""
SCOPE_ZH = {ALL: "全部核对项目", FINANCIAL: "银行账户和其他金融资产"}
"""Scopes with a name of their own; any other scope is the code of one item (`CHK-51`)."""
GUARDIAN = "guardian"
"""`signed_by` when the guardian is not a member of the household."""
CLAUSE = "YC-19; 57号 Art 9"


class Signature(Frozen):
    """What one signed paper says about one person.

    `person` and `signed_by` are keys of members (`guardian`: somebody outside the household);
    `until` is its last day, None while the paper states no end; `guardianship` names the paper
    that shows who the guardian is.
    """

    person: str = Field(max_length=4)
    scope: tuple[str, ...] = Field(default=(ALL,), min_length=1, max_length=90)
    until: date | None = None
    signed_by: str = Field(max_length=10)
    paper: str = Field(min_length=2, max_length=80)
    guardianship: str = Field(default="", max_length=80)


class Authorisation(Signature):
    """A signature on its day; `withdrawn_on` is the first day it no longer holds."""

    signed_on: date
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


def signed(
    home: Household, signatures: Iterable[Signature], on: date, adult_age: int
) -> tuple[Authorisation, ...]:
    """The authorisations these signatures make on that day.

    `adult_age` in completed years. CaseRefusal when somebody else signed for an adult, nobody
    fit signed for a minor, or the paper has ended before it was signed.
    """
    made = []
    for signature in signatures:
        _may_sign(home, signature, on, adult_age)
        made.append(Authorisation(**signature.model_dump(), signed_on=on))
    return tuple(made)


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


def is_adult(member: Member, on: date, adult_age: int) -> bool:
    """By the birth date in the ID number; somebody without a number counts as grown up."""
    return not member.id_no or age_on(member.id_no, on) >= adult_age


def unsigned(
    home: Household, authorisations: tuple[Authorisation, ...], on: date
) -> tuple[str, ...]:
    """Keys of counted members about whom no authorisation stands on that day."""
    return tuple(
        m.key
        for m in home.counted
        if not any(a.person == m.key and a.holds_on(on) for a in authorisations)
    )


def _may_sign(home: Household, paper: Signature, on: date, adult_age: int) -> None:
    person, signer = home.member(paper.person), home.member(paper.signed_by)
    if person is None or (signer is None and paper.signed_by != GUARDIAN):
        raise CaseRefusal(
            "member_unknown", "授权人或者签字人不是本户家庭成员，请核对成员编号。", CLAUSE
        )
    if paper.until is not None and paper.until < on:
        raise CaseRefusal(
            "authorisation_ended", "授权书的截止日期早于签字日期，请核对后重新签署。", CLAUSE
        )
    if signer is not None and not is_adult(signer, on, adult_age):
        raise CaseRefusal(
            "signer_not_adult",
            "未成年人不能自行签署授权书，应当由其父母或者其他监护人签字。",
            CLAUSE,
        )
    if signer is person:
        return
    if is_adult(person, on, adult_age) and not paper.guardianship:
        raise CaseRefusal(
            "adult_signs_himself",
            "成年家庭成员应当由本人签署授权书；由监护人代签的，应当写明监护证明的编号。",
            CLAUSE,
        )
    if signer is None and not paper.guardianship:
        raise CaseRefusal(
            "guardianship_missing",
            "由家庭成员以外的监护人签字的，应当写明监护证明的编号。",
            CLAUSE,
        )
