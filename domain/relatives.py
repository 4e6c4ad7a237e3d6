"""近亲属备案: who of the handling staff is close to a family, told by number, address or account.

An ID number that stands in the register is a fact: that person is a registered relative. A shared
address or bank account is a lead, which bars the officer until somebody else has looked into it.
Numbers and addresses are compared by keyed digest only (JZ-49, JZ-50, 57号 Art 11).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from enum import StrEnum

from domain.base import Frozen
from domain.household import Household
from domain.identity import normalise_id

SELF = "self"
"""Kinship of the official himself when he is a member of the family."""


class Signal(StrEnum):
    ID_NUMBER = "id_number"
    ADDRESS = "address"
    ACCOUNT = "account"


SIGNAL_ZH = {
    Signal.ID_NUMBER: "身份证号码相同",
    Signal.ADDRESS: "住址相同",
    Signal.ACCOUNT: "银行账户相同",
}

Index = Callable[[str], str]
"""A keyed digest: the same for the same text, telling nothing to who has not the key."""


class Trace(Frozen):
    """What a family member or a registered person leaves to be compared by: a keyed digest."""

    member: str
    signal: Signal
    value: str


class Registered(Frozen):
    """One person of the register as it is compared: an official (`kinship` self) or a relative.

    `key`: the register's own number for the pair of official and person.
    """

    key: str
    kinship: str
    official: str
    account: str = ""
    traces: tuple[Trace, ...] = ()


class Match(Frozen):
    """A member of a family who is, or may be, a registered person."""

    member: str
    signal: Signal
    who: Registered

    @property
    def certain(self) -> bool:
        return self.signal is Signal.ID_NUMBER

    @property
    def key(self) -> str:
        """One per member, registered person and signal."""
        return f"{self.who.key}-{self.member}-{self.signal}"


_HOUSE_NUMBER = re.compile(r"\d")
_NOISE = re.compile(r"[\s,.;:·、，。；：()（）\-—_#]+")
_SHORTEST_ADDRESS = 6


def plain_address(text: str) -> str:
    """An address as it is compared; empty when it names no single house."""
    plain = _NOISE.sub("", unicodedata.normalize("NFKC", text)).lower()
    single = len(plain) >= _SHORTEST_ADDRESS and _HOUSE_NUMBER.search(plain)
    return plain if single else ""


def traces_of_family(home: Household, index: Index) -> tuple[Trace, ...]:
    """Every member by number; address and account of the household under its applicant's key."""
    first = home.applicant.key
    account = home.account
    holder = account.holder if account and home.member(account.holder) else first
    return (
        *(trace for m in home.members for trace in traces_of_person(m.key, m.id_no, "", "", index)),
        *traces_of_person(first, "", home.address, "", index),
        *traces_of_person(holder, "", "", account.number if account else "", index),
    )


def traces_of_person(
    key: str, id_no: str, address: str, account: str, index: Index
) -> tuple[Trace, ...]:
    """What this person can be known by; nothing for what is empty."""
    plain = (
        (Signal.ID_NUMBER, normalise_id(id_no) if id_no else ""),
        (Signal.ADDRESS, plain_address(address)),
        (Signal.ACCOUNT, account.strip()),
    )
    return tuple(
        Trace(member=key, signal=signal, value=index(f"{_SPACE[signal]}:{text}"))
        for signal, text in plain
        if text
    )


_SPACE = {
    Signal.ID_NUMBER: "person",
    Signal.ADDRESS: "address",
    Signal.ACCOUNT: "account",
}
"""What each digest is made under: an address is never equal to a number by chance."""


def matches(family: Iterable[Trace], register: Iterable[Registered]) -> tuple[Match, ...]:
    """Every member and registered person who share a trace, sorted; a fact leaves no lead beside it."""
    by_value: dict[tuple[Signal, str], list[str]] = {}
    for trace in family:
        by_value.setdefault((trace.signal, trace.value), []).append(trace.member)
    found = {
        match.key: match
        for who in register
        for trace in who.traces
        for member in by_value.get((trace.signal, trace.value), ())
        for match in (Match(member=member, signal=trace.signal, who=who),)
    }
    certain = {m.who.account or m.who.official for m in found.values() if m.certain}
    kept = [m for m in found.values() if m.certain or _official(m) not in certain]
    return tuple(sorted(kept, key=lambda m: m.key))


def _official(match: Match) -> str:
    return match.who.account or match.who.official
