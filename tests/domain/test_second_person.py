"""岗位代行 and the second person, outside cases: what was done in somebody's name binds both who did it
and whose name it was, and the record shows both (OPN-34)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from documents.desk import render_affair_paper, render_summary
from domain.base import CaseRefusal
from domain.case.acts.base import Behalf, Officer
from domain.case.lifecycle import Role
from domain.desk.lifecycle import AffairKind
from domain.funds import engine as funds
from domain.funds.moves import ACTS as FUND_ACTS
from domain.oversight.acts import OVERSIGHT_ACTS
from domain.oversight.engine import apply_to_oversight
from domain.oversight.file import Held, OversightKind
from domain.postponing.engine import PROCEDURE as PUT_OFF
from domain.sampling.file import SpotFile
from runtime.packs import place_info
from tests.assembly import Hall
from tests.domain.test_credit import BOTH, FOUND, HEAD, HEARD, TOWN, a_matter
from tests.domain.test_passage import refused
from tests.domain.test_postponing import BEGAN, BY, Decision
from tests.domain.test_spot_checks import CHECKER, W, form
from tests.domain.test_spot_checks import GENERAL as STRATUM
from tests.funds import year_of
from tests.office import CONVENER, GENERAL, OFFICE, Desk, HalfYear
from tests.oversight import Desk as Supervision
from tests.people import START, officer
from tests.watch import Walk, population, spot


def standing_in(role: Role, place: str, deputy: str, absent: str) -> Officer:
    """`deputy` does the duties of the post for `absent`, on all days of these tests."""
    behalf = Behalf(
        account=absent, number=1, since=START - timedelta(400), until=START + timedelta(900)
    )
    return officer(role, place).model_copy(update={"id": deputy, "behalf": behalf})


@pytest.mark.rule("OPN-34")
def test_a_put_off_proposed_in_her_name_is_not_approved_by_her_nor_for_her() -> None:
    case = Decision()
    proposer = standing_in(Role.COUNTY_REVIEWER, "hanbin", "x.deputy", "x.absent")
    case.file = case.file.having(
        order=case.file.order.model_copy(update={"opened_by": proposer}), opened_by=proposer
    )
    for deputy, absent in (("x.absent", "x.other"), ("x.other", "x.absent"), ("x.deputy", "x.o")):
        who = standing_in(Role.COUNTY_APPROVER, "hanbin", deputy, absent)
        act = PUT_OFF.acts["approve_put_off"].model_validate(
            {"officer": who.model_dump(), "on": BEGAN, "paper": "汉应急〔2027〕1号"}
        )
        with refused("same_person"):
            PUT_OFF.apply(case.file, "approve_put_off", act, BEGAN, case.at)
    assert BY.whose == "" and "代行x.absent的职责" in proposer.zh


def test_an_entry_of_credit_brought_in_her_name_is_not_found_by_her() -> None:
    brought = standing_in(TOWN, "yicheng", "x.deputy", "x.absent")
    walk = a_matter(opened_by=brought.model_dump()).do("hear_person", TOWN, **HEARD)
    for deputy in ("x.absent", "x.deputy"):
        who = standing_in(HEAD, "yicheng", deputy, "x.head")
        walk.refused("same_person", "find_credit", who, **FOUND, known=BOTH)
    walk.do("find_credit", HEAD, **FOUND, known=BOTH)


@pytest.mark.rule("OPN-34")
def test_papers_of_the_office_are_not_signed_by_whose_name_they_were_written_in() -> None:
    deputy = standing_in(OFFICE, "tongren", "x.deputy", "x.absent")
    desk = Desk(AffairKind.BRIEFING, addressee="市政府办公室", text="一、会议情况。")
    desk.do("save_draft", deputy, text="一、会议情况。二、落实情况。").do("submit_draft", OFFICE)
    absent = officer(CONVENER, "tongren").model_copy(update={"id": "x.absent"})
    with refused("same_person"):
        desk.do("sign_draft", absent)
    desk.do("sign_draft", standing_in(CONVENER, "tongren", "x.second", "x.convener"))
    paper = render_affair_paper(
        desk.file, number="同联简〔2026〕1号", issued_on=desk.today, place=place_info("tongren")
    )
    assert "x.deputy（代行x.absent的职责）" in paper.html
    assert "x.second（代行x.convener的职责）" in paper.html

    half = HalfYear().everybody()
    half.do("draft_summary", deputy, text="上半年全市社会救助工作平稳有序。")
    half.do("submit_summary", OFFICE)
    with refused("same_person"):
        half.do("sign_summary", absent)
    half.do("sign_summary", CONVENER)
    summary = render_summary(
        half.file, number="1号", issued_on=half.today, place=place_info("tongren")
    )
    assert "x.deputy（代行x.absent的职责）" in summary.html

    hall = Hall().held().do("draft_minutes", deputy)
    with refused("same_person"):
        hall.do("check_minutes", officer(OFFICE, "tongren").model_copy(update={"id": "x.absent"}))
    hall.do("check_minutes", CONVENER)
    with refused("same_person"):
        hall.do("sign_minutes", officer(GENERAL, "tongren").model_copy(update={"id": "x.absent"}))


def test_a_budget_asked_for_in_her_name_is_not_approved_by_her_even_in_a_later_run() -> None:
    desk = year_of("zhanhe")

    def do(name: str, who: Officer, **fields: object) -> None:
        act = FUND_ACTS[desk.file.kind][name].model_validate(
            {"officer": who.model_dump(), "on": desk.today, **fields}
        )
        desk.file = funds.apply_to_matter(desk.file, name, act, desk.today, desk.now)

    asked = standing_in(Role.PAY_OFFICER, "zhanhe", "x.deputy", "x.absent")
    do("propose_budget", asked, title="低保资金", level="local", aids=("dibao",), amount_fen=100)
    desk.file = funds.carried(desk.file)
    for deputy in ("x.absent", "x.deputy"):
        with pytest.raises(CaseRefusal) as no:
            do(
                "approve_budget",
                standing_in(Role.FINANCE, "zhanhe", deputy, "x.finance"),
                pot="01",
                paper="财社〔2026〕1号",
            )
        assert no.value.code == "same_person"
    do("approve_budget", officer(Role.FINANCE, "zhanhe"), pot="01", paper="财社〔2026〕1号")


def test_an_answer_given_in_his_name_is_not_judged_by_him() -> None:
    desk = Supervision(
        OversightKind.PROBLEM,
        "zhanhe",
        Held(text="备用金超额使用", unit="finance"),
        Role.AUDITOR,
    )

    def do(name: str, who: Officer, **fields: object) -> None:
        act = OVERSIGHT_ACTS[name].model_validate(
            {"officer": who.model_dump(), "on": desk.today, **fields}
        )
        desk.file = apply_to_oversight(desk.file, name, act, desk.today, desk.now)

    do(
        "answer_oversight",
        standing_in(Role.FINANCE, "zhanhe", "x.deputy", "x.absent"),
        text="已经核实并说明",
    )
    absent = officer(Role.FINANCE, "zhanhe").model_copy(update={"id": "x.absent"})
    with pytest.raises(CaseRefusal) as no:
        do("close_oversight", absent, verdict="explained", text="情况属实合规")
    assert no.value.code == "same_person"
    do("close_oversight", officer(Role.FINANCE, "zhanhe"), verdict="explained", text="情况属实合规")


def test_a_round_of_spot_checks_all_made_in_her_name_is_not_reported_by_her() -> None:
    walk: Walk[SpotFile] = spot(population(("1", W, 2, (STRATUM,))))
    deputy = standing_in(CHECKER, "jiaozuo", "x.deputy", "x.absent")
    for case_no in walk.file.open_cases:
        walk.do("record_spot_check", deputy, **form(case_no))
    head = officer(Role.COUNTY_APPROVER)
    absent = head.model_copy(update={"id": "x.absent"})
    walk.refused("same_person", "report_spot_checks", absent, conclusion="均已完成")
    walk.do("report_spot_checks", head, conclusion="均已完成")
