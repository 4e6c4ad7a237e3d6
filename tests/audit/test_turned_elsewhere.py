"""Every kind of procedure, not cases alone, is set back by two people or not at all (A33, ADR 0010)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import StringIO

import pytest
from rich.console import Console

from audit.joint.certificate import certify_matter
from audit.joint.show import matter_page, print_matter
from audit.recompute.history import Run
from audit.restart.kinds import form_of, known, speakers
from audit.restart.point import point_of
from audit.rulebook.elsewhere import Elsewhere, asked_elsewhere, twice
from audit.sources import CaseUnknown
from domain import resetting
from domain.base import CaseRefusal
from domain.case.file import CaseFile
from domain.case.lifecycle import Role
from domain.oversight.engine import opened
from domain.oversight.file import Held, OversightKind
from domain.resets import Mendable
from store.rebuild import kinds
from tests.people import officer
from tests.replay import golden
from tests.replay.golden import CONVERTER, Golden
from tests.replay.watch.record import HISTORIES
from tests.replay.watch.test_watch_golden import Kept
from workflows.handing import HandsOn
from workflows.mending import CanBeSetBack
from workflows.registry import WORKFLOWS

NAME = "complaint/jiaozuo/2026-c0005"


@pytest.fixture(scope="module")
async def agreed() -> Golden:
    return await golden.load("complaint_set_back_by_two", HISTORIES)


async def asked(runs: tuple[Run, ...]) -> Elsewhere:
    return await asked_elsewhere(Kept(runs), [NAME], "jiaozuo")


@pytest.mark.rule("AUD-33")
def test_every_kind_of_procedure_hears_two_people_and_keeps_who_they_were() -> None:
    told = {one.__name__: one for one in WORKFLOWS}
    for kind in kinds():
        assert issubclass(told[kind.workflow], (CanBeSetBack, HandsOn)), kind.kind
        _, form = form_of(kind.kind)
        file = form.model_fields["file"].annotation
        assert isinstance(file, type) and issubclass(file, (Mendable, CaseFile)), kind.kind
        assert "repairs" in file.model_fields
    assert known() == {one.kind for one in kinds()} | {"check"}
    with pytest.raises(CaseUnknown):
        form_of("rulebook/nightly")


@pytest.mark.rule("AUD-33")
async def test_a_complaint_set_back_by_two_is_certified_listed_and_no_breach(
    agreed: Golden,
) -> None:
    certificate = await certify_matter(Kept(agreed.runs), "jiaozuo", NAME)
    assert certificate.passed, certificate.findings
    [made] = certificate.resets
    assert made.agreed and made.lost == () and made.aside > 0
    console = Console(record=True, width=200, file=StringIO())
    print_matter(certificate, console)
    assert "系统运行回退" in console.export_text() and made.reason in matter_page(certificate)
    found = await asked(agreed.runs)
    assert found.breaches == ()
    [one] = found.mended
    assert (one.case_no, one.kind, one.by, one.ended_by) == (
        NAME, "reset", made.proposed_by, made.confirmed_by,
    )  # fmt: skip


async def test_the_run_that_was_set_back_may_not_be_missing(agreed: Golden) -> None:
    [run] = agreed.runs
    found = await asked((replace(run, aside=()),))
    assert [b.rule for b in found.breaches] == ["A33"] and "缺失" in found.breaches[0].zh
    assert found.breaches[0].case_no == NAME
    assert (await asked_elsewhere(Kept(agreed.runs), [NAME], "hanbin")) == Elsewhere()


async def test_the_point_of_a_complaint_is_found_and_an_act_behind_it_refuses(
    agreed: Golden,
) -> None:
    [old] = agreed.runs[0].aside
    stuck = replace(old, events=old.events[:-1])
    found = await point_of(stuck, CONVERTER)
    certificate = await certify_matter(Kept(agreed.runs), "jiaozuo", NAME)
    assert found.event_id == certificate.resets[0].event_id
    assert speakers(found.file).place == "jiaozuo"
    act = next(
        e for e in old.events if e.HasField("workflow_execution_update_accepted_event_attributes")
    )
    copy = type(act)()
    copy.CopyFrom(act)
    copy.event_id = len(stuck.events) + 1
    with pytest.raises(CaseRefusal) as caught:
        await point_of(replace(stuck, events=(*stuck.events, copy)), CONVERTER)
    assert caught.value.code == "would_be_lost"


def test_what_ended_once_is_not_looked_at_and_what_ended_twice_is() -> None:
    assert twice({"a": {"1"}, "b": {"1"}}, {"a": {"1"}, "b": {"2"}}) == ("b",)


def test_what_the_auditors_hold_is_set_back_only_with_an_auditors_word() -> None:
    held = Held(text="多发", person="jz.pay_officer")
    file = opened(OversightKind.FINDING, "jiaozuo", "2026-001", None, date(2027, 1, 5), held)
    who = speakers(file)
    county, auditor = officer(Role.COUNTY_APPROVER), officer(Role.AUDITOR)
    resetting.may_speak(who, county)
    resetting.may_speak(who, auditor, confirms=True)
    for person, confirms in ((county, True), (officer(Role.REVIEWER), False)):
        with pytest.raises(CaseRefusal) as caught:
            resetting.may_speak(who, person, confirms=confirms)
        assert caught.value.code == "role_not_allowed"
    answerable = county.model_copy(update={"id": "jz.pay_officer"})
    with pytest.raises(CaseRefusal, match="回避"):
        resetting.may_speak(who, answerable)
    breach = opened(OversightKind.BREACH, "jiaozuo", "2026-002", None, date(2027, 1, 5), held)
    resetting.may_speak(speakers(breach), county, confirms=True)
