"""An auditor's leave to read (审计调阅授权): whose account, what of a county, from a day until a day.

It rests on the audit authority's notice. One officer of the county registers it, another confirms it;
it may be extended so too, taken back by one of them with a reason, and ends by itself after its last day.
What it covers is asked at one place, `covers`, of every case an auditor would read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Final

from pydantic import Field

from domain.base import Frozen
from domain.case.acts import Act, Officer
from domain.journal import bound, doer
from domain.oversight import acts
from domain.oversight.file import OversightFile, OversightStage, require
from domain.oversight.parts import EngagementPart, Extension, ReadingScope

CLAUSE: Final = "审计法 Art 34; 个人信息保护法 Art 28"
STANDING: Final = "standing"
"""Instead of a leave's number: a demonstration account that no engagement names reads its whole county."""
ENDED_ZH: Final = {
    "declined": "未予确认",
    "lapsed": "期满前没有确认",
    "revoked": "已收回",
    "over": "已到期",
}


class CaseFacts(Frozen):
    """What of a case a scope is held against. `until` None: it still stands."""

    place: str
    township: str
    programme: str
    since: date
    until: date | None = None


def covers(scope: ReadingScope, place: str, case: CaseFacts) -> bool:
    """Whether a case of this kind lies within what may be read; `place`: the county of the leave."""
    return (
        case.place == place
        and (not scope.townships or case.township in scope.townships)
        and (not scope.programmes or case.programme in scope.programmes)
        and (scope.until is None or case.since <= scope.until)
        and (scope.since is None or case.until is None or case.until >= scope.since)
    )


def part_of(file: OversightFile) -> EngagementPart:
    if file.engagement is None:
        raise RuntimeError("not an engagement")
    return file.engagement


def reads_on(file: OversightFile, day: date) -> bool:
    """Whether the account it names may read on this day by it."""
    part = part_of(file)
    return file.stage is OversightStage.GRANTED and part.first <= day <= part.last


def must_hold(part: EngagementPart, on: date) -> None:
    """CaseRefusal when the days or the period of a new engagement cannot be."""
    require(part.first <= part.last, "period_turned", "调阅期限的起日不能晚于止日。", CLAUSE)
    require(
        part.last >= on, "due_in_past", f"调阅期限的止日不能早于登记日期{on}，请核对审计通知书。", CLAUSE
    )  # fmt: skip
    since, until = part.scope.since, part.scope.until
    require(
        since is None or until is None or since <= until,
        "period_turned",
        "案件期间的起日不能晚于止日。",
        CLAUSE,
    )


def confirm(file: OversightFile, act: acts.ConfirmEngagement) -> tuple[OversightFile, str]:
    _second(file.opened_by, act, "登记授权的人不能确认自己登记的授权，请由其他人员确认。")
    part = part_of(file)
    require(
        act.on <= part.last,
        "period_over",
        f"调阅期限已于{part.last}届满，不能再确认，请按新的审计通知书重新登记。",
        CLAUSE,
    )
    after = part.model_copy(update={"confirmed_by": act.officer.id, "confirmed_on": act.on})
    return _at(file, after, OversightStage.GRANTED, act.on), f"{part.first}至{part.last}"


def decline(file: OversightFile, act: acts.DeclineEngagement) -> tuple[OversightFile, str]:
    after = part_of(file).model_copy(update={"ended": "declined"})
    return _at(file, after, OversightStage.CLOSED, act.on), act.reason


def extend(file: OversightFile, act: acts.ExtendEngagement) -> tuple[OversightFile, str]:
    part = part_of(file)
    require(
        act.last > part.last,
        "not_longer",
        f"延长后的止日应当晚于现在的止日{part.last}；要提前结束的，请办理“收回授权”。",
        CLAUSE,
    )
    require(
        part.asked is None,
        "asked_already",
        "已有一次延长等待确认，请先由其他人员办理“确认延长”。",
        CLAUSE,
    )
    asked = Extension(
        last=act.last, notice=act.notice, reason=act.reason, by=act.officer.id, on=act.on
    )
    after = part.model_copy(update={"extensions": (*part.extensions, asked)})
    return file.having(engagement=after), f"延长至{act.last}（{act.notice}）：{act.reason}"


def confirm_extension(file: OversightFile, act: acts.ConfirmExtension) -> tuple[OversightFile, str]:
    part = part_of(file)
    asked = part.asked
    require(asked, "nothing_asked", "没有等待确认的延长，请先办理“申请延长”。", CLAUSE)
    assert asked is not None  # noqa: S101  (narrowing for the type checker)
    asker = doer(file.journal, "extend_engagement")
    _second(asker, act, "申请延长的人不能确认自己的申请，请由其他人员确认。")
    done = asked.model_copy(update={"confirmed_by": act.officer.id, "confirmed_on": act.on})
    after = part.model_copy(
        update={"last": asked.last, "extensions": (*part.extensions[:-1], done)}
    )
    return file.having(engagement=after), f"延长至{asked.last}"


def revoke(file: OversightFile, act: acts.RevokeEngagement) -> tuple[OversightFile, str]:
    after = part_of(file).model_copy(update={"ended": "revoked"})
    return _at(file, after, OversightStage.CLOSED, act.on), act.reason


def stands_open(file: OversightFile, act: str) -> bool:
    """Whether an extension is there to be confirmed, or may be asked for; of other acts always."""
    asked = file.engagement is not None and file.engagement.asked is not None
    return {"confirm_extension": asked, "extend_engagement": not asked}.get(act, True)


def ended_by_itself(file: OversightFile, today: date) -> tuple[OversightFile, str, str] | None:
    """After its last day: the file, and code and words of the line; None while it runs."""
    if file.engagement is None or file.closed or today <= file.engagement.last:
        return None
    over = file.stage is OversightStage.GRANTED
    after = file.engagement.model_copy(update={"ended": "over" if over else "lapsed"})
    words = ("engagement_over", "授权到期") if over else ("engagement_lapsed", "期满未确认")
    return (_at(file, after, OversightStage.CLOSED, today), *words)


def _at(
    file: OversightFile, part: EngagementPart, stage: OversightStage, on: date
) -> OversightFile:
    return file.having(engagement=part, stage=stage, stage_since=on)


def _second(first: Officer | None, act: Act, message: str) -> None:
    require(bound(first).isdisjoint(act.officer.accounts), "same_person", message, CLAUSE)


RULES: Mapping[str, Callable[[OversightFile, Any], tuple[OversightFile, str]]] = {
    "confirm_engagement": confirm,
    "decline_engagement": decline,
    "extend_engagement": extend,
    "confirm_extension": confirm_extension,
    "revoke_engagement": revoke,
}


class Grant(Frozen):
    """A leave that runs today. `subject`: `jiaozuo/2026-001`, or `STANDING` of a demonstration account."""

    subject: str
    scope: ReadingScope = ReadingScope()


class Rights(Frozen):
    """What an auditor's account may read today in its county: whatever one of its leaves covers."""

    place: str
    grants: tuple[Grant, ...] = Field(min_length=1)

    @property
    def whole(self) -> Grant | None:
        """The leave over every case of the county, if there is one."""
        return next((grant for grant in self.grants if grant.scope.whole), None)

    @property
    def scopes(self) -> tuple[ReadingScope, ...]:
        """What its leaves cover, one beside the other; empty: the whole county."""
        return () if self.whole else tuple(grant.scope for grant in self.grants)

    def of_case(self, case: CaseFacts) -> Grant | None:
        """The leave that covers a case; None: it may not be read."""
        return next((g for g in self.grants if covers(g.scope, self.place, case)), None)

    def of_township(self, township: str) -> Grant | None:
        """The leave over every case of a township."""
        return next(
            (
                g
                for g in self.grants
                if g.scope.model_copy(update={"townships": ()}).whole
                and (not g.scope.townships or township in g.scope.townships)
            ),
            None,
        )

    def whole_townships(self, townships: Iterable[str]) -> tuple[str, ...]:
        """Of these townships those of which every case may be read."""
        return tuple(code for code in townships if self.of_township(code))

    @property
    def townships(self) -> tuple[str, ...]:
        """All townships of its leaves; empty: every township."""
        if any(not g.scope.townships for g in self.grants):
            return ()
        return tuple(dict.fromkeys(t for g in self.grants for t in g.scope.townships))
