"""The member units of the body on one day, as an item keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from domain.base import Frozen
from domain.body.composition import BodyOn, Gone, StandIn
from domain.case.file import require
from domain.case.lifecycle import Role
from domain.places import Unit


class Members(Frozen):
    """The member units of a place's coordinating body on the day `on`, under their names then.

    `incomplete`: nobody may be called absent from it (ZH-01, 7.1). `gone`: units that were members
    and are no longer; `stand_ins`: who does a convener's duties that day (OPN-34).
    """

    body_zh: str
    units: tuple[Unit, ...]
    incomplete: bool = False
    on: date | None = None
    township: str = ""
    gone: tuple[Gone, ...] = ()
    stand_ins: tuple[StandIn, ...] = ()

    @staticmethod
    def of(body: BodyOn) -> Members:
        """The members as an item keeps them, from the body of that day."""
        return Members(
            body_zh=body.zh,
            units=tuple(
                Unit(
                    code=s.code,
                    zh=s.zh,
                    inferred=s.inferred,
                    aliases=s.aliases,
                    group=s.group,
                    since=s.since,
                )
                for s in body.seats
            ),
            incomplete=not body.certain,
            on=body.on,
            township=body.township,
            gone=body.gone,
            stand_ins=body.stand_ins,
        )

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(unit.zh for unit in self.units)

    def unit(self, text: str) -> Unit | None:
        """The member unit with that code, name of any day, or other word for it."""
        return next((unit for unit in self.units if text in unit.words), None)

    def after(self, text: str) -> Unit | None:
        """The member unit of that name, or the one that took over from it when it left."""
        for _ in self.gone:
            left = next((g for g in self.gone if text in (g.code, g.zh)), None)
            if left is None or not left.successor or self.unit(text):
                break
            text = left.successor
        return self.unit(text)

    def stands_in(self, account: str, post: Role, on: date) -> bool:
        """Whether this account does the duties of that post on the day."""
        return any(
            s.account == account and s.post is post and s.since <= on <= s.until
            for s in self.stand_ins
        )

    def named(self, given: Iterable[str], clause: str) -> tuple[str, ...]:
        """The Chinese names of these units (codes or names). Refused unless each is a member
        unit and named once."""
        texts = tuple(given)
        found = tuple(self.unit(text) for text in texts)
        strange = tuple(text for text, unit in zip(texts, found, strict=True) if unit is None)
        require(
            not strange,
            "unit_unknown",
            f"以下单位不在{self.body_zh}成员单位名单中：{'、'.join(strange)}。"
            f"{self._departed(strange)}成员单位为：{'、'.join(self.names)}。",
            clause,
        )
        names = tuple(unit.zh for unit in found if unit is not None)
        require(
            len(set(names)) == len(names),
            "unit_twice",
            "同一单位只能填写一次，请删除重复的单位。",
            clause,
        )
        return names

    def _departed(self, texts: Iterable[str]) -> str:
        """What became of those among them that were members once."""
        left = {g.code: g for g in self.gone} | {g.zh: g for g in self.gone}
        said = []
        for gone in dict.fromkeys(left[t] for t in texts if t in left):
            heir = self.unit(gone.successor) if gone.successor else None
            then = f"，职责由{heir.zh}承接" if heir else ""
            said.append(f"{gone.zh}自{gone.until}后不再是成员单位{then}。")
        return "".join(said)
