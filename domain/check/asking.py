"""Whether a pair of item and person may be asked today: a rule in force, and a paper signed.

Judged anew before each question, so that an authorisation that ends or is withdrawn in mid-check
stops what has not been asked yet (YC-19), and a query rule that ends does too (ZH-06).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from domain.authorisation import FINANCIAL, Authorisation, valid_for
from domain.base import Frozen

BOTH_SIDES = 2
"""A query rule holds when civil affairs and the department have both signed it (TR-32)."""


class QueryRule(Frozen):
    """What civil affairs and one department agreed on; `items` empty: all the department has.

    `days`: working days to answer; None leaves the general period. `until` None: open.
    """

    number: str
    basis: str
    items: tuple[str, ...] = ()
    days: int | None = None
    signed: tuple[str, ...] = ()
    since: date
    until: date | None = None

    def holds(self, item: str, on: date) -> bool:
        return (
            len(set(self.signed)) >= BOTH_SIDES
            and bool(self.number and self.basis)
            and (not self.items or item in self.items)
            and self.since <= on
            and (self.until is None or on <= self.until)
        )


class Consent(Frozen):
    """What was signed. `family_paper`: the one paper of the whole family, where nobody's own
    signature is on record; `own_signature`: it does not do for financial items (YC-19)."""

    authorisations: tuple[Authorisation, ...] = ()
    family_paper: str = ""
    own_signature: bool = False

    def paper(self, person: str, item: str, written: bool, on: date) -> str:
        """The paper that lets us ask; empty when there is none."""
        own = self._own(person, item, written, on)
        if own is not None:
            return own.paper
        if self.authorisations or (written and self.own_signature):
            return ""
        return self.family_paper

    def until(self, person: str, item: str, written: bool, on: date) -> date | None:
        own = self._own(person, item, written, on)
        return own.until if own is not None else None

    def _own(self, person: str, item: str, written: bool, on: date) -> Authorisation | None:
        found = valid_for(self.authorisations, person, item, on)
        if found is None and written:
            found = valid_for(self.authorisations, person, FINANCIAL, on)
        return found


def rule_for(rules: Iterable[QueryRule], item: str, on: date) -> QueryRule | None:
    """The newest rule under which this item may be asked that day."""
    found = [rule for rule in rules if rule.holds(item, on)]
    return max(found, key=lambda rule: (rule.since, rule.number), default=None)
