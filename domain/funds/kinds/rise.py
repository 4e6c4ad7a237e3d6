"""标准提高: who changes and by how much is counted first, then applied to everyone, then proved.

Nothing is changed by the preview. Applying sends one act to each household's own case, which
computes its new sum from its own facts under the new rules; so it can be stopped and taken up
again anywhere. It ends only when a count over all living cases finds nobody left out (A12).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from domain.case.acts import Officer
from domain.case.lifecycle import Role
from domain.funds import acts
from domain.funds.matter import (
    Errand,
    ErrandDone,
    Matter,
    MatterKind,
    MatterStage,
    asked,
    moved,
    require,
)
from domain.funds.parts import Rise
from domain.journal import bound
from domain.money import yuan_zh
from domain.task import Task

NEEDS = ("dibao.standard",)
MONTHLY = ("dibao", "tekun")
"""Programmes whose monthly sum follows the standard."""


def proposed(
    place: str, by: Officer, on: date, programmes: tuple[str, ...], since: date, paper: str
) -> Matter:
    """A new matter: the standards of these programmes rise from that month on (its first day)."""
    require(since.day == 1, "bad_month", "执行月份应当写成当月第一天。", "社会救助法 Art 47")
    require(
        programmes and set(programmes) <= set(MONTHLY),
        "programme_unknown",
        "标准提高只适用于按月发放的救助项目，请从低保、特困中选择。",
        "社会救助法 Art 47",
    )
    rise = Rise(programmes=tuple(sorted(set(programmes))), since=since, paper=paper)
    start = Matter(
        kind=MatterKind.RISE,
        place=place,
        key=f"{since:%Y-%m}",
        opened_by=by,
        opened_on=on,
        stage_since=on,
        latest=on,
        rise=rise,
    )
    return _preview(start, on)


def rise_of(file: Matter) -> Rise:
    if file.rise is None:
        raise RuntimeError("not a rise")
    return file.rise


def with_rise(file: Matter, **changes: object) -> Matter:
    return file.having(rise=rise_of(file).model_copy(update=changes))


def _errand(file: Matter, what: str, number: int, on: date) -> Errand:
    rise = rise_of(file)
    return Errand(
        key=f"{what}:{number}",
        what=what,
        on=on,
        seq=file.seq + 1,
        details=(
            ("programmes", ",".join(rise.programmes)),
            ("since", rise.since.isoformat()),
            ("paper", rise.paper),
            ("by", rise.applied_by),
        ),
    )


def _preview(file: Matter, on: date) -> Matter:
    number = rise_of(file).previews + 1
    return asked(
        with_rise(file, previews=number, digest=""), _errand(file, "preview_rise", number, on)
    )


def preview_rise(file: Matter, act: acts.PreviewRise) -> tuple[Matter, str]:
    return _preview(moved(file, MatterStage.OPEN, act.on), act.on), ""


def apply_rise(file: Matter, act: acts.ApplyRise) -> tuple[Matter, str]:
    rise = rise_of(file)
    require(
        bound(file.opened_by).isdisjoint(act.officer.accounts),
        "same_person",
        "提出标准提高的人不能批准实施，请由其他人员办理。",
        "YC-06",
    )
    require(
        (act.changed, act.monthly_fen, act.digest) == (rise.changed, rise.monthly_fen, rise.digest),
        "preview_differs",
        f"测算结果为{rise.changed}户、每月增加{yuan_zh(rise.monthly_fen)}，与您确认的不一致，"
        "请重新打开测算结果核对。",
        "社会救助法 Art 47",
    )
    started = with_rise(file, applied_by=act.officer.id, applied_on=act.on, rounds=1)
    going = moved(started, MatterStage.APPLYING, act.on)
    return asked(going, _errand(going, "apply_rise", 1, act.on)), (
        f"{rise.changed}户，每月增加{yuan_zh(rise.monthly_fen)}，自{rise.since:%Y-%m}起执行"
    )


def previewed(file: Matter, errand: Errand, done: ErrandDone) -> tuple[Matter, str]:
    counted = with_rise(
        file,
        households=done.figure("households"),
        changed=done.figure("changed"),
        unchanged=done.figure("unchanged"),
        monthly_fen=done.figure("monthly_fen"),
        digest=done.digest,
        ended=done.figure("ended"),
        by_hand=done.figure("by_hand"),
        arrears_fen=done.figure("arrears_fen"),
    )
    text = (
        f"测算{done.figure('households')}户，其中{done.figure('changed')}户金额变动，"
        f"每月增加{yuan_zh(done.figure('monthly_fen'))}"
    )
    if done.figure("ended"):
        text += (
            f"；已终止{done.figure('ended')}户补发{yuan_zh(done.figure('arrears_fen'))}"
            f"，其中{done.figure('by_hand')}户请人工核定"
        )
    return moved(counted, MatterStage.PROPOSED, errand.on), text


def applied(file: Matter, errand: Errand, done: ErrandDone) -> tuple[Matter, str]:
    """Sent to every case; now it is counted who was left out."""
    after = with_rise(
        file,
        applied=rise_of(file).applied + done.figure("applied"),
        failed=done.figure("failed"),
    )
    number = rise_of(after).rounds
    told = f"已调整{done.figure('applied')}户" + (
        f"，未能调整{done.figure('failed')}户" if done.figure("failed") else ""
    )
    return asked(after, _errand(after, "prove_rise", number, errand.on)), told


def proved(file: Matter, errand: Errand, done: ErrandDone) -> tuple[Matter, str]:
    """Nobody missed: the end, with the digest of the count. Else the rest is applied again."""
    missed = done.figure("missed")
    after = with_rise(file, missed=missed, proof=done.digest if not missed else "")
    if not missed:
        return (
            moved(after, MatterStage.CLOSED, errand.on),
            f"逐户核对{done.figure('households')}户，无遗漏，校验码{done.digest[:8]}",
        )
    number = rise_of(after).rounds + 1
    again = with_rise(after, rounds=number)
    tomorrow = file.law.calendar.working_days_after(errand.on, 1).on
    return asked(
        again, _errand(again, "apply_rise", number, tomorrow)
    ), f"尚有{missed}户没有调整，继续办理"


RULES: Mapping[str, Callable[[Matter, Any], tuple[Matter, str]]] = {
    "preview_rise": preview_rise,
    "apply_rise": apply_rise,
}
SOMETHING: Mapping[str, Callable[[Matter], bool]] = {}
DONE: Mapping[str, Callable[[Matter, Errand, ErrandDone], tuple[Matter, str]]] = {
    "preview_rise": previewed,
    "apply_rise": applied,
    "prove_rise": proved,
}


def tasks(file: Matter) -> tuple[Task, ...]:
    rise = rise_of(file)
    if file.stage is not MatterStage.PROPOSED:
        return ()
    return (
        Task(
            code="apply_rise",
            zh=f"请审定{rise.since:%Y-%m}起的标准提高（{rise.changed}户，每月增加{yuan_zh(rise.monthly_fen)}）",
            act="apply_rise",
            role=Role.COUNTY_APPROVER,
            since=file.stage_since,
            clause="社会救助法 Art 47",
        ),
    )
